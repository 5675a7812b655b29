"""The pages of partners' lives: states on any day, one partner's, offboardings with their checklists, coming back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import name_regions
from steelyard.partners.lifecycle.filters import life_filter_from, offboarding_state_from
from steelyard.partners.lifecycle.forms import CancelOffboardingForm, OffboardingForm, ReturnForm, SettleForm
from steelyard.partners.lifecycle.queries import (
    count_statuses,
    get_life,
    get_offboarding,
    list_lives,
    list_offboardings,
)
from steelyard.partners.lifecycle.rows import (
    life_row,
    move_row,
    offboarding_row,
    period_row,
    say_offer,
    status_pill,
)
from steelyard.partners.lifecycle.terms import OffboardingDraft, OffboardingState
from steelyard.partners.models import Offboarding, Partner
from steelyard.partners.terms import STATUS_NAMES, PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip, link
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_FORM = require_http_methods(["GET", "POST"])


@sign_in_required
@require_GET
def show_lives(request: HttpRequest) -> HttpResponse:
    """Show in which state every partner was on a day."""
    actor, regions = asker(request), name_regions()
    wanted = life_filter_from(request.GET, today=queries.today(utc_now()))
    page = list_lives(actor, wanted, page_from(request.GET, sort="name"))
    counts = count_statuses(actor, wanted)
    context = {
        "page": page,
        "rows": [life_row(line, regions) for line in page.items],
        "wanted": wanted,
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("on", "page")],
        "query": request.GET.urlencode(),
        "counts": [
            {**status_pill(status), "count": count, "href": link(request, "status", [status])}
            for status, count in counts.items()
            if count
        ],
        "chips": [
            chip(request, "status", _("Status"), {str(key): _(name) for key, name in STATUS_NAMES.items()}),
            chip(request, "region", _("Region"), regions),
        ],
    }
    return render(request, "partners/lifecycle/states.html", context)


@sign_in_required
@require_GET
def show_life(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show one partner's life with the program."""
    actor = asker(request)
    life = get_life(actor, Partner.parse_id(partner_id), now=utc_now())
    context = {
        "life": life,
        "partner_id": Partner(id=life.partner_id).public_id,
        "is_own": actor.partner_id == life.partner_id,
        **status_pill(life.status),
        "periods": [period_row(period) for period in life.periods],
        "moves": [move_row(move) for move in life.moves if move.status is PartnerStatus.ACTIVE],
        "offboarding": offboarding_row(life.offboarding, {}) if life.offboarding else None,
        "offer": say_offer(life.return_offer) if life.return_offer else "",
        "may_manage": permissions.can_manage_partners(actor),
        "may_leave": life.offboarding is None and life.status is not PartnerStatus.ENDED,
    }
    return render(request, "partners/lifecycle/life.html", context)


@sign_in_required
@_FORM
def begin_offboarding(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Begin to offboard a partner."""
    actor = asker(request)
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = OffboardingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = OffboardingDraft(reason=said["reason"], explanation=said["explanation"], data=said["wish"])
        with refusals_shown_in(form):
            offboarding_id = commands.begin_offboarding(actor=actor, partner_id=partner.id, draft=draft, now=utc_now())
            messages.success(request, _("The offboarding has begun, and all access has ended."))
            return redirect("partners:offboarding", Offboarding(id=offboarding_id).public_id)
    return show_form(
        request,
        form,
        title=_("Offboard this partner"),
        about=_("Its people and programs have no access from this moment on. What is open is settled step by step."),
        crumbs=[(partner.name, reverse("partners:life", args=[partner.public_id]))],
        save=_("Begin the offboarding"),
    )


@sign_in_required
@require_GET
def show_offboardings(request: HttpRequest) -> HttpResponse:
    """Show all offboardings, those under way first."""
    page = list_offboardings(asker(request), offboarding_state_from(request.GET), page_from(request.GET))
    regions = name_regions()
    context = {
        "page": page,
        "rows": [offboarding_row(card, regions) for card in page.items],
        "query": request.GET.urlencode(),
        "today": queries.today(utc_now()),
        "chips": [chip(request, "state", _("State"), {str(state): _(state.label) for state in OffboardingState})],
    }
    return render(request, "partners/lifecycle/offboardings.html", context)


@sign_in_required
@require_GET
def show_offboarding(request: HttpRequest, offboarding_id: str) -> HttpResponse:
    """Show one offboarding with its checklist."""
    actor = asker(request)
    card = get_offboarding(actor, Offboarding.parse_id(offboarding_id), now=utc_now())
    context = {
        "row": offboarding_row(card, name_regions()),
        "card": card,
        "is_open": card.state is OffboardingState.OPEN,
        "may_manage": permissions.can_manage_partners(actor),
    }
    return render(request, "partners/lifecycle/offboarding.html", context)


@sign_in_required
@_FORM
def settle_step(request: HttpRequest, offboarding_id: str, step_key: str) -> HttpResponse:
    """Settle one step of the checklist."""
    actor = asker(request)
    card = get_offboarding(actor, Offboarding.parse_id(offboarding_id), now=utc_now())
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    step = next((one for one in card.steps if one.key == step_key and one.ways), None)
    if step is None:
        raise NotFound
    form = SettleForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        heir = said.get("heir")
        with refusals_shown_in(form):
            commands.settle_step(
                actor=actor,
                offboarding_id=card.id,
                step=step.key,
                way=said["way"],
                heir_id=Partner.parse_id(heir.id) if heir and heir.id else None,
                note=said["note"],
                now=utc_now(),
            )
            messages.success(request, _("Settled."))
            return redirect("partners:offboarding", card.public_id)
    return show_form(
        request,
        form,
        title=_(step.label),
        crumbs=[(card.partner, reverse("partners:offboarding", args=[card.public_id]))],
        save=_("Settle"),
    )


@sign_in_required
@require_POST
def complete_offboarding(request: HttpRequest, offboarding_id: str) -> HttpResponse:
    """Let the partner be gone."""
    actor, key = asker(request), Offboarding.parse_id(offboarding_id)
    commands.complete_offboarding(actor=actor, offboarding_id=key, now=utc_now())
    messages.success(request, _("The partner has left."))
    return redirect("partners:offboarding", offboarding_id)


@sign_in_required
@_FORM
def cancel_offboarding(request: HttpRequest, offboarding_id: str) -> HttpResponse:
    """Let the partner stay after all."""
    actor = asker(request)
    card = get_offboarding(actor, Offboarding.parse_id(offboarding_id), now=utc_now())
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = CancelOffboardingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.cancel_offboarding(actor=actor, offboarding_id=card.id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("The partner stays, and its people have access again."))
            return redirect("partners:offboarding", card.public_id)
    return show_form(
        request,
        form,
        title=_("Call the offboarding off"),
        about=_("What was settled already stays settled."),
        crumbs=[(card.partner, reverse("partners:offboarding", args=[card.public_id]))],
        save=_("Call it off"),
    )


@sign_in_required
@_FORM
def return_partner(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Bring a partner back that had left."""
    actor = asker(request)
    life = get_life(actor, Partner.parse_id(partner_id), now=utc_now())
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.return_partner(actor=actor, partner_id=life.partner_id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("The partner is back."))
            return redirect("partners:life", partner_id)
    return show_form(
        request,
        form,
        title=_("Bring the partner back"),
        about=say_offer(life.return_offer) if life.return_offer else "",
        crumbs=[(life.partner, reverse("partners:life", args=[partner_id]))],
        save=_("Bring it back"),
    )
