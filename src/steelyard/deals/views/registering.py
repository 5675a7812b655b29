"""Registering a deal: the form, its draft, the forecast beside it, and the typeahead for its customer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
from steelyard.deals.forms.drafts import as_initial, as_typed
from steelyard.deals.forms.refusals import refusals_shown_in
from steelyard.deals.forms.registering import PartnerForm, RegistrationForm
from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.queries.drafts import get_draft
from steelyard.deals.queries.evidence import list_evidence
from steelyard.deals.queries.paths import get_approval_path
from steelyard.deals.queries.preview import preview_limit, preview_registration
from steelyard.deals.refusals import NotPossibleNow
from steelyard.deals.views.asking import id_of, keep_evidence, of_the_day
from steelyard.identity.public import list_people, sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners.public import get_partner, suggest_partners
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.limits import count_use
from steelyard.platform.refusals import TooOften

_SUGGESTIONS = 8


@sign_in_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or take a registration and show its decision; the host says first for which partner."""
    claimant = _claimant_of(request)
    if claimant is None:
        return _choose_partner(request)
    if request.method == "POST":
        return _take(request, claimant)
    return _show(request, RegistrationForm(**_form_of(claimant)), claimant)


@sign_in_required
@require_GET
def edit_draft(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Show the form as it was left."""
    actor = _registering(request)
    draft = get_draft(actor, id_of(registration_id))
    claimant = Claimant(partner_id=draft.partner_id, is_on_behalf=draft.is_on_behalf)
    said = _form_of(claimant)
    form = RegistrationForm(initial=as_initial(draft.draft, RegistrationForm, **said), **said)
    return _show(request, form, claimant, draft_id=draft.id)


@sign_in_required
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and say where it is kept."""
    claimant = _known_claimant_of(request)
    saved = commands.save_draft(
        actor=asker(request),
        typed=as_typed(request.POST),
        now=utc_now(),
        partner_id=claimant.partner_id,
        registration_id=_draft_named(request),
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
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Say what would probably happen with what is typed so far, and what a registration goes through."""
    actor, now = asker(request), utc_now()
    claimant = _known_claimant_of(request)
    form = RegistrationForm(request.POST, **_form_of(claimant))
    form.is_valid()
    named = _draft_named(request)
    kept = (
        tuple(EvidenceDraft(kind=piece.kind, note=piece.note) for piece in list_evidence(actor, named)) if named else ()
    )
    outlook, is_paused = None, False
    try:
        count_use(preview_limit(), actor=actor, now=now)
        draft = form.sketch(kept, today=now.date())
        outlook = preview_registration(actor=actor, draft=draft, now=now, partner_id=claimant.partner_id)
    except TooOften:
        is_paused = True
    except Refusal:
        outlook = None
    context = {"outlook": outlook, "is_paused": is_paused, **_surroundings(claimant)}
    return render(request, "deals/parts/forecast.html", context)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """The partner whose deal it is, and whether the host types on its behalf."""

    partner_id: UUID
    is_on_behalf: bool


def _registering(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_register_deals(actor):
        raise NotAllowed
    return actor


def _claimant_of(request: HttpRequest) -> Claimant | None:
    """Return whose deal the request is about; None where the host has not said it, or not clearly."""
    actor = _registering(request)
    if actor.partner_id is not None:
        return Claimant(partner_id=actor.partner_id, is_on_behalf=False)
    form = _partner_form(request)
    return Claimant(partner_id=form.cleaned_data["partner"], is_on_behalf=True) if form.is_valid() else None


def _partner_form(request: HttpRequest) -> PartnerForm:
    if request.method == "POST":
        return PartnerForm(request.POST)
    return PartnerForm(request.GET if "partner" in request.GET else None)


def _known_claimant_of(request: HttpRequest) -> Claimant:
    claimant = _claimant_of(request)
    if claimant is None:
        raise NotFound
    return claimant


def _choose_partner(request: HttpRequest) -> HttpResponse:
    """Ask for which partner; a name that is not clear comes back with those that have such a name."""
    form = _partner_form(request)
    words = form.data.get("partner", "").replace("\0", "")[:200]
    partners = suggest_partners(asker(request), words, limit=_SUGGESTIONS, at=utc_now())
    context = {"form": form, "partners": partners}
    return render(request, "deals/choose_partner.html", context, status=422 if form.is_bound else 200)


def _form_of(claimant: Claimant) -> dict[str, Any]:
    """Return what the form is made with; on a partner's behalf, who there may own the deal."""
    owners = list_people(claimant.partner_id, roles=permissions.REGISTERING) if claimant.is_on_behalf else None
    return {**of_the_day(), "owners": owners}


def _surroundings(claimant: Claimant) -> dict[str, Any]:
    """Return what stands around the form: the way of a registration, and the partner where it is not the reader's own."""
    now = utc_now()
    return {
        "path": get_approval_path(claimant.partner_id, now=now),
        "partner": get_partner(claimant.partner_id, at=now) if claimant.is_on_behalf else None,
    }


def _draft_named(request: HttpRequest) -> UUID | None:
    named = request.POST.get("draft", "")
    return id_of(named) if named else None


def _take(request: HttpRequest, claimant: Claimant) -> HttpResponse:
    """Submit the registration; whatever stands in the way, keep all of it, files too, as a draft."""
    actor, draft_id = asker(request), _draft_named(request)
    form = RegistrationForm(request.POST, request.FILES, **_form_of(claimant))
    evidence: list[EvidenceDraft] = []
    if form.is_valid() or not form.has_error("evidence_files"):
        try:
            evidence = keep_evidence(form, actor=actor, partner_id=claimant.partner_id)
        except Refusal as refusal:
            form.add_error("evidence_files", refusal_text(refusal))
    then = request.POST.get("then", "")
    if then.startswith("remove_evidence:") and draft_id:
        commands.remove_evidence(actor=actor, evidence_id=Evidence.parse_id(then.partition(":")[2]))
        kept = _keep(request, claimant, draft_id, evidence)
        return redirect(f"{reverse('deals:edit', args=[kept])}#evidence")
    if then == "add_evidence" and not _has_wrong_evidence(form):
        kept = _keep(request, claimant, draft_id, evidence, without=("evidence_link", "evidence_note"))
        return redirect(f"{reverse('deals:edit', args=[kept])}#evidence")
    if form.is_valid():
        with refusals_shown_in(form):
            submitted = commands.submit_registration(
                actor=actor,
                draft=replace(form.draft(), evidence=tuple(evidence)),
                now=utc_now(),
                partner_id=claimant.partner_id,
                owner_id=form.owner_id,
                registration_id=draft_id,
            )
            return redirect("deals:registration", submitted.public_id)
    files = [piece for piece in evidence if piece.file_id]
    return _show(request, form, claimant, draft_id=id_of(_keep(request, claimant, draft_id, files)), status=422)


def _has_wrong_evidence(form: RegistrationForm) -> bool:
    return any(name.startswith("evidence_") for name in form.errors)


def _keep(
    request: HttpRequest,
    claimant: Claimant,
    draft_id: UUID | None,
    evidence: Iterable[EvidenceDraft],
    *,
    without: Collection[str] = (),
) -> str:
    """Keep what was typed and the evidence with it, in a new draft where the old one is none any more."""
    actor, now, partner_id = asker(request), utc_now(), claimant.partner_id
    typed = {name: value for name, value in as_typed(request.POST).items() if name not in without}
    try:
        saved = commands.save_draft(actor=actor, typed=typed, now=now, partner_id=partner_id, registration_id=draft_id)
    except (NotFound, NotPossibleNow):
        saved = commands.save_draft(actor=actor, typed=typed, now=now, partner_id=partner_id)
    for piece in evidence:
        commands.add_evidence(actor=actor, registration_id=saved.id, evidence=piece, now=now)
    return saved.public_id


def _show(
    request: HttpRequest,
    form: RegistrationForm,
    claimant: Claimant,
    *,
    draft_id: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        **_surroundings(claimant),
        "draft": public_id(DealRegistration.PREFIX, draft_id) if draft_id else "",
        "evidence": list_evidence(asker(request), draft_id) if draft_id else [],
    }
    return render(request, "deals/register.html", context, status=status)
