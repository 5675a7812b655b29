"""The executive's board: which figures and charts it shows, and how they are asked for together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from steelyard.insights.filters import Asked
from steelyard.insights.metrics import Metric, get_metric
from steelyard.insights.policies import list_periods
from steelyard.insights.presenting import Tile, breakdown_of, chart_of, names_by, tile_of, written
from steelyard.insights.queries import measure
from steelyard.insights.terms import Answer, Dimension
from steelyard.kernel.refusals import sentence
from steelyard.platform.analytics.engine import Snapshot

TILES = (
    *("registration_volume", "approval_rate", "decision_time_p50", "decision_time_p90", "sla_hit_rate"),
    *("automation_rate", "registration_win_rate", "protected_value", "won_value", "sourced_share", "attach_rate"),
    "partner_initiated_rate",
)
COMPARED = ("win_rate", "cycle_time", "deal_size")
OVER_TIME = (
    (sentence("Registrations"), ("registration_volume",), "bar"),
    (sentence("Time to decision"), ("decision_time_p50", "decision_time_p90"), "line"),
    (sentence("Protected value"), ("protected_value",), "bar"),
    (sentence("Won value"), ("won_value",), "bar"),
    (sentence("Sourced share of pipeline"), ("sourced_share",), "line"),
)
BROKEN_DOWN = (
    (sentence("Approval rate by region"), "approval_rate", Dimension.REGION),
    (sentence("Registrations by type"), "registration_volume", Dimension.TYPE),
    (sentence("Win rate by tier"), "registration_win_rate", Dimension.TIER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart with the metric that it leads to."""

    id: str
    title: str
    metric: Metric
    data: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        return not any(any(series["data"]) for series in self.data["series"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One metric with and without a partner."""

    metric: Metric
    with_partner: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the executive's page shows, known as of an instant."""

    as_of: datetime
    tiles: list[Tile]
    charts: list[Chart]
    comparisons: list[Comparison]
    is_empty: bool


def get_board(snapshot: Snapshot, asked: Asked) -> Board:
    """Return the board. Raises: PeriodImpossible."""
    now, before, then = get_figures(snapshot, metrics_of_tiles(), asked)
    return Board(
        as_of=now.as_of,
        tiles=[tile_of(get_metric(name), now, before, then) for name in TILES],
        charts=[
            *time_charts(OVER_TIME, _ask_over_time(snapshot, asked), asked),
            *(breakdown_chart(snapshot, asked, *one) for one in BROKEN_DOWN),
        ],
        comparisons=_comparisons(snapshot, asked),
        is_empty=not any(point.counted for point in (*now.points, *before.points)),
    )


def metrics_of_tiles() -> list[Metric]:
    """Return the metrics of the executive's figures."""
    return [get_metric(name) for name in TILES]


def get_figures(snapshot: Snapshot, metrics: Sequence[Metric], asked: Asked) -> tuple[Answer, Answer, Answer | None]:
    """Return the figures of the period, of the one before, and of the past day, if one was chosen. Raises: PeriodImpossible."""
    past = asked.then()
    return (
        measure(snapshot, metrics, asked.now()),
        measure(snapshot, metrics, asked.before()),
        measure(snapshot, metrics, past) if past else None,
    )


def prepare_board(snapshot: Snapshot, asked: Asked) -> None:
    """Ask what the board asks, so that the answers are kept when somebody opens it."""
    get_figures(snapshot, metrics_of_tiles(), asked)
    _ask_over_time(snapshot, asked)
    for _title, name, by in BROKEN_DOWN:
        measure(snapshot, [get_metric(name)], asked.now(by=by))
    _ask_compared(snapshot, asked)


def _ask_over_time(snapshot: Snapshot, asked: Asked) -> Answer:
    metrics = [get_metric(name) for _title, names, _kind in OVER_TIME for name in names]
    return measure(snapshot, metrics, asked.now(grain=asked.grain))


def _ask_compared(snapshot: Snapshot, asked: Asked) -> Answer:
    return measure(snapshot, [get_metric(name) for name in COMPARED], asked.now(by=Dimension.INVOLVEMENT))


def time_charts(plans: Iterable[tuple[str, tuple[str, ...], str]], answer: Answer, asked: Asked) -> list[Chart]:
    """Return the charts of an answer over time, each of one or a few of its metrics."""
    periods = list_periods(asked.spell, asked.grain)
    charts = []
    for title, names, kind in plans:
        shown = [get_metric(name) for name in names]
        data = chart_of(shown, answer, periods, asked.grain, kind=kind)
        charts.append(Chart(id=f"chart-{names[0]}", title=_(title), metric=shown[0], data=data))
    return charts


def breakdown_chart(snapshot: Snapshot, asked: Asked, title: str, name: str, by: Dimension) -> Chart:
    """Return the chart of a metric in parts."""
    metric = get_metric(name)
    answer = measure(snapshot, [metric], asked.now(by=by))
    data = breakdown_of(metric, answer, names_by(by), is_ranked=by is Dimension.TIER)
    return Chart(id=f"chart-{name}-{by}", title=_(title), metric=metric, data=data)


def _comparisons(snapshot: Snapshot, asked: Asked) -> list[Comparison]:
    answer = _ask_compared(snapshot, asked)
    found = []
    for metric in map(get_metric, COMPARED):
        points = sorted(answer.of(metric.name), key=lambda point: -point.counted)
        sides = {
            key: next((one for one in points if one.key == key and one.counted), None) for key in ("with", "without")
        }
        found.append(
            Comparison(
                metric=metric, with_partner=written(metric, sides["with"]), without=written(metric, sides["without"])
            )
        )
    return found
