"""Registering a deal: the form, its draft, the forecast beside it, and the typeahead for its customer."""

from collections.abc import Collection, Iterable
from dataclasses import replace
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
from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.queries.drafts import get_draft
from steelyard.deals.queries.evidence import list_evidence
from steelyard.deals.queries.paths import get_approval_path
from steelyard.deals.queries.preview import preview_limit, preview_registration
from steelyard.deals.refusals import NotPossibleNow
from steelyard.deals.views.asking import asker, id_of, keep_evidence, of_the_day
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.limits import count_use
from steelyard.platform.refusals import TooOften

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
    form = RegistrationForm(initial=as_initial(draft.draft, RegistrationForm, **said), **said)
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
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Say what would probably happen with what is typed so far, and what a registration goes through."""
    actor, now = asker(request), utc_now()
    partner_id = _partner_of(actor)
    form = RegistrationForm(request.POST, **of_the_day())
    form.is_valid()
    named = _draft_named(request)
    kept = (
        tuple(EvidenceDraft(kind=piece.kind, note=piece.note) for piece in list_evidence(actor, named)) if named else ()
    )
    outlook, is_paused = None, False
    try:
        count_use(preview_limit(), actor=actor, now=now)
        outlook = preview_registration(actor=actor, draft=form.sketch(kept, today=now.date()), now=now)
    except TooOften:
        is_paused = True
    except Refusal:
        outlook = None
    context = {"outlook": outlook, "is_paused": is_paused, "path": get_approval_path(partner_id, now=now)}
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


def _partner_of(actor: Actor) -> UUID:
    if actor.partner_id is None or not permissions.can_register_for(actor, actor.partner_id):
        raise NotAllowed
    return actor.partner_id


def _draft_named(request: HttpRequest) -> UUID | None:
    named = request.POST.get("draft", "")
    return id_of(named) if named else None


def _take(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Submit the registration; whatever stands in the way, keep all of it, files too, as a draft."""
    actor, draft_id = asker(request), _draft_named(request)
    form = RegistrationForm(request.POST, request.FILES, **of_the_day())
    evidence: list[EvidenceDraft] = []
    if form.is_valid() or not form.has_error("evidence_files"):
        try:
            evidence = keep_evidence(form, actor=actor, partner_id=partner_id)
        except Refusal as refusal:
            form.add_error("evidence_files", refusal_text(refusal))
    then = request.POST.get("then", "")
    if then.startswith("remove_evidence:") and draft_id:
        commands.remove_evidence(actor=actor, evidence_id=Evidence.parse_id(then.partition(":")[2]))
        kept = _keep(request, draft_id, evidence)
        return redirect(f"{reverse('deals:edit', args=[kept])}#evidence")
    if then == "add_evidence" and not _has_wrong_evidence(form):
        kept = _keep(request, draft_id, evidence, without=("evidence_link", "evidence_note"))
        return redirect(f"{reverse('deals:edit', args=[kept])}#evidence")
    if form.is_valid():
        try:
            submitted = commands.submit_registration(
                actor=actor,
                draft=replace(form.draft(), evidence=tuple(evidence)),
                now=utc_now(),
                registration_id=draft_id,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("deals:registration", submitted.public_id)
    files = [piece for piece in evidence if piece.file_id]
    return _show(request, form, draft_id=id_of(_keep(request, draft_id, files)), status=422)


def _has_wrong_evidence(form: RegistrationForm) -> bool:
    return any(name.startswith("evidence_") for name in form.errors)


def _keep(
    request: HttpRequest, draft_id: UUID | None, evidence: Iterable[EvidenceDraft], *, without: Collection[str] = ()
) -> str:
    """Keep what was typed and the evidence with it, in a new draft where the old one is none any more."""
    actor, now = asker(request), utc_now()
    typed = {name: value for name, value in as_typed(request.POST).items() if name not in without}
    try:
        saved = commands.save_draft(actor=actor, typed=typed, now=now, registration_id=draft_id)
    except (NotFound, NotPossibleNow):
        saved = commands.save_draft(actor=actor, typed=typed, now=now)
    for piece in evidence:
        commands.add_evidence(actor=actor, registration_id=saved.id, evidence=piece, now=now)
    return saved.public_id


def _show(
    request: HttpRequest, form: RegistrationForm, *, draft_id: UUID | None = None, status: int = 200
) -> HttpResponse:
    partner_id = _partner_of(asker(request))
    context: dict[str, Any] = {
        "form": form,
        "path": get_approval_path(partner_id, now=utc_now()),
        "draft": public_id(DealRegistration.PREFIX, draft_id) if draft_id else "",
        "evidence": list_evidence(asker(request), draft_id) if draft_id else [],
    }
    return render(request, "deals/register.html", context, status=status)
