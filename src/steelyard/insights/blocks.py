"""Boards of blocks: the balanced view and the health of the ecosystem, each a few figures and charts under a heading that says why.

A board is data. That every block has figures is what keeps it balanced: activity alone looks busy, money alone looks back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from steelyard.insights.boards import Chart, breakdown_chart, get_figures, time_charts
from steelyard.insights.filters import Asked
from steelyard.insights.metrics import Metric, get_metric
from steelyard.insights.presenting import Tile, tile_of
from steelyard.insights.queries import measure
from steelyard.insights.refusals import BoardUnknown
from steelyard.insights.terms import Dimension
from steelyard.kernel.refusals import sentence
from steelyard.platform.analytics.engine import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One side of a board: its figures, and what of them is drawn over time and in parts."""

    title: str
    sentence: str
    tiles: tuple[str, ...]
    over_time: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    broken_down: tuple[tuple[str, str, Dimension], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a board consists of."""

    key: str
    title: str
    sentence: str
    blocks: tuple[Block, ...]

    @property
    def names(self) -> list[str]:
        """The metrics of its figures, each once."""
        return list(dict.fromkeys(name for block in self.blocks for name in block.tiles))

    @property
    def metrics(self) -> list[Metric]:
        return [get_metric(name) for name in self.names]

    @property
    def drawn(self) -> list[Metric]:
        """The metrics that are drawn over time, each once."""
        named = (name for block in self.blocks for _title, names, _kind in block.over_time for name in names)
        return [get_metric(name) for name in dict.fromkeys(named)]


_BALANCED = Plan(
    key="balanced",
    title=sentence("Balanced view"),
    sentence=sentence("What partners do, what they change, and what comes of it, side by side."),
    blocks=(
        Block(
            title=sentence("Activity"),
            sentence=sentence("What partners do with us."),
            tiles=("registration_volume", "engaged_partners", "enrolled_partners", "decision_time_p50"),
            over_time=(
                (
                    sentence("Registrations and the partners behind them"),
                    ("registration_volume", "engaged_partners"),
                    "line",
                ),
            ),
            broken_down=((sentence("Registrations by region"), "registration_volume", Dimension.REGION),),
        ),
        Block(
            title=sentence("Influence"),
            sentence=sentence("What they change in our pipeline."),
            tiles=("partner_share", "sourced_share", "partner_initiated_rate", "registration_win_rate"),
            over_time=((sentence("Share of pipeline"), ("partner_share", "sourced_share"), "line"),),
            broken_down=((sentence("Win rate with and without a partner"), "win_rate", Dimension.INVOLVEMENT),),
        ),
        Block(
            title=sentence("Financial outcomes"),
            sentence=sentence("What comes of it."),
            tiles=("won_value", "sourced_revenue", "pipeline_created", "deal_size"),
            over_time=((sentence("Won value and partner-sourced revenue"), ("won_value", "sourced_revenue"), "line"),),
            broken_down=((sentence("Won value by tier"), "won_value", Dimension.TIER),),
        ),
    ),
)
_HEALTH = Plan(
    key="health",
    title=sentence("Ecosystem health"),
    sentence=sentence("Whether partners are with us, whether we are where customers are, and what may go wrong."),
    blocks=(
        Block(
            title=sentence("Engagement"),
            sentence=sentence("How many of the partners are active, and how many of these work with us now."),
            tiles=("active_partners", "engaged_partners", "enrolled_partners", "partner_initiated_rate"),
            over_time=(
                (sentence("Active partners and partners engaged"), ("active_partners", "engaged_partners"), "line"),
            ),
        ),
        Block(
            title=sentence("Coverage"),
            sentence=sentence("Where partners are, and how much of the new business they reach."),
            tiles=("attach_rate", "partner_share"),
            over_time=((sentence("Attach rate"), ("attach_rate",), "line"),),
            broken_down=(
                (sentence("Active partners by region"), "active_partners", Dimension.REGION),
                (sentence("Active partners by tier"), "active_partners", Dimension.TIER),
            ),
        ),
        Block(
            title=sentence("Risks"),
            sentence=sentence("What is late, and what will be lost unless somebody acts."),
            tiles=("overdue_decisions", "ending_protection", "sla_hit_rate", "decision_time_p90"),
            over_time=((sentence("Decided as promised"), ("sla_hit_rate",), "line"),),
            broken_down=((sentence("Decisions overdue by region"), "overdue_decisions", Dimension.REGION),),
        ),
    ),
)
PLANS: Mapping[str, Plan] = {plan.key: plan for plan in (_BALANCED, _HEALTH)}


def get_plan(key: str) -> Plan:
    """Return the board of that name. Raises: BoardUnknown."""
    if key not in PLANS:
        raise BoardUnknown
    return PLANS[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """A block with its values."""

    block: Block
    tiles: Sequence[Tile]
    charts: Sequence[Chart]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBoard:
    """A board with its values, known as of an instant."""

    plan: Plan
    as_of: datetime
    blocks: Sequence[ShownBlock]


def get_block_board(snapshot: Snapshot, plan: Plan, asked: Asked) -> BlockBoard:
    """Return a board with its values. Raises: PeriodImpossible."""
    now, before, then = get_figures(snapshot, plan.metrics, asked)
    over_time = measure(snapshot, plan.drawn, asked.now(grain=asked.grain))
    return BlockBoard(
        plan=plan,
        as_of=now.as_of,
        blocks=[
            ShownBlock(
                block=block,
                tiles=[tile_of(get_metric(name), now, before, then) for name in block.tiles],
                charts=[
                    *time_charts(block.over_time, over_time, asked),
                    *(breakdown_chart(snapshot, asked, *one) for one in block.broken_down),
                ],
            )
            for block in plan.blocks
        ],
    )
