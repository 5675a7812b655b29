"""What people of pilots say, and what becomes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.events import record
from steelyard.rollouts.events import FeedbackAnswered, FeedbackAssigned, FeedbackEvent, FeedbackGiven, FeedbackReleased
from steelyard.rollouts.models import PilotFeedback
from steelyard.rollouts.permissions import can_answer_feedback, can_give_feedback
from steelyard.rollouts.queries.rollouts import get_pilot
from steelyard.rollouts.refusals import AnswerMissing, AssigneeUnknown
from steelyard.rollouts.terms import FeedbackDraft, FeedbackState


@transaction.atomic
def give_feedback(*, actor: Actor, rollout_id: UUID, draft: FeedbackDraft, now: datetime) -> UUID:
    """Say something about a pilot that one's organization is in, and return the id of what was said.

    Raises: NotAllowed, NotFound.
    """
    if not can_give_feedback(actor):
        raise NotAllowed
    pilot = get_pilot(actor, rollout_id, at=now)
    if not pilot.is_open or actor.partner_id is None or actor.person_id is None:
        raise NotFound
    said = PilotFeedback.objects.create(
        rollout_id=pilot.id,
        partner_id=actor.partner_id,
        author_id=actor.person_id,
        kind=draft.kind,
        rating=draft.rating,
        text=draft.text,
        page=draft.page,
        given_at=now,
    )
    happened = FeedbackGiven(**_subject(said, pilot.name), rating=said.rating)
    record(happened, actor=actor, now=now, related=[pilot.id])
    return said.id


@transaction.atomic
def answer_feedback(*, actor: Actor, feedback_id: UUID, state: FeedbackState, answer: str, now: datetime) -> None:
    """Say what becomes of feedback, with words for whoever gave it; who is declined is told why.

    Raises: NotAllowed, NotFound, AnswerMissing.
    """
    said = _lock(actor, feedback_id)
    answer = answer.strip()
    if state is FeedbackState.DECLINED and not answer:
        raise AnswerMissing(fields={"answer": AnswerMissing.text})
    if (said.state, said.answer) == (state, answer):
        return
    said.state, said.answer, said.answered_at, said.answered_by = state, answer, now, actor.person_id
    said.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    happened = FeedbackAnswered(**_subject(said, said.rollout.name), state=state.value, answer=answer)
    record(happened, actor=actor, now=now, related=[said.rollout_id])


@transaction.atomic
def assign_feedback(*, actor: Actor, feedback_id: UUID, assignee_id: UUID | None, now: datetime) -> None:
    """Let somebody of the host look after feedback, or nobody any more.

    Raises: NotAllowed, NotFound, AssigneeUnknown.
    """
    said = _lock(actor, feedback_id)
    names = {person.id: person.name for person in list_host_people()}
    if assignee_id is not None and assignee_id not in names:
        raise AssigneeUnknown(fields={"assignee": AssigneeUnknown.text})
    if said.assignee_id == assignee_id:
        return
    said.assignee_id = assignee_id
    said.save(update_fields=["assignee"])
    subject = _subject(said, said.rollout.name)
    happened: FeedbackEvent = FeedbackReleased(**subject)
    if assignee_id is not None:
        happened = FeedbackAssigned(**subject, assignee_id=assignee_id, assignee=names[assignee_id])
    record(happened, actor=actor, now=now, related=[said.rollout_id])


def _lock(actor: Actor, feedback_id: UUID) -> PilotFeedback:
    if not can_answer_feedback(actor):
        raise NotAllowed
    said = PilotFeedback.visible_to(actor).select_for_update(of=("self",)).select_related("rollout")
    row = said.filter(id=feedback_id).first()
    if row is None:
        raise NotFound
    return row


def _subject(said: PilotFeedback, about: str) -> dict[str, Any]:
    return {
        "subject_id": said.id,
        "subject_label": about,
        "partner_id": said.partner_id,
        "rollout_id": said.rollout_id,
        "kind": str(said.kind),
    }
