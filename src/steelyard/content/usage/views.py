"""The pages of use before wins: every content with what its users won after, one of them, and where each row comes from."""

from dataclasses import replace
from typing import Any

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.content import permissions
from steelyard.content.queries import list_libraries
from steelyard.content.queries.words import rules_of_content
from steelyard.content.terms import KIND_NAMES
from steelyard.content.usage import queries
from steelyard.content.usage.filters import PERIOD_NAMES, content_key, stretch_from, usage_filter_from
from steelyard.content.usage.terms import CONTENT_KINDS, MonthOfUse, Stretch, UsageFilter
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners.public import list_partner_types
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import organization_name
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.chips import Chip, chip
from steelyard.ui.locale import reader_locale
from steelyard.ui.portal import Text
from steelyard.ui.records import record_url

RULES = ("CT-9", "CT-10")


@sign_in_required
@require_GET
def show_usage(request: HttpRequest) -> HttpResponse:
    """Show what partners used and what they won after."""
    actor, now = asker(request), utc_now()
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    stretch, wanted = stretch_from(request.GET, now), usage_filter_from(request.GET)
    page = queries.list_usage(actor, wanted, stretch, page_from(request.GET, sort="uses"))
    context = {
        "page": page,
        "rows": [{"row": row, "kind": kind_name(row.kind)} for row in page.items],
        "chart": chart_of(queries.list_months(actor, wanted, stretch)),
        "chips": [*_chips(request), *_chips_of_users(request, stretch, wanted)],
        "crumbs": [(_("Library"), reverse("content:library"))],
        **_asked(request, stretch),
    }
    return render(request, "content/usage/list.html", context)


@sign_in_required
@require_GET
def show_content(request: HttpRequest, content_id: str) -> HttpResponse:
    """Show how one content was used: month by month, by whom, and before which wins."""
    actor, now = asker(request), utc_now()
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    key = content_key(content_id)
    stretch, wanted = stretch_from(request.GET, now), usage_filter_from(request.GET)
    row = queries.get_usage_of(actor, key, wanted, stretch)
    pages = page_from(request.GET)
    wins = queries.list_wins_after(actor, key, wanted, stretch, pages)
    users = queries.list_users(actor, key, wanted, stretch, replace(pages, number=1))
    context = {
        "row": row,
        "kind": kind_name(row.kind),
        "content_url": record_url(row.public_id),
        "chart": chart_of(queries.list_months_of(actor, key, wanted, stretch)),
        "wins": wins,
        "win_rows": [
            {
                "win": win,
                "url": record_url(public_id("opp", win.opportunity_id)),
                "partner_url": record_url(public_id("partner", win.partner_id)),
                "registration_url": record_url(public_id("dealreg", win.registration_id))
                if win.registration_id
                else "",
            }
            for win in wins.items
        ],
        "users": users,
        "user_rows": [{"user": user, "url": record_url(public_id("partner", user.partner_id))} for user in users.items],
        "chips": _chips_of_users(request, stretch, wanted),
        "crumbs": [
            (_("Library"), reverse("content:library")),
            (_("Use before wins"), f"{reverse('content:usage')}?{_kept(request)}"),
        ],
        **_asked(request, stretch),
    }
    return render(request, "content/usage/content.html", context)


def chart_of(months: list[MonthOfUse]) -> dict[str, Any]:
    """Return the months as a chart draws them."""
    return {
        "labels": [str(format_date(month.first, "MMM yy", locale=reader_locale())) for month in months],
        "series": [
            {"name": _("Opened"), "data": [month.opened for month in months]},
            {"name": _("Downloaded"), "data": [month.downloaded for month in months]},
            {"name": _("Won after use"), "data": [month.won for month in months]},
        ],
        "kind": "line",
    }


def kind_name(kind: str) -> Text:
    """Return what a kind of content is called."""
    names: dict[str, str] = {**CONTENT_KINDS, **{one.value: name for one, name in KIND_NAMES.items()}}
    return _(names.get(kind, kind))


def _asked(request: HttpRequest, stretch: Stretch) -> dict[str, Any]:
    rules = rules_of_content(stretch.as_of)
    return {
        "stretch": stretch,
        "least": rules.least_closings,
        "rules": [
            {"rule": said.rule, "text": _(said.text).format_map(said.params)}
            for said in rules.sentences()
            if said.rule in RULES
        ],
        "query": request.GET.urlencode(),
        "kept": _kept(request),
    }


def _chips(request: HttpRequest) -> list[Chip]:
    kinds: dict[str, Text] = {kind.value: _(name) for kind, name in KIND_NAMES.items()}
    kinds |= {kind: _(name) for kind, name in CONTENT_KINDS.items()}
    return [
        chip(request, "library", _("Library"), {one.key: _(one.name) for one in list_libraries()}),
        chip(request, "kind", _("Kind"), kinds),
        chip(request, "family", _("Product"), {one.key: _(one.name) for one in list_product_families()}),
    ]


def _chips_of_users(request: HttpRequest, stretch: Stretch, wanted: UsageFilter) -> list[Chip]:
    windows = queries.windows_of(stretch.as_of)
    chips = [
        chip(request, "period", _("Period"), {period.value: _(name) for period, name in PERIOD_NAMES.items()}),
        chip(request, "region", _("Region"), {one.key: _(one.name) for one in list_regions()}),
        chip(request, "type", _("Type of partner"), {one.key: _(one.name) for one in list_partner_types()}),
        chip(
            request,
            "window",
            _("Window"),
            {str(days): _("{days} days").format(days=days) for days in windows},
        ),
    ]
    if wanted.partner_id is not None:
        key = public_id("partner", wanted.partner_id)
        chips.append(chip(request, "partner", _("Partner"), {key: organization_name(wanted.partner_id)}))
    return chips


def _kept(request: HttpRequest) -> str:
    """Return what the address says of the stretch and of whose use counts, for the links to other pages."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"period", "since", "until", "window", "region", "type", "partner"}:
            del kept[name]
    return kept.urlencode()
