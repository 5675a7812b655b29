"""Registering a deal: the form, its draft, the forecast beside it, and the typeahead for its customer."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.companies.public import suggest_companies
from steelyard.deals import commands, permissions
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.forms import RegistrationForm, as_initial, as_typed, show_refusal
from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.evidence import list_evidence
from steelyard.deals.queries.registrations import get_draft
from steelyard.deals.views.asking import asker, id_of, keep_evidence, of_the_day
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.clock import utc_now

_SUGGESTIONS = 8


@sign_in_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or take a registration and show its decision."""
    partner_id = _partner_of(asker(request))
    if request.method == "POST":
        return _take(request, partner_id)
    return _show(request, RegistrationForm(**of_the_day()))


@sign_in_required
@require_GET
def edit_draft(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Show the form as it was left."""
    _partner_of(asker(request))
    draft = get_draft(asker(request), id_of(registration_id))
    said = of_the_day()
    form = RegistrationForm(initial=as_initial(draft.draft or {}, RegistrationForm, **said), **said)
    return _show(request, form, draft_id=draft.id)


@sign_in_required
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and say where it is kept."""
    actor = asker(request)
    _partner_of(actor)
    saved = commands.save_draft(
        actor=actor, typed=as_typed(request.POST), now=utc_now(), registration_id=_draft_named(request)
    )
    response = HttpResponse(status=204)
    response["X-Draft-Id"] = saved.public_id
    return response


@sign_in_required
@require_POST
def discard_draft(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Throw a draft away."""
    commands.discard_draft(actor=asker(request), registration_id=id_of(registration_id))
    messages.success(request, _("The draft is gone."))
    return redirect("deals:registrations")


@sign_in_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the typeahead: companies that the asker may see, whatever others do with them."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = suggest_companies(asker(request), text, _SUGGESTIONS)
    options = [
        {
            "value": public_id("company", card.id),
            "label": card.name,
            "detail": " · ".join(part for part in (card.domain, card.city, card.country) if part),
        }
        for card in found
    ]
    note = "" if options else _("A new company: it is added by this name.")
    return render(request, "ui/options.html", {"options": options, "note": note})


def _partner_of(actor: Actor) -> UUID:
    if actor.partner_id is None or not permissions.can_register_for(actor, actor.partner_id):
        raise NotAllowed
    return actor.partner_id


def _draft_named(request: HttpRequest) -> UUID | None:
    named = request.POST.get("draft", "")
    return id_of(named) if named else None


def _take(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Submit the registration; whatever stands in the way, keep all of it, files too, as a draft."""
    actor, form, draft_id = asker(request), RegistrationForm(request.POST, request.FILES, **of_the_day()), _draft_named(request)
    form.full_clean()
    evidence: list[EvidenceDraft] = []
    try:
        evidence = keep_evidence(form, actor=actor, partner_id=partner_id)
    except Refusal as refusal:
        form.add_error("evidence_files", _said(refusal))
    if request.POST.get("then") == "add_evidence" and not form.errors.get("evidence_files"):
        draft_id = _keep(request, draft_id, evidence)
        return redirect(f"{reverse('deals:edit', args=[public_id(DealRegistration.PREFIX, draft_id)])}#evidence")
    if form.is_valid():
        try:
            submitted = commands.submit_registration(
                actor=actor,
                draft=_with(form, evidence),
                now=utc_now(),
                registration_id=draft_id,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("deals:registration", submitted.public_id)
    return _show(request, form, draft_id=_keep(request, draft_id, evidence), status=422)
