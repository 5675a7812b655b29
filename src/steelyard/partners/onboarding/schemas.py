"""What the API says of journeys: lines, tasks, curves, milestones."""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Journey, JourneyTask, Partner
from steelyard.partners.onboarding.milestones import Milestone
from steelyard.partners.onboarding.queries import JourneyOn
from steelyard.partners.onboarding.terms import (
    Curve,
    Doer,
    JourneyCard,
    JourneyState,
    JourneyTaskCard,
    Persona,
    StageState,
    StuckReason,
)
from steelyard.platform.http.schemas import Body, Schema, Text


class StuckOut(Schema):
    """Why a journey is stuck."""

    reason: StuckReason
    days: Annotated[int, Field(description="For how many days nothing moved, or the day of the checkpoint.")]
    stage: Annotated[str, Field(description="The stage that is not left.")]
    since_on: date


class JourneyLineOut(Schema):
    """A journey of a partner."""

    id: str
    partner_id: str
    partner: str
    region: str
    journey: Annotated[str, Field(description="The key of the journey in the rules.")]
    name: str
    persona: Persona
    state: JourneyState
    started_on: date
    stage: Annotated[str, Field(description="The first stage that is open; empty once all are left.")]
    done: int
    total: int
    moved_on: date
    completed_on: date | None
    ended_on: Annotated[date | None, Field(description="When the partner left the program.")]
    stuck: StuckOut | None
    rules: Annotated[str, Field(description="The version of the rules under which it began.")]

    @classmethod
    def of(cls, card: JourneyCard) -> "JourneyLineOut":
        return cls(
            id=public_id(Journey.PREFIX, card.id),
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            region=card.region,
            journey=card.journey,
            name=card.name,
            persona=card.persona,
            state=card.state,
            started_on=card.started_on,
            stage=card.stage,
            done=card.done,
            total=card.total,
            moved_on=card.moved_on,
            completed_on=card.completed_on,
            ended_on=card.ended_on,
            stuck=StuckOut(
                reason=card.stuck.reason, days=card.stuck.days, stage=card.stuck.stage, since_on=card.stuck_since
            )
            if card.stuck and card.stuck_since
            else None,
            rules=card.rules,
        )


class JourneyTaskOut(Schema):
    """A task of a journey."""

    id: str
    key: str
    name: str
    doer: Doer
    due_on: date
    milestone: Annotated[str, Field(description="What closes it by itself; empty where people close it.")]
    is_optional: bool
    closed_on: date | None
    closed_at: datetime | None
    closed_by_id: str | None
    remark: str
    evidence_id: Annotated[str | None, Field(description="The file that shows it.")]

    @classmethod
    def of(cls, task: JourneyTaskCard) -> "JourneyTaskOut":
        return cls(
            id=public_id(JourneyTask.PREFIX, task.id),
            key=task.key,
            name=task.name,
            doer=task.doer,
            due_on=task.due_on,
            milestone=task.milestone,
            is_optional=task.is_optional,
            closed_on=task.closed_on,
            closed_at=task.closed_at,
            closed_by_id=public_id("person", task.closed_by) if task.closed_by else None,
            remark=task.remark,
            evidence_id=public_id("file", task.evidence_id) if task.evidence_id else None,
        )


class JourneyStageOut(Schema):
    """A stage of a journey with its tasks."""

    key: str
    name: str
    after: list[str]
    state: StageState
    left_on: date | None
    done: int
    total: int
    tasks: list[JourneyTaskOut]


class CheckpointOut(Schema):
    """By when a stage should be left."""

    days: int
    on: date
    stage: str


class JourneyOut(JourneyLineOut):
    """A journey as of a day: its stages with their tasks, and its checkpoints. Tasks that were closed later are open."""

    as_of: date
    stages: list[JourneyStageOut]
    checkpoints: list[CheckpointOut]
    next_task_ids: Annotated[list[str], Field(description="What can be done now, what is due first first.")]

    @classmethod
    def explained(cls, journey: JourneyOn) -> "JourneyOut":
        """Return the journey with everything that is done and to be done on it."""
        states = {one.key: one for one in journey.progress.stages}
        line = JourneyLineOut.of(journey.card)
        return cls(
            **dict(line),
            as_of=journey.on,
            stages=[
                JourneyStageOut(
                    key=stage.key,
                    name=stage.name,
                    after=list(stage.after),
                    state=states[stage.key].state,
                    left_on=states[stage.key].left_on,
                    done=states[stage.key].done,
                    total=states[stage.key].total,
                    tasks=[JourneyTaskOut.of(task) for task in journey.tasks[stage.key]],
                )
                for stage in journey.rules.path_of(journey.card.journey)
            ],
            checkpoints=[
                CheckpointOut(days=one.days, on=journey.card.started_on + timedelta(days=one.days), stage=one.stage)
                for one in journey.rules.checkpoints_of(journey.card.journey)
            ],
            next_task_ids=[public_id(JourneyTask.PREFIX, task.id) for task in journey.next_tasks],
        )


class TaskClosureIn(Body):
    """That a task is done."""

    remark: Annotated[Text, Field(max_length=500, description="What both sides should know about it.")] = ""
    evidence_id: Annotated[str, Field(max_length=60, description="A file uploaded before that shows it.")] = ""


class MilestoneOut(Schema):
    """A milestone that tasks of journeys can wait for."""

    key: str
    name: str

    @classmethod
    def of(cls, milestone: Milestone) -> "MilestoneOut":
        return cls(key=milestone.key, name=milestone.name)


class CurvePointOut(Schema):
    """Which share reached it by a day."""

    day: int
    share: Annotated[float, Field(ge=0, le=1)]
    at_risk: Annotated[int, Field(description="How many had not reached it before and were still watched.")]


class CurveOut(Schema):
    """How soon journeys reach a milestone (Kaplan and Meier: journeys underway count for as long as they are watched)."""

    milestone: Annotated[str, Field(description="The milestone's key; `completed` for the end of the journey.")]
    begun_in: Annotated[date | None, Field(description="The first day of the quarter; null for all together.")]
    journeys: int
    reached: int
    median_days: Annotated[int | None, Field(description="After how many days half have reached it; null until then.")]
    watched_days: Annotated[int, Field(description="Past this day nothing is known.")]
    points: list[CurvePointOut]

    @classmethod
    def of(cls, curve: Curve, begun_in: date | None = None) -> "CurveOut":
        return cls(
            milestone=curve.milestone,
            begun_in=begun_in,
            journeys=curve.journeys,
            reached=curve.reached,
            median_days=curve.median_days,
            watched_days=curve.watched_days,
            points=[CurvePointOut(day=one.day, share=one.share, at_risk=one.at_risk) for one in curve.points],
        )
