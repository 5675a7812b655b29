"""The approvals' split inbox: what waits on the left, the case on the right, decided whole or by line."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.deals import commands, permissions
from steelyard.deals.cards import RegistrationCard
from steelyard.deals.forms.refusals import refusals_shown_in
from steelyard.deals.forms.review import DecisionForm, QuestionForm
from steelyard.deals.queries.accounts import get_account
from steelyard.deals.queries.records import get_registration
from steelyard.deals.queries.review import get_review
from steelyard.deals.queries.timeline import list_moments
from steelyard.deals.terms import LineState
from steelyard.deals.views.asking import id_of
from steelyard.deals.views.neighbours import case_url, neighbours_of, queue_of
from steelyard.deals.views.records import reasons_of
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_product_families


@sign_in_required
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision; on a wide window with the most urgent case beside it."""
    actor = _reviewer(request)
    queue = _queue(request, actor)
    first = next((card for card in queue if card.due_at), None)
    return _render(request, actor, queue, first.id if first else None, is_open=False)


@sign_in_required
@require_GET
def show_case(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Show one case with everything that decides it."""
    actor = _reviewer(request)
    return _render(request, actor, _queue(request, actor), id_of(registration_id), is_open=True)


@sign_in_required
@require_POST
def decide(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Decide a case, and open the next one."""
    actor, key = _reviewer(request), id_of(registration_id)
    queue = _queue(request, actor)
    record = get_registration(actor, key)
    names = _names()
    held = {line.family: names.get(line.family, line.family) for line in record.lines if line.state is LineState.HELD}
    form = DecisionForm(request.POST, lines=held)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.decide_registration_by_hand(
                actor=actor,
                registration_id=key,
                outcomes=form.outcomes(),
                reason=form.cleaned_data["reason"],
                supersede=form.cleaned_data["supersede"],
                version=form.cleaned_data["version"],
                now=utc_now(),
            )
            messages.success(request, _("Decided: {company}. The partner is told.").format(company=record.card.company))
            return redirect(_after(queue, key, request))
    return _render(request, actor, queue, key, is_open=True, decision_form=form, status=422)


@sign_in_required
@require_POST
def ask(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Ask the partner, and open the next case; the clock stands still until the answer."""
    actor, key, form = _reviewer(request), id_of(registration_id), QuestionForm(request.POST)
    queue = _queue(request, actor)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.request_information(
                actor=actor, registration_id=key, question=form.cleaned_data["question"], now=utc_now()
            )
            messages.success(request, _("Asked. The clock stands still until the partner answers."))
            return redirect(_after(queue, key, request))
    return _render(request, actor, queue, key, is_open=True, question_form=form, status=422)


def _reviewer(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_review(actor):
        raise NotAllowed
    return actor


def _queue(request: HttpRequest, actor: Actor) -> list[RegistrationCard]:
    return queue_of(actor, is_mine=_is_mine(request))


def _is_mine(request: HttpRequest) -> bool:
    return request.GET.get("of") == "me"


def _names() -> dict[str, str]:
    return {family.key: _(family.name) for family in list_product_families(include_inactive=True)}


def _after(queue: list[RegistrationCard], key: UUID, request: HttpRequest) -> str:
    """Return the address of the case after this one, or of the empty queue."""
    places = [card.id for card in queue if card.due_at]
    at = places.index(key) if key in places else -1
    left = [card for card in queue if card.due_at and card.id != key]
    if not left:
        return reverse("deals:approvals") + ("?of=me" if _is_mine(request) else "")
    return case_url(left[max(0, at) % len(left)], is_mine=_is_mine(request))


def _render(
    request: HttpRequest,
    actor: Actor,
    queue: list[RegistrationCard],
    key: UUID | None,
    *,
    is_open: bool,
    status: int = 200,
    decision_form: DecisionForm | None = None,
    question_form: QuestionForm | None = None,
) -> HttpResponse:
    now, names = utc_now(), _names()
    context: dict[str, Any] = {
        "queue": queue,
        "cases": [(card, case_url(card, is_mine=_is_mine(request))) for card in queue],
        "names": names,
        "is_open": is_open,
        "late": sum(1 for card in queue if card.due_at and card.due_at < now),
        "of_me": _is_mine(request),
        "scope": "?of=me" if _is_mine(request) else "",
    }
    if key is not None:
        context |= _case(actor, key, names, decision_form, question_form)
        context |= neighbours_of(queue, key, is_mine=_is_mine(request))
    return render(request, "deals/approvals.html", context, status=status)


def _case(
    actor: Actor,
    key: UUID,
    names: dict[str, str],
    decision_form: DecisionForm | None,
    question_form: QuestionForm | None,
) -> dict[str, Any]:
    """Return everything about one case."""
    now = utc_now()
    record = get_registration(actor, key)
    review = get_review(actor, key, now=now)
    held = {family: names.get(family, family) for family in review.held_families}
    return {
        "record": record,
        "card": record.card,
        "review": review,
        "account": get_account(actor, key, now=now),
        "explanation": review.explanation,
        "reasons": reasons_of(record.decision, names) if record.decision else [],
        "decision_form": decision_form or DecisionForm(lines=held, initial={"version": record.card.version}),
        "question_form": question_form or QuestionForm(),
        "moments": [moment for moment in list_moments(actor, key, limit=40) if moment.is_said][:5],
        "may_decide": "decide" in record.actions and review.is_neutral,
        "may_ask": "request_information" in record.actions,
    }
