"""Journeys over the API: lists, one as of a day, closing tasks, curves."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands, queries
from steelyard.partners.models import Journey, JourneyTask, Partner
from steelyard.partners.onboarding.curves import compute_cohorts, compute_curves
from steelyard.partners.onboarding.milestones import list_milestones
from steelyard.partners.onboarding.queries import (
    SORTS,
    get_journey,
    get_journey_task,
    list_journeys,
    list_partner_journeys,
)
from steelyard.partners.onboarding.schemas import CurveOut, JourneyLineOut, JourneyOut, MilestoneOut, TaskClosureIn
from steelyard.partners.onboarding.terms import CurveFilter, JourneyFilter, JourneyState
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=60)]
AsOf = Annotated[date | None, Field(description="As it was on this day; today unless said.")]


@router.get("/journeys", response=PageSchema[JourneyLineOut], summary="List journeys")
def list_all_journeys(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    state: JourneyState | None = None,
    journey: Key = "",
    stage: Key = "",
    region: Key = "",
    manager: Id = "",
    partner: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "stuck_since",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[JourneyLineOut]:
    """Return the journeys of all partners, the stuck ones first. For the host."""
    wanted = JourneyFilter(
        text=q,
        state=state,
        journey=journey,
        stage=stage,
        region=region,
        manager_id=parse_public_id("person", manager) if manager else None,
        partner_id=Partner.parse_id(partner) if partner else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[JourneyLineOut].of(list_journeys(asker(request), wanted, asked).map(JourneyLineOut.of))


@router.get("/journeys/{journey_id}", response=JourneyOut, summary="Show a journey")
def get_one_journey(request: HttpRequest, journey_id: str, on: AsOf = None) -> JourneyOut:
    """Return a journey with its stages, tasks and checkpoints. 404 on days before it began."""
    return JourneyOut.explained(get_journey(asker(request), Journey.parse_id(journey_id), at=utc_now(), on=on))


@router.get("/partners/{partner_id}/journeys", response=list[JourneyOut], summary="List a partner's journeys")
def list_journeys_of_partner(request: HttpRequest, partner_id: str, on: AsOf = None) -> list[JourneyOut]:
    """Return the journeys of a partner, those underway first."""
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    found = list_partner_journeys(asker(request), partner.id, at=utc_now(), on=on)
    return [JourneyOut.explained(one) for one in found]


@router.post("/journey-tasks/{task_id}/closure", response=JourneyOut, summary="Close a task")
def close_journey_task(request: HttpRequest, task_id: str, body: TaskClosureIn) -> JourneyOut:
    """Say that a task is done, with a word about it and a file that shows it; return the journey.

    For those who do it, the administrators of its side, and channel managers. 409 for tasks that wait for a milestone.
    """
    actor, now = asker(request), utc_now()
    task = get_journey_task(actor, JourneyTask.parse_id(task_id))
    evidence_id = parse_public_id("file", body.evidence_id) if body.evidence_id else None
    commands.close_journey_task(actor=actor, task_id=task.id, remark=body.remark, evidence_id=evidence_id, now=now)
    return JourneyOut.explained(get_journey(actor, task.journey_id, at=now))


@router.get("/journey-milestones", response=list[MilestoneOut], summary="List milestones")
def list_journey_milestones(request: HttpRequest) -> list[MilestoneOut]:  # noqa: ARG001 - ninja passes it
    """Return the milestones that tasks of journeys can wait for."""
    return [MilestoneOut.of(milestone) for milestone in list_milestones()]


@router.get("/journey-curves", response=list[CurveOut], summary="Show how soon milestones are reached")
def list_journey_curves(
    request: HttpRequest,
    milestone: Annotated[Line, Field(max_length=60, description="Only this one, by the quarter of the start.")] = "",
    journey: Key = "",
    region: Key = "",
    since: Annotated[date | None, Field(description="Only journeys begun on this day or later.")] = None,
) -> list[CurveOut]:
    """Return which share of journeys reached each milestone so many days after its start. For the host."""
    actor, wanted = asker(request), CurveFilter(journey=journey, region=region, since=since)
    if milestone:
        cohorts = compute_cohorts(actor, milestone, wanted, at=utc_now())
        return [CurveOut.of(curve, quarter) for quarter, curve in cohorts.items()]
    return [CurveOut.of(curve) for curve in compute_curves(actor, wanted, at=utc_now())]
