"""Pages of feedback: the host's list, and one with its answer for both sides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.feed import list_feed
from steelyard.platform.http.asking import asker, page_from
from steelyard.rollouts import commands
from steelyard.rollouts.filters import ME, OPEN, feedback_from
from steelyard.rollouts.forms import AnswerForm, AssigneeForm
from steelyard.rollouts.models import PilotFeedback
from steelyard.rollouts.permissions import can_answer_feedback, can_see_rollouts
from steelyard.rollouts.presenting import feedback_row
from steelyard.rollouts.queries.feedback import get_feedback, list_feedback
from steelyard.rollouts.terms import FeedbackCard, FeedbackKind, FeedbackState
from steelyard.ui.chips import chip
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show what people of pilots said, what waits for something first of all."""
    actor = asker(request)
    if not can_see_rollouts(actor):
        raise NotAllowed
    page = list_feedback(actor, feedback_from(request.GET, actor), page_from(request.GET))
    ids = {one for card in page.items for one in (card.author_id, card.assignee_id) if one}
    people = {one: card.name for one, card in find_people(ids).items()}
    states = {OPEN: _("Open"), **{str(one): _(one.label) for one in FeedbackState}, "all": _("All")}
    context = {
        "title": _("Feedback of pilots"),
        "about": _("What people say about features that they have ahead of others."),
        "page": page,
        "items": [feedback_row(card, people) for card in page.items],
        "query": request.GET.urlencode(),
        "crumbs": [(_("Rollouts"), reverse("rollouts:list"))],
        "chips": [
            chip(request, "state", _("State"), states),
            chip(request, "kind", _("Kind"), {str(one): _(one.label) for one in FeedbackKind}),
            chip(request, "assignee", _("Looked after by"), {ME: _("Me")}),
        ],
    }
    return render(request, "rollouts/feedback_list.html", context)


@sign_in_required
def show_record(request: HttpRequest, feedback_id: str) -> HttpResponse:
    """Show feedback with its answer; on POST take the answer of the host."""
    actor, key = asker(request), PilotFeedback.parse_id(feedback_id)
    card = get_feedback(actor, key)
    form = AnswerForm(request.POST or None, initial={"state": card.state, "answer": card.answer})
    if request.method == "POST" and not can_answer_feedback(actor):
        raise NotAllowed
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.answer_feedback(actor=actor, feedback_id=key, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Saved. Whoever said it has been told."))
            return redirect("rollouts:feedback-record", feedback_id)
    return _show(request, card, form)


@sign_in_required
@require_POST
def assign(request: HttpRequest, feedback_id: str) -> HttpResponse:
    """Let somebody look after feedback."""
    actor, key = asker(request), PilotFeedback.parse_id(feedback_id)
    if not can_answer_feedback(actor):
        raise NotAllowed
    card = get_feedback(actor, key)
    form = AssigneeForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            chosen = form.cleaned_data["assignee"]
            person = parse_public_id("person", chosen) if chosen else None
            commands.assign_feedback(actor=actor, feedback_id=key, assignee_id=person, now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("rollouts:feedback-record", feedback_id)
    return _show(request, card, AnswerForm(initial={"state": card.state, "answer": card.answer}), form)


def _show(
    request: HttpRequest, card: FeedbackCard, form: AnswerForm, assignee_form: AssigneeForm | None = None
) -> HttpResponse:
    actor = asker(request)
    people = {one: person.name for one, person in find_people(_people_of(card)).items()}
    may_answer = can_answer_feedback(actor)
    context = {
        **feedback_row(card, people),
        "partner_public_id": public_id("partner", card.partner_id),
        "form": form if may_answer else None,
        "assignee_form": (assignee_form or _assignee_form(card)) if may_answer else None,
        "is_host": can_see_rollouts(actor),
        "feed": list_feed(actor, card.id, limit=20),
        "crumbs": [
            (_("Feedback of pilots"), reverse("rollouts:feedback"))
            if can_see_rollouts(actor)
            else (_("Pilots"), reverse("rollouts:pilots"))
        ],
    }
    is_wrong = form.errors or (assignee_form and assignee_form.errors)
    return render(request, "rollouts/feedback.html", context, status=422 if is_wrong else 200)


def _people_of(card: FeedbackCard) -> set[UUID]:
    return {one for one in (card.author_id, card.assignee_id) if one}


def _assignee_form(card: FeedbackCard) -> AssigneeForm:
    return AssigneeForm(initial={"assignee": public_id("person", card.assignee_id) if card.assignee_id else ""})
