"""The executive's page, the boards beside it, the page of one metric with the records behind it, and each as a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steelyard.identity.public import sign_in_required
from steelyard.insights import blocks, boards, presenting, queries
from steelyard.insights.blocks import PLANS, get_plan
from steelyard.insights.filters import Asked, asked_in, partner_of
from steelyard.insights.metrics import Metric, get_metric
from steelyard.insights.policies import list_periods
from steelyard.insights.refusals import FiguresNotReady
from steelyard.insights.terms import Answer, Dimension, FactRow, Grain, Span
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import MAX_PAGE_SIZE, Page, PageRequest
from steelyard.partners.public import find_cards
from steelyard.platform.analytics.engine import Snapshot
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.exporting import MAX_ROWS, export_table
from steelyard.platform.exports.refusals import ExportTooLarge
from steelyard.platform.exports.tables import plain_table
from steelyard.platform.exports.terms import FileFormat, format_named
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import Chip, Choice, chip, link
from steelyard.ui.portal import Text
from steelyard.ui.records import record_names, record_url
from steelyard.ui.saved_views import views_of

LIST_KEY = "insights.executive"
_PREFIXES = {"registrations": "dealreg", "opportunities": "opp", "partners": "partner"}


@sign_in_required
@require_safe
def show_executive(request: HttpRequest) -> HttpResponse:
    """Show how the ecosystem does: figures, charts, what partners change."""
    asked = _asked(request)
    try:
        snapshot = queries.open_snapshot(asker(request))
    except FiguresNotReady:
        return render(request, "insights/executive.html", _frame(request, asked))
    builtin: list[tuple[Text, str]] = [(_(span.label), f"period={span}") for span in Span]
    context = {
        **_frame(request, asked),
        "board": boards.get_board(snapshot, asked),
        "list_views": views_of(request, LIST_KEY, builtin),
    }
    return render(request, "insights/executive.html", context)


@sign_in_required
@require_safe
def show_board(request: HttpRequest, board: str) -> HttpResponse:
    """Show a board of blocks: figures and charts under headings."""
    asked, plan = _asked(request), get_plan(board)
    context = {**_frame(request, asked), "plan": plan}
    try:
        snapshot = queries.open_snapshot(asker(request))
    except FiguresNotReady:
        return render(request, "insights/board.html", context)
    return render(request, "insights/board.html", {**context, "board": blocks.get_block_board(snapshot, plan, asked)})


@sign_in_required
@require_safe
def export_executive(request: HttpRequest) -> FileResponse:
    """Answer with the figures of the page as a file."""
    return _figures_file(request, boards.metrics_of_tiles(), "executive-view")


@sign_in_required
@require_safe
def export_board(request: HttpRequest, board: str) -> FileResponse:
    """Answer with the figures of a board as a file."""
    plan = get_plan(board)
    return _figures_file(request, plan.metrics, plan.key)


def _figures_file(request: HttpRequest, metrics: Sequence[Metric], name: str) -> FileResponse:
    asked = _asked(request)
    now, before, then = boards.get_figures(queries.open_snapshot(asker(request)), metrics, asked)
    rows: list[list[Any]] = []
    for point in now.points:
        metric = get_metric(point.metric)
        others = [_same(answer, metric, point.currency) for answer in (before, then)]
        rows.append([point.metric, point.currency, presenting.plain(metric, point), point.counted, *others])
    header = ["metric", "currency", "value", "counted", "before", "then", "since_on", "until", "as_of"]
    ends = (asked.spell.since_on, asked.spell.until, now.as_of.isoformat())
    return _file(request, name, header, ([*row, *ends] for row in rows))


@sign_in_required
@require_safe
def show_metric(request: HttpRequest, metric_name: str) -> HttpResponse:
    """Show one metric: what it means, how it went, its parts, and the records that it was computed from."""
    snapshot = queries.open_snapshot(asker(request))
    asked, metric = _asked(request), get_metric(metric_name)
    by = asked.by if asked.by in metric.dimensions else metric.dimensions[0]
    overall = queries.measure(snapshot, [metric], asked.now())
    over_time = queries.measure(snapshot, [metric], asked.now(grain=asked.grain))
    parts = queries.measure(snapshot, [metric], asked.now(by=by))
    records = queries.list_records(snapshot, metric, asked.now(), page_from(request.GET))
    points = overall.of(metric.name)
    context = {
        **_frame(request, asked),
        "metric": metric,
        "value": presenting.written(metric, presenting.main_point(points)),
        "counted": sum(point.counted for point in points),
        "as_of": overall.as_of,
        "over_time": presenting.chart_of([metric], over_time, list_periods(asked.spell, asked.grain), asked.grain),
        "grains": _choices(request, "grain", {str(grain): _(grain.label) for grain in Grain}, asked.grain),
        "dimensions": _choices(request, "by", {str(one): _(one.label) for one in metric.dimensions}, by),
        "parts": presenting.breakdown_of(
            metric, parts, presenting.names_by(by, parts.points), is_ranked=by is Dimension.TIER
        ),
        "page": records.map(_records(metric, records)),
    }
    return render(request, "insights/metric.html", context)


@sign_in_required
@require_safe
def export_metric(request: HttpRequest, metric_name: str) -> FileResponse:
    """Answer with the series of one metric, broken down where the address says so, as a file."""
    snapshot = queries.open_snapshot(asker(request))
    asked, metric = _asked(request), get_metric(metric_name)
    answer = queries.measure(snapshot, [metric], asked.now(grain=asked.grain, by=asked.by))
    names = presenting.names_by(asked.by, answer.points) if asked.by else {}
    header = ["metric", "period", "key", "name", "currency", "value", "unit", "counted", "as_of"]
    rows = (
        (
            *(point.metric, point.period, point.key, names.get(point.key or "", ""), point.currency),
            *(presenting.plain(metric, point), metric.unit.value, point.counted, answer.as_of.isoformat()),
        )
        for point in answer.points
    )
    return _file(request, metric.name, header, rows)


@sign_in_required
@require_safe
def export_records(request: HttpRequest, metric_name: str) -> FileResponse:
    """Answer with the records that a metric was computed from as a file."""
    snapshot = queries.open_snapshot(asker(request))
    asked, metric = _asked(request), get_metric(metric_name)
    header = ["id", "name", "partner", "region", "tier", "amount", "currency", "at"]
    return _file(request, f"{metric.name}-records", header, _record_rows(snapshot, metric, asked))


def _record_rows(snapshot: Snapshot, metric: Metric, asked: Asked) -> Iterator[tuple[Any, ...]]:
    number, has_next = 1, True
    while has_next:
        page = queries.list_records(snapshot, metric, asked.now(), PageRequest(number=number, size=MAX_PAGE_SIZE))
        if page.total > MAX_ROWS:
            raise ExportTooLarge(most=MAX_ROWS)
        for one in page.map(_records(metric, page)).items:
            row = one["row"]
            money = (row.amount.amount, row.amount.currency) if row.amount else (None, "")
            yield one["id"], one["name"], one["partner"], row.region, row.tier, *money, row.at
        number, has_next = number + 1, page.has_next


def _file(request: HttpRequest, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return figures as a file of the format that the address names, CSV where it names none."""
    return export_table(
        name=name,
        table=plain_table(header, rows),
        file_format=format_named(request.GET.get("format", FileFormat.CSV)),
        asked=request.GET.urlencode(),
        actor=asker(request),
        now=utc_now(),
    )


def _asked(request: HttpRequest) -> Asked:
    return asked_in(request.GET, utc_now().date())


def _records(metric: Metric, page: Page[FactRow]) -> Any:
    """Return what turns a row into a record as lists show it: with its name, its partner's name and its address."""
    prefix = _PREFIXES[metric.source]
    names = record_names(prefix, {row.id for row in page.items})
    partners = find_cards({row.partner_id for row in page.items if row.partner_id})

    def record(row: FactRow) -> dict[str, Any]:
        outside = public_id(prefix, row.id)
        partner = partners.get(row.partner_id) if row.partner_id else None
        return {
            "row": row,
            "id": outside,
            "name": names.get(row.id) or outside,
            "href": record_url(outside),
            "partner": partner.name if partner else "",
        }

    return record


def _same(answer: Answer | None, metric: Metric, currency: str) -> Any:
    points = answer.of(metric.name) if answer else []
    return next((presenting.plain(metric, point) for point in points if point.currency == currency), None)


def _frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return what all pages show around the figures."""
    return {
        "asked": asked,
        "chips": _chips(request),
        "query": request.GET.urlencode(),
        "params": _said_again(request),
        "plans": PLANS.values(),
    }


def _chips(request: HttpRequest) -> list[Chip]:
    chips = [
        chip(request, "period", _("Period"), {str(span): _(span.label) for span in Span}),
        *(
            chip(request, str(dimension), _(dimension.label), presenting.names_by(dimension))
            for dimension in (Dimension.REGION, Dimension.TYPE, Dimension.TIER)
        ),
    ]
    partner = partner_of(request.GET.get("partner", ""))
    cards = find_cards({partner}) if partner else {}
    if cards:
        chips.append(chip(request, "partner", _("Partner"), {card.public_id: card.name for card in cards.values()}))
    return chips


def _said_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form for the past day has to say again."""
    return [(key, str(value)) for key, value in request.GET.items() if key not in {"then", "page"}]


def _choices(request: HttpRequest, param: str, names: Mapping[str, str], present: str) -> list[Choice]:
    return [
        Choice(name=name, href=link(request, param, [key]), is_current=key == present) for key, name in names.items()
    ]
