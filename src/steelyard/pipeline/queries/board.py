"""The board: a lane per open stage with its count and sums, and the first of its opportunities."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Sum

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.pipeline.models import Stage
from steelyard.pipeline.queries.opportunities import filtered, to_cards
from steelyard.pipeline.queries.stages import open_stages
from steelyard.pipeline.queries.sums import by_size
from steelyard.pipeline.terms import OpportunityCard, OpportunityFilter

LANE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stage with how many opportunities it holds, their sum in each currency, and a page of them by close date."""

    key: str
    name: str
    sums: tuple[Money, ...]
    page: Page[OpportunityCard]

    @property
    def count(self) -> int:
        return self.page.total

    @property
    def left(self) -> int:
        return self.page.total - self.page.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Every lane, in the order of the stages."""

    lanes: tuple[Lane, ...]


def get_board(actor: Actor, wanted: OpportunityFilter) -> Board:
    """Return the board of the open opportunities that the filter finds among those the actor may see."""
    return Board(lanes=tuple(_lanes(actor, wanted, open_stages(), number=1)))


def get_lane(actor: Actor, wanted: OpportunityFilter, stage: Stage, *, number: int) -> Lane:
    """Return one lane with a later page of its opportunities."""
    return _lanes(actor, wanted, [stage], number=number)[0]


def _lanes(actor: Actor, wanted: OpportunityFilter, stages: list[Stage], *, number: int) -> list[Lane]:
    found = filtered(actor, replace(wanted, state="open", stage=""))
    totals: dict[str, list[tuple[str, int, Decimal]]] = {}
    grouped = found.values_list("stage__key", "currency").annotate(count=Count("id"), total=Sum("amount")).order_by()
    for key, currency, count, total in grouped:
        totals.setdefault(key, []).append((currency, count, total))
    request = PageRequest(number=number, size=LANE_SIZE)
    lanes, rows = [], []
    for stage in stages:
        of_stage = found.filter(stage=stage).select_related("stage").order_by("close_on", "id")
        rows.append(list(of_stage[request.offset : request.offset + request.size]))
    cards = iter(to_cards([row for some in rows for row in some]))
    for stage, some in zip(stages, rows, strict=True):
        of_stage_totals = totals.get(stage.key, [])
        lanes.append(
            Lane(
                key=stage.key,
                name=stage.name,
                sums=by_size((currency, total) for currency, _, total in of_stage_totals),
                page=Page(
                    items=[next(cards) for _ in some],
                    total=sum(count for _, count, _ in of_stage_totals),
                    request=request,
                ),
            )
        )
    return lanes
