"""The pipeline as a list, a board and a forecast."""

from datetime import date, timedelta
from uuid import UUID

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from steelyard.identity.public import list_host_people, sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.filters import COLUMNS, DIRECT, ME, columns_from, filter_from
from steelyard.pipeline.queries import Dimension
from steelyard.pipeline.terms import FORECAST_NAMES, OpportunityFilter, StageKind
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.chips import Chip, Choice, chip, link
from steelyard.ui.locale import reader_locale
from steelyard.ui.portal import Text
from steelyard.ui.saved_views import views_of

LIST_KEY = "pipeline.opportunities"
BOARD_KEY = "pipeline.board"
_COLUMN_NAMES: dict[str, Text] = {
    "partner": gettext_lazy("Partner"),
    "owner": gettext_lazy("Owner"),
    "next_step": gettext_lazy("Next step"),
    "forecast": gettext_lazy("Forecast"),
    "region": gettext_lazy("Region"),
    "activity": gettext_lazy("Last activity"),
}


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show opportunities as a table, filtered, sorted, with the columns that the address names."""
    actor = asker(request)
    wanted = filter_from(request.GET, actor)
    columns = columns_from(request.GET)
    context = {
        **_frame(request, actor, wanted, LIST_KEY),
        "page": queries.list_opportunities(actor, wanted, page_from(request.GET, sort="close_on")),
        "shown": columns,
        "columns": [
            Choice(name=label, href=link(request, "columns", _toggled(columns, name)), is_current=name in columns)
            for name, label in _COLUMN_NAMES.items()
        ],
    }
    return render(request, "pipeline/list.html", context)


@sign_in_required
@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """Show open opportunities in lanes by stage; `lane` and `page` ask for more of one lane."""
    actor = asker(request)
    wanted = filter_from(request.GET, actor)
    frame = {"targets": _targets(), "may_move": _may_move(actor)}
    if request.GET.get("lane") and request.htmx:  # type: ignore[attr-defined]
        stage = queries.require_stage(request.GET["lane"])
        lane = queries.get_lane(actor, wanted, stage, number=page_from(request.GET).number)
        return render(request, "pipeline/board.html#cards", {"lane": lane, **frame})
    context = {**_frame(request, actor, wanted, BOARD_KEY), "board": queries.get_board(actor, wanted), **frame}
    return render(request, "pipeline/board.html", context)


@sign_in_required
@require_GET
def show_forecast(request: HttpRequest) -> HttpResponse:
    """Show the forecast, weighted by stage, broken down as the address says."""
    actor = asker(request)
    wanted = filter_from(request.GET, actor)
    asked = request.GET.get("by", "")
    dimension = Dimension(asked) if asked in set(Dimension) else Dimension.STAGE
    forecast = queries.get_forecast(actor, wanted, dimension)
    largest = forecast.whole.total[0].currency if forecast.whole.total else ""
    context = {
        **_frame(request, actor, wanted, ""),
        "forecast": forecast,
        "rows": [_forecast_row(dimension, row) for row in forecast.rows],
        "dimensions": _dimensions(actor),
        "dimension_name": dict(_dimensions(actor)).get(str(dimension), ""),
        "currency": largest,
        "chart": _chart(forecast, largest),
    }
    return render(request, "pipeline/forecast.html", context)


def _frame(request: HttpRequest, actor: Actor, wanted: OpportunityFilter, list_key: str) -> dict[str, object]:
    """Return what list, board and forecast show around themselves."""
    builtin: list[tuple[Text, str]] = [(_("Open"), ""), (_("Mine"), f"owner={ME}")]
    if list_key == LIST_KEY:
        builtin += [(_("Won"), "state=won"), (_("Lost"), "state=lost")]
    return {
        "wanted": wanted,
        "chips": _chips(request, actor, wanted, with_state=list_key == LIST_KEY),
        "list_views": views_of(request, list_key, builtin) if list_key else None,
        "query": request.GET.urlencode(),
        "is_partner": actor.is_partner,
    }


def _chips(request: HttpRequest, actor: Actor, wanted: OpportunityFilter, *, with_state: bool) -> list[Chip]:
    families, regions = list_product_families(), list_regions()
    chips = [
        chip(request, "stage", _("Stage"), {stage.key: _(stage.name) for stage in queries.open_stages()}),
        chip(request, "family", _("Product"), {family.key: _(family.name) for family in families}),
        chip(request, "region", _("Region"), {region.key: _(region.name) for region in regions}),
        chip(request, "forecast", _("Forecast"), {str(key): _(name) for key, name in FORECAST_NAMES.items()}),
    ]
    if with_state:
        states = {"won": _("Won"), "lost": _("Lost"), "closed": _("Closed"), "all": _("All")}
        chips.insert(0, chip(request, "state", _("State"), states))
    if not actor.is_partner:
        chips.append(chip(request, "owner", _("Owner"), {ME: _("Me"), **_host_people()}))
        chips.append(chip(request, "partner", _("Partner"), {DIRECT: _("None, direct"), **_partner_named(wanted)}))
    return chips


def _host_people() -> dict[str, str]:
    """Return the host's people by their outside ids."""
    return {public_id("person", person.id): person.name for person in list_host_people() if person.id}


def _partner_named(wanted: OpportunityFilter) -> dict[str, str]:
    """Return the one partner that the address names; partners are too many to list, a record or a forecast leads here."""
    cards = find_partners({wanted.partner_id}) if wanted.partner_id else {}
    return {card.public_id: card.name for card in cards.values()}


def _targets() -> list[tuple[str, str]]:
    """Return where a card may be moved: the open stages, then won and lost, which ask for more words."""
    return [(stage.key, _(stage.name)) for stage in queries.list_stages()]


def _may_move(actor: Actor) -> bool:
    return actor.is_partner or permissions.can_change_all_terms(actor)


def _toggled(shown: list[str], name: str) -> list[str]:
    """Return the columns after a click on one: gone if it was there, there if it was gone."""
    return [column for column in COLUMNS if (column in shown) != (column == name)]


def _dimensions(actor: Actor) -> list[tuple[str, str]]:
    names = [(Dimension.STAGE, _("Stage")), (Dimension.MONTH, _("Month")), (Dimension.REGION, _("Region"))]
    if not actor.is_partner:
        names.append((Dimension.PARTNER, _("Partner")))
    return [(str(dimension), name) for dimension, name in names]


def _forecast_row(dimension: Dimension, row: queries.ForecastRow) -> dict[str, object]:
    """Return a row with its name for readers and the list of the opportunities behind it."""
    list_url = reverse("pipeline:list")
    match dimension:
        case Dimension.PARTNER:
            key = public_id("partner", UUID(row.key)) if row.key else DIRECT
            return {"part": row, "name": row.name or _("Direct"), "href": f"{list_url}?partner={key}"}
        case Dimension.MONTH:
            month = date.fromisoformat(row.key)
            until = (month + timedelta(days=32)).replace(day=1)
            name = format_date(month, "MMMM yyyy", locale=reader_locale())
            return {"part": row, "name": name, "href": f"{list_url}?from={month}&until={until}"}
    return {"part": row, "name": _(row.name), "href": f"{list_url}?{dimension}={row.key}"}


def _chart(forecast: queries.Forecast, currency: str) -> dict[str, object]:
    """Return the forecast in its main currency as the chart draws it."""
    rows = forecast.rows[:12]

    def in_currency(kind: str) -> list[float]:
        return [
            float(next((money.amount for money in getattr(row, kind) if money.currency == currency), 0)) for row in rows
        ]

    total, weighted = in_currency("total"), in_currency("weighted")
    return {
        "labels": [str(_forecast_row(forecast.dimension, row)["name"]) for row in rows],
        "series": [
            {"name": _("Weighted"), "data": weighted},
            {"name": _("The rest"), "data": [full - part for full, part in zip(total, weighted, strict=True)]},
        ],
        "kind": "bar",
        "horizontal": forecast.dimension is not Dimension.MONTH,
    }


CLOSING = {StageKind.WON: "pipeline:won", StageKind.LOST: "pipeline:lost"}
"""The page that asks for what closing needs, by what the stage means."""
