"""Metrics over the API: the catalog, and each metric as a series; the pages read the same function."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, Field

from steelyard.insights import permissions, queries
from steelyard.insights.blocks import get_plan
from steelyard.insights.metrics import get_metric, list_metrics
from steelyard.insights.policies import compute_spell
from steelyard.insights.schemas import BoardOut, MetricOut, SeriesOut
from steelyard.insights.terms import Dimension, Grain, Question, Span, Spell
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Line

router = Router(tags=["Insights"])

Word = Annotated[Line, Field(max_length=50)]
FirstDay = Annotated[date | None, Field(description="The first day; without it, twelve months.")]
EndDay = Annotated[date | None, Field(description="The first day that no longer belongs.")]
AsOf = Annotated[
    AwareDatetime | None,
    Field(description="Answer as things were known at this instant; without it, as known now."),
]
PartnerId = Annotated[str, Field(max_length=60, description="A partner's id.")]


@router.get("/metrics", response=list[MetricOut], summary="List metrics")
def list_all_metrics(request: HttpRequest) -> list[MetricOut]:
    """Return the catalog of metrics, each with its formula; for the host only."""
    _require_host(request)
    return [MetricOut.of(metric) for metric in list_metrics()]


@router.get("/metrics/{metric_name}", response=SeriesOut, summary="Measure a metric")
def measure_metric(
    request: HttpRequest,
    metric_name: Annotated[str, Field(max_length=50, pattern="^[a-z0-9_]+$")],
    grain: Grain | None = None,
    by: Dimension | None = None,
    since: FirstDay = None,
    until: EndDay = None,
    as_of: AsOf = None,
    region: Word = "",
    type: Word = "",  # noqa: A002 - the parameter of the address
    tier: Word = "",
    partner: PartnerId = "",
) -> SeriesOut:
    """Return a metric over a period, cut by grain, broken down and narrowed as asked; for the host only."""
    snapshot = queries.open_snapshot(asker(request))
    metric = get_metric(metric_name)
    filters = _filters(region=region, kind=type, tier=tier, partner=partner)
    question = Question(spell=_spell(since, until), grain=grain, by=by, filters=filters, as_of=as_of)
    return SeriesOut.of(metric, queries.measure(snapshot, [metric], question))


@router.get("/boards/{board_name}", response=BoardOut, summary="Measure a board")
def measure_board(
    request: HttpRequest,
    board_name: Annotated[str, Field(max_length=50, pattern="^[a-z0-9_]+$")],
    since: FirstDay = None,
    until: EndDay = None,
    as_of: AsOf = None,
    region: Word = "",
    type: Word = "",  # noqa: A002 - the parameter of the address
    tier: Word = "",
    partner: PartnerId = "",
) -> BoardOut:
    """Return the figures of a board (`balanced` or `health`) by its blocks, narrowed as asked; for the host only."""
    snapshot = queries.open_snapshot(asker(request))
    plan = get_plan(board_name)
    filters = _filters(region=region, kind=type, tier=tier, partner=partner)
    question = Question(spell=_spell(since, until), filters=filters, as_of=as_of)
    return BoardOut.of(plan, queries.measure(snapshot, plan.metrics, question))


def _spell(since: date | None, until: date | None) -> Spell:
    usual = compute_spell(Span.TWELVE_MONTHS, utc_now().date())
    return Spell(since or usual.since_on, until or usual.until)


def _filters(*, region: str, kind: str, tier: str, partner: str) -> dict[Dimension, str]:
    filters = {Dimension.REGION: region, Dimension.TYPE: kind, Dimension.TIER: tier}
    if partner:
        filters[Dimension.PARTNER] = str(parse_public_id("partner", partner))
    return filters


def _require_host(request: HttpRequest) -> None:
    if not permissions.can_see_insights(asker(request)):
        raise NotAllowed
