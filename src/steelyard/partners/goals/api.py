"""Goals over the API: the same for both sides."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.goals import queries
from steelyard.partners.goals.schemas import GoalAnswerIn, GoalDetailOut, GoalIn, GoalOut, GoalRevisionIn
from steelyard.partners.goals.terms import GoalFilter
from steelyard.partners.models import Goal, Partner
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Goals"])

Id = Annotated[str, Field(max_length=60)]


def _detail(request: HttpRequest, key: UUID) -> GoalDetailOut:
    actor = asker(request)
    return GoalDetailOut.of_record(queries.get_goal_record(actor, key, at=utc_now()), actor)


@router.get("/partner-goals", response=PageSchema[GoalOut], summary="List goals")
def list_partner_goals(
    request: HttpRequest,
    partner: Id = "",
    manager: Id = "",
    metric: Annotated[Line, Field(max_length=100)] = "",
    year: Annotated[int | None, Field(ge=1, le=9998, description="In which the period begins.")] = None,
    waiting: Annotated[bool | None, Field(description="For an answer, or not.")] = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[GoalOut]:
    """Return goals with what is reached of them, what was to be expected by now, and why that is called so."""
    actor = asker(request)
    wanted = GoalFilter(
        partner_id=Partner.parse_id(partner) if partner else None,
        manager_id=parse_public_id("person", manager) if manager else None,
        metric=metric,
        year=year,
        is_waiting=waiting,
    )
    asked = PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    found = queries.list_goals(actor, wanted, asked, at=utc_now())
    return PageSchema[GoalOut].of(found.map(lambda card: GoalOut.of(card, actor)))


@router.post("/partner-goals", response={201: GoalDetailOut}, summary="Propose a goal")
def create_partner_goal(request: HttpRequest, body: GoalIn) -> Status[GoalDetailOut]:
    """Propose a goal; it holds once the other side agrees."""
    partner_id = Partner.parse_id(body.partner_id)
    key = commands.propose_goal(actor=asker(request), partner_id=partner_id, draft=body.draft(), now=utc_now())
    return Status(201, _detail(request, key))


@router.get("/partner-goals/{goal_id}", response=GoalDetailOut, summary="Show a goal")
def get_partner_goal(request: HttpRequest, goal_id: str) -> GoalDetailOut:
    """Return a goal with all that was proposed for it."""
    return _detail(request, Goal.parse_id(goal_id))


@router.post("/partner-goals/{goal_id}/revisions", response=GoalDetailOut, summary="Propose another target")
def revise_partner_goal(request: HttpRequest, goal_id: str, body: GoalRevisionIn) -> GoalDetailOut:
    """Propose another target; until the other side agrees, what held before does."""
    key = Goal.parse_id(goal_id)
    commands.revise_goal(actor=asker(request), goal_id=key, draft=body.revision(), now=utc_now())
    return _detail(request, key)


@router.post("/partner-goals/{goal_id}/answer", response=GoalDetailOut, summary="Answer a proposal")
def answer_partner_goal(request: HttpRequest, goal_id: str, body: GoalAnswerIn) -> GoalDetailOut:
    """Agree to what the other side proposed, or refuse it."""
    key = Goal.parse_id(goal_id)
    commands.answer_goal(actor=asker(request), goal_id=key, agrees=body.agrees, now=utc_now())
    return _detail(request, key)
