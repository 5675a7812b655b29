"""Feedback about pilots over the API: partners give it and read the answers, the host answers."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize
from steelyard.rollouts import commands
from steelyard.rollouts.models import PilotFeedback, Rollout
from steelyard.rollouts.queries.feedback import get_feedback, list_feedback
from steelyard.rollouts.schemas import AssigneeIn, Id, PilotAnswerIn, PilotFeedbackIn, PilotFeedbackOut
from steelyard.rollouts.terms import FeedbackFilter, FeedbackKind, FeedbackState

router = Router()


@router.post("/rollouts/{rollout_id}/feedback", response={201: PilotFeedbackOut}, summary="Give feedback about a pilot")
def give_pilot_feedback(request: HttpRequest, rollout_id: str, body: PilotFeedbackIn) -> Status[PilotFeedbackOut]:
    """Say something about a pilot that the caller's organization is in."""
    key = commands.give_feedback(
        actor=asker(request), rollout_id=Rollout.parse_id(rollout_id), draft=body.draft(), now=utc_now()
    )
    return Status(201, _one(request, key))


@router.get("/pilot-feedback", response=PageSchema[PilotFeedbackOut], summary="List feedback of pilots")
def list_pilot_feedback(
    request: HttpRequest,
    rollout: Id = "",
    partner: Id = "",
    kind: FeedbackKind | None = None,
    state: FeedbackState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[PilotFeedbackOut]:
    """Return the feedback that the caller may see, the newest first: all for the host, its own for a partner."""
    wanted = FeedbackFilter(
        rollout_id=Rollout.parse_id(rollout) if rollout else None,
        partner_id=parse_public_id("partner", partner) if partner else None,
        kind=kind,
        state=state,
    )
    actor = asker(request)
    found = list_feedback(actor, wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    items = PilotFeedbackOut.of_cards(found.items, is_host=actor.is_host)
    return PageSchema[PilotFeedbackOut](items=items, total=found.total, next_cursor=found.next_cursor)


@router.get("/pilot-feedback/{feedback_id}", response=PilotFeedbackOut, summary="Show feedback")
def get_pilot_feedback(request: HttpRequest, feedback_id: str) -> PilotFeedbackOut:
    """Return feedback with what became of it."""
    return _one(request, PilotFeedback.parse_id(feedback_id))


@router.put("/pilot-feedback/{feedback_id}/answer", response=PilotFeedbackOut, summary="Answer feedback")
def answer_pilot_feedback(request: HttpRequest, feedback_id: str, body: PilotAnswerIn) -> PilotFeedbackOut:
    """Say what becomes of feedback, with words for whoever gave it. For channel managers and program admins."""
    key = PilotFeedback.parse_id(feedback_id)
    commands.answer_feedback(actor=asker(request), feedback_id=key, state=body.state, answer=body.answer, now=utc_now())
    return _one(request, key)


@router.put("/pilot-feedback/{feedback_id}/assignee", response=PilotFeedbackOut, summary="Assign feedback")
def assign_pilot_feedback(request: HttpRequest, feedback_id: str, body: AssigneeIn) -> PilotFeedbackOut:
    """Let somebody of the host look after feedback, or nobody any more."""
    key = PilotFeedback.parse_id(feedback_id)
    person = parse_public_id("person", body.person) if body.person else None
    commands.assign_feedback(actor=asker(request), feedback_id=key, assignee_id=person, now=utc_now())
    return _one(request, key)


def _one(request: HttpRequest, key: UUID) -> PilotFeedbackOut:
    actor = asker(request)
    return PilotFeedbackOut.of_cards([get_feedback(actor, key)], is_host=actor.is_host)[0]
