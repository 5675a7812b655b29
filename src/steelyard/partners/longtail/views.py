"""The pages of the long tail: what it comes to together, who is in it, and who rises."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.automation.queries import list_automations
from steelyard.partners.chips import name_regions
from steelyard.partners.longtail.events import LongTailJoined, SmallPartnerRose
from steelyard.partners.longtail.filters import NO, YES, grouping_from, rise_filter_from, tail_filter_from
from steelyard.partners.longtail.forms import DismissalForm
from steelyard.partners.longtail.queries import get_rise, get_summary, list_rises, list_tail, list_track_names
from steelyard.partners.longtail.rows import curve_chart, group_rows, rise_row, say_active, tail_row
from steelyard.partners.longtail.terms import GROUPING_NAMES, RISE_STATE_NAMES, Grouping, RiseState
from steelyard.partners.models import Rise
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


def _types() -> dict[str, str]:
    return {one.key: _(one.name) for one in queries.list_types()}


@sign_in_required
@require_GET
def show_long_tail(request: HttpRequest) -> HttpResponse:
    """Show what small partners come to together, and which automations look after them."""
    actor, now = asker(request), utc_now()
    by, regions = grouping_from(request.GET), name_regions()
    region = request.GET.get("region", "")
    summary = get_summary(actor, by, region=region if region in regions else "", at=now)
    tracks = list_track_names(at=now)
    names = {Grouping.REGION: regions, Grouping.TYPE: _types(), Grouping.TRACK: tracks}.get(by, {})
    listening = {LongTailJoined.type: _("joins"), SmallPartnerRose.type: _("rises")}
    context = {
        "summary": summary,
        "groups": group_rows(summary, by, names, link=reverse("partners:tail-members")),
        "curve": curve_chart(summary),
        "by": _(by.label),
        "value": Money(summary.value, summary.currency).rounded(),
        "active": say_active(summary),
        "tracks": tracks,
        "automations": [
            {"card": one, "when": listening[one.event]}
            for one in list_automations(actor, at=now)
            if one.event in listening
        ],
        "chips": [
            chip(request, "by", _("By"), {str(key): _(name) for key, name in GROUPING_NAMES.items()}),
            chip(request, "region", _("Region"), regions),
        ],
        "query": request.GET.urlencode(),
    }
    return render(request, "partners/longtail/overview.html", context)


@sign_in_required
@require_GET
def show_members(request: HttpRequest) -> HttpResponse:
    """Show the partners in the long tail."""
    actor, now = asker(request), utc_now()
    regions, tracks = name_regions(), list_track_names(at=now)
    wanted = tail_filter_from(request.GET)
    page = list_tail(actor, wanted, page_from(request.GET, sort="-value"), at=now)
    context = {
        "page": page,
        "rows": [tail_row(card, regions, tracks) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "track", _("Track"), tracks),
            chip(request, "region", _("Region"), regions),
            chip(request, "type", _("Type"), _types()),
            chip(request, "rising", _("Rising"), {YES: _("Yes"), NO: _("No")}),
        ],
    }
    return render(request, "partners/longtail/members.html", context)


@sign_in_required
@require_GET
def show_rises(request: HttpRequest) -> HttpResponse:
    """Show the small partners that rise, and those that did."""
    actor, regions = asker(request), name_regions()
    wanted = rise_filter_from(request.GET)
    page = list_rises(actor, wanted, page_from(request.GET))
    context = {
        "page": page,
        "rows": [rise_row(card, regions, actor) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "may_dismiss": permissions.can_audit_partners(actor),
        "chips": [
            chip(request, "state", _("State"), {str(key): _(name) for key, name in RISE_STATE_NAMES.items()}),
            chip(request, "region", _("Region"), regions),
        ],
    }
    return render(request, "partners/longtail/rises.html", context)


@sign_in_required
@require_GET
def show_rise(request: HttpRequest, rise_id: str) -> HttpResponse:
    """Show one rise with every measure and reason."""
    actor = asker(request)
    card = get_rise(actor, Rise.parse_id(rise_id))
    context = {
        **rise_row(card, name_regions(), actor),
        "may_dismiss": card.state is RiseState.OPEN and permissions.can_audit_partners(actor),
        "crumbs": [(_("Long tail"), reverse("partners:long-tail")), (_("Rising partners"), reverse("partners:rises"))],
    }
    return render(request, "partners/longtail/rise.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def dismiss_rise(request: HttpRequest, rise_id: str) -> HttpResponse:
    """Say that there is nothing in a rise."""
    actor = asker(request)
    card = get_rise(actor, Rise.parse_id(rise_id))
    if not permissions.can_audit_partners(actor):
        raise NotAllowed
    form = DismissalForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.dismiss_rise(actor=actor, rise_id=card.id, reason=form.cleaned_data["reason"], now=utc_now())
            messages.success(request, _("It is dismissed. It is not told again while it lasts."))
            return redirect("partners:rises")
    crumbs = [
        (_("Rising partners"), reverse("partners:rises")),
        (card.partner, reverse("partners:rise", args=[card.public_id])),
    ]
    return show_form(request, form, title=_("Dismiss the rise"), about=card.partner, crumbs=crumbs, save=_("Dismiss"))
