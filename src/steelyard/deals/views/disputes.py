"""The docket: disputes as a list, one dispute with what was said, filing, answering, ruling."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.deals import commands
from steelyard.deals.cards import DisputeRecord
from steelyard.deals.filters import docket_filter
from steelyard.deals.forms.disputes import ArbiterForm, DisputeForm, RulingForm, StatementForm
from steelyard.deals.forms.refusals import refusals_shown_in
from steelyard.deals.models import Dispute
from steelyard.deals.permissions import DISPUTES
from steelyard.deals.queries.disputes import get_dispute, list_disputes
from steelyard.deals.queries.records import get_registration
from steelyard.deals.refusals import RulingFinal
from steelyard.deals.terms import DisputeGround, DisputeState, Ruling
from steelyard.deals.views.asking import id_of, keep_evidence
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.features import require_open
from steelyard.platform.http.asking import asker, page_from


@sign_in_required
@require_GET
def show_docket(request: HttpRequest) -> HttpResponse:
    """Show the disputes that the reader may see: open ones by their day, then those that ended."""
    actor, view = asker(request), request.GET.get("view", "")
    page = list_disputes(actor, docket_filter(request.GET, actor), page_from(request.GET))
    context = {
        "title": _("Disputes"),
        "about": _("What either side disputes, and how somebody without a part in the deal ruled."),
        "page": page,
        "items": page.items,
        "view": view,
        "is_host": actor.is_host,
        "now": utc_now(),
    }
    return render(request, "deals/disputes.html", context)


@sign_in_required
@require_GET
def show_dispute(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Show one dispute."""
    return _render(request, _key(dispute_id))


@sign_in_required
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Dispute a decision, with a statement and what shows it."""
    actor, key = asker(request), id_of(registration_id)
    record = get_registration(actor, key)
    if "dispute" not in record.actions:
        require_open(DISPUTES, actor)
        raise NotAllowed
    form = DisputeForm(request.POST or None, request.FILES or None, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            filed = commands.file_dispute(
                actor=actor,
                registration_id=key,
                ground=DisputeGround(form.cleaned_data["ground"]),
                statement=form.cleaned_data["statement"],
                evidence=keep_evidence(form, actor=actor, partner_id=record.card.partner_id),
                now=utc_now(),
            )
            messages.success(request, _("Filed. Both sides read it; an arbiter is named."))
            return redirect("deals:dispute", public_id(Dispute.PREFIX, filed))
    context = {"card": record.card, "form": form, "title": _("Dispute this decision"), "save": _("File the dispute")}
    return render(request, "deals/dispute_form.html", context, status=422 if form.is_bound else 200)


@sign_in_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Bring a ruling before another arbiter."""
    actor, key = asker(request), _key(dispute_id)
    record = get_dispute(actor, key, now=utc_now())
    if "appeal" not in record.actions:
        raise NotAllowed if record.side is None else RulingFinal
    form = StatementForm(request.POST or None, request.FILES or None, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            filed = commands.appeal_ruling(actor=actor, dispute_id=key, now=utc_now(), **_said(request, form, record))
            messages.success(request, _("Appealed. Another arbiter is named."))
            return redirect("deals:dispute", public_id(Dispute.PREFIX, filed))
    context = {"card": record.registration, "form": form, "title": _("Appeal against the ruling"), "save": _("Appeal")}
    return render(request, "deals/dispute_form.html", context, status=422 if form.is_bound else 200)


@sign_in_required
@require_POST
def answer(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Say something in the dispute."""
    actor, key = asker(request), _key(dispute_id)
    record = _open_to(request, key, "answer")
    form = StatementForm(request.POST, request.FILES, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.answer_dispute(actor=actor, dispute_id=key, now=utc_now(), **_said(request, form, record))
            messages.success(request, _("Said. Both sides read it."))
            return redirect("deals:dispute", dispute_id)
    return _render(request, key, statement_form=form, status=422)


@sign_in_required
@require_POST
def name_arbiter(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Say who rules."""
    actor, key = asker(request), _key(dispute_id)
    form = ArbiterForm(request.POST, people=_neutral(_open_to(request, key, "name_arbiter")))
    if form.is_valid():
        with refusals_shown_in(form):
            arbiter_id = parse_public_id("person", form.cleaned_data["arbiter"])
            commands.name_arbiter(actor=actor, dispute_id=key, arbiter_id=arbiter_id, now=utc_now())
            messages.success(request, _("Named. The arbiter is told."))
            return redirect("deals:dispute", dispute_id)
    return _render(request, key, arbiter_form=form, status=422)


@sign_in_required
@require_POST
def rule(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Rule on the dispute."""
    key, form = _key(dispute_id), RulingForm(request.POST)
    _open_to(request, key, "rule")
    if form.is_valid():
        with refusals_shown_in(form):
            commands.rule_on_dispute(
                actor=asker(request),
                dispute_id=key,
                ruling=Ruling(form.cleaned_data["ruling"]),
                reason=form.cleaned_data["reason"],
                now=utc_now(),
            )
            messages.success(request, _("Ruled. Both sides are told."))
            return redirect("deals:dispute", dispute_id)
    return _render(request, key, ruling_form=form, status=422)


@sign_in_required
@require_POST
def withdraw(request: HttpRequest, dispute_id: str) -> HttpResponse:
    """Take the dispute back."""
    commands.withdraw_dispute(actor=asker(request), dispute_id=_key(dispute_id), now=utc_now())
    messages.success(request, _("Withdrawn."))
    return redirect("deals:dispute", dispute_id)


def _key(text: str) -> UUID:
    return Dispute.parse_id(text)


def _open_to(request: HttpRequest, key: UUID, action: str) -> DisputeRecord:
    """Return the dispute. Raises: NotFound; NotAllowed where it is open and the action is not this reader's."""
    record = get_dispute(asker(request), key, now=utc_now())
    if action not in record.actions and record.card.state is DisputeState.OPEN:
        raise NotAllowed
    return record


def _said(request: HttpRequest, form: StatementForm, record: DisputeRecord) -> dict[str, Any]:
    evidence = keep_evidence(form, actor=asker(request), partner_id=record.registration.partner_id)
    return {"statement": form.cleaned_data["statement"], "evidence": evidence}


def _neutral(record: DisputeRecord) -> dict[str, str]:
    return {
        public_id("person", one.person.id): one.person.name
        for one in record.arbiters
        if not one.parts and one.person.id
    }


def _render(request: HttpRequest, key: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Return the dispute's page; `forms` are those that were filled in wrongly."""
    actor, now = asker(request), utc_now()
    record = get_dispute(actor, key, now=now)
    card = record.card
    context = {
        "record": record,
        "card": card,
        "now": now,
        "crumbs": [(_("Disputes"), reverse("deals:disputes"))],
        "statement_form": forms.get("statement_form") or StatementForm(max_bytes=settings.MAX_UPLOAD_BYTES),
        "arbiter_form": forms.get("arbiter_form") or ArbiterForm(people=_neutral(record)),
        "ruling_form": forms.get("ruling_form") or RulingForm(),
        "partial": [one for one in record.arbiters if one.parts],
        "appeal_url": reverse("deals:dispute_appeal", args=[card.public_id]),
        "earlier_url": reverse("deals:dispute", args=[public_id(Dispute.PREFIX, card.appeal_of)])
        if card.appeal_of
        else "",
    }
    return render(request, "deals/dispute.html", context, status=status)
