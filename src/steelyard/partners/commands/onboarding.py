"""Journeys: beginning them for many partners at once, what moves them, closing tasks by hand, and reminders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.commands.states import put_into_state
from steelyard.partners.models import Journey, JourneyTask, Partner
from steelyard.partners.onboarding.events import (
    JourneyCompleted,
    JourneyStarted,
    JourneyStuck,
    JourneyTaskClosed,
    JourneyTasksDue,
    MilestoneReached,
    StageReached,
)
from steelyard.partners.onboarding.gathering import find_met, find_rules, find_stuck_of, stage_name
from steelyard.partners.onboarding.milestones import name_of
from steelyard.partners.onboarding.parts import JourneyRule
from steelyard.partners.onboarding.policies import compute_progress, find_stuck, is_news
from steelyard.partners.onboarding.refusals import JourneyOver, NobodyToOnboard, TaskAlreadyClosed, TaskClosesItself
from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.onboarding.terms import Doer, Progress, Stuck
from steelyard.partners.quality.policies import is_reminder_due
from steelyard.partners.queries import today
from steelyard.partners.terms import NEXT_STATUSES, PartnerStatus
from steelyard.partners.tiers.gathering import find_types
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.files import find_files
from steelyard.program.public import RulesInForce, program_in_force

ONBOARDING_RULEBOOK = "onboarding"
_BEGINNERS = [one for one in PartnerStatus if PartnerStatus.ONBOARDING in NEXT_STATUSES[one]]
_DERIVED = ["stage", "done", "moved_on", "completed_on", "stuck_reason", "stuck_days", "stuck_stage", "stuck_since"]
_AT_ONCE = 5_000


@transaction.atomic
def begin_onboarding(*, actor: Actor, partner_ids: Collection[UUID], now: datetime) -> int:
    """Let prospects and former partners begin onboarding, all in a few statements, and return how many did.

    Their journeys begin in the same transaction. The others stay as they are. Raises: NotAllowed, NobodyToOnboard.
    """
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    partners = list(
        Partner.objects.select_for_update(of=("self",))
        .filter(id__in=partner_ids, merged_into=None, status__in=_BEGINNERS)
        .order_by("id")
    )
    if not partners:
        raise NobodyToOnboard
    record(*put_into_state(partners, PartnerStatus.ONBOARDING, now=now), actor=actor, now=now)
    _start(partners, now)
    return len(partners)


@transaction.atomic
def start_journeys(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """Let those of the partners that are onboarding begin the journeys that they lack; return how many journeys began."""
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True)
        .filter(id__in=partner_ids, merged_into=None, status=PartnerStatus.ONBOARDING)
        .order_by("id")
    )
    return _start(partners, now)


@transaction.atomic
def advance_journeys(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """Close what milestones close on the partners' journeys, and see which went on or are stuck; return how many were seen."""
    journeys = list(
        Journey.objects.select_for_update(of=("self",), no_key=True)
        .filter(partner__in=partner_ids, ended_on=None, completed_on=None)
        .select_related("partner")
        .order_by("id")
    )
    _settle(journeys, now)
    return len(journeys)


@transaction.atomic
def end_journeys(*, partner_ids: Collection[UUID], now: datetime) -> None:
    """Break off the journeys of partners that left; they begin anew if those come back."""
    Journey.objects.filter(partner__in=partner_ids, ended_on=None).update(
        ended_on=today(now), stuck_reason="", stuck_days=None, stuck_stage="", stuck_since=None
    )


@transaction.atomic
def close_journey_task(
    *, actor: Actor, task_id: UUID, remark: str = "", evidence_id: UUID | None = None, now: datetime
) -> None:
    """Close a task by hand, with a word about it and a file that shows it.

    Raises: NotFound, NotAllowed, JourneyOver, TaskClosesItself, TaskAlreadyClosed.
    """
    task = JourneyTask.visible_to(actor).filter(id=task_id).first()
    if task is None or (evidence_id is not None and evidence_id not in find_files(actor, [evidence_id])):
        raise NotFound
    if not permissions.can_close_journey_task(actor, partner_id=task.partner_id, doer=Doer(task.doer)):
        raise NotAllowed
    with as_system():
        journey = Journey.objects.select_for_update(of=("self",)).select_related("partner").get(id=task.journey_id)
        task.refresh_from_db()
        if journey.ended_on is not None:
            raise JourneyOver
        if task.milestone:
            raise TaskClosesItself(task=task.name, milestone=name_of(task.milestone))
        if task.closed_on is not None:
            raise TaskAlreadyClosed(task=task.name)
        task.closed_on, task.closed_at, task.closed_by = today(now), now, actor.person_id
        task.remark, task.evidence = remark, evidence_id
        task.save(update_fields=["closed_on", "closed_at", "closed_by", "remark", "evidence"])
        record(
            JourneyTaskClosed(**subject_of(journey.partner), journey=journey.name, task=task.name, remark=remark),
            actor=actor,
            now=now,
        )
        _settle([journey], now)


@transaction.atomic
def remind_of_journey_tasks(*, partner_ids: Collection[UUID], now: datetime) -> None:
    """Remind those who do the open tasks of partners where the rules say that a day to do so has come; once a journey."""
    day, happened = today(now), []
    journeys = Journey.objects.filter(partner__in=partner_ids, ended_on=None, completed_on=None).select_related(
        "partner"
    )
    held = find_rules(journeys)
    due: defaultdict[Journey, list[JourneyTask]] = defaultdict(list)
    known = {one.id: one for one in journeys}
    for task in JourneyTask.objects.filter(journey__in=known, closed_on=None).order_by("due_on", "place"):
        journey = known[task.journey_id]
        if is_reminder_due(
            due_on=task.due_on,
            last_on=task.reminded_on or journey.started_on,
            today=day,
            days_before=held[journey.id].reminder_days,
        ):
            due[journey].append(task)
    for journey, tasks in due.items():
        happened.append(
            JourneyTasksDue(
                **subject_of(journey.partner),
                journey=journey.name,
                count=len(tasks),
                due_on=tasks[0].due_on,
                doers=tuple(sorted({task.doer for task in tasks})),
            )
        )
    JourneyTask.objects.filter(id__in=[task.id for tasks in due.values() for task in tasks]).update(reminded_on=day)
    if happened:
        record(*happened, actor=SYSTEM, now=now)


# --- Parts that the commands share ----------------------------------------------------------------------------------------


def _start(partners: Sequence[Partner], now: datetime) -> int:
    """Begin the journeys that the partners lack, and settle what is reached already."""
    day, program = today(now), program_in_force(ONBOARDING_RULEBOOK, at=now)
    ids = [one.id for one in partners]
    types = find_types(ids, on=day)
    present = set(Journey.objects.filter(partner__in=ids, ended_on=None).values_list("partner_id", "persona"))
    journeys: list[Journey] = []
    tasks: list[JourneyTask] = []
    for partner in partners:
        in_force: RulesInForce[OnboardingRules] = program.rules_in(partner.region_id)
        for rule in in_force.rules.journeys_for(types[partner.id]):
            if (partner.id, rule.persona) not in present:
                journey, asked = _make_journey(partner, rule, in_force, day)
                journeys.append(journey)
                tasks += asked
    if not journeys:
        return 0
    Journey.objects.bulk_create(journeys, batch_size=_AT_ONCE)
    JourneyTask.objects.bulk_create(tasks, batch_size=_AT_ONCE)
    first_due: dict[UUID, date] = {}
    for task in tasks:
        first_due[task.journey_id] = min(task.due_on, first_due.get(task.journey_id, task.due_on))
    record(
        *(
            JourneyStarted(**subject_of(one.partner), journey=one.name, tasks=one.total, due_on=first_due[one.id])
            for one in journeys
        ),
        actor=SYSTEM,
        now=now,
    )
    _settle(journeys, now)
    return len(journeys)


def _make_journey(
    partner: Partner, rule: JourneyRule, in_force: RulesInForce[OnboardingRules], day: date
) -> tuple[Journey, list[JourneyTask]]:
    rules = in_force.rules
    progress = compute_progress(rules, rule.key, {}, started_on=day, on=day)
    journey = Journey(
        partner=partner,
        key=rule.key,
        name=rule.name,
        persona=rule.persona,
        started_on=day,
        rules=in_force.label,
        version_ids=[str(one) for one in in_force.version_ids],
        stage=progress.stage,
        done=0,
        total=progress.total,
        moved_on=day,
    )
    tasks = [
        JourneyTask(
            journey=journey,
            partner=partner,
            place=place,
            key=task.key,
            name=task.name,
            stage=task.stage,
            doer=task.doer,
            milestone=task.milestone,
            is_optional=task.is_optional,
            due_on=day + timedelta(days=task.due_days),
        )
        for place, task in enumerate(rules.tasks_of(rule.key))
    ]
    return journey, tasks


def _settle(journeys: Sequence[Journey], now: datetime) -> None:
    """Close what milestones close, and write where the journeys are by then; a few statements for all."""
    day, held = today(now), find_rules(journeys)
    known = {one.id: one for one in journeys}
    tasks: defaultdict[UUID, list[JourneyTask]] = defaultdict(list)
    for task in JourneyTask.objects.filter(journey__in=list(known)).order_by("place"):
        tasks[task.journey_id].append(task)
    closing = _close_reached([task for some in tasks.values() for task in some], now)
    happened: list[Event] = [
        MilestoneReached(
            **subject_of(known[task.journey_id].partner),
            journey=known[task.journey_id].name,
            task=task.name,
            milestone=task.milestone,
        )
        for task in closing
    ]
    changed = []
    for journey in journeys:
        closed = {task.key: task.closed_on for task in tasks[journey.id] if task.closed_on is not None}
        progress = compute_progress(held[journey.id], journey.key, closed, started_on=journey.started_on, on=day)
        stuck = _find_stuck(journey, held[journey.id], progress, day)
        happened += _tell(journey, held[journey.id], progress, stuck)
        if _write(journey, progress, stuck, day):
            changed.append(journey)
    Journey.objects.bulk_update(changed, _DERIVED, batch_size=_AT_ONCE)
    if happened:
        record(*happened, actor=SYSTEM, now=now)


def _close_reached(tasks: Iterable[JourneyTask], now: datetime) -> list[JourneyTask]:
    """Close the open tasks whose milestones are met, one statement for all, and return them."""
    waiting: defaultdict[str, list[JourneyTask]] = defaultdict(list)
    for task in tasks:
        if task.milestone and task.closed_on is None:
            waiting[task.milestone].append(task)
    closing = []
    for milestone, some in waiting.items():
        met = find_met(milestone, {task.partner_id for task in some}, now)
        closing += [task for task in some if task.partner_id in met]
    for task in closing:
        task.closed_on, task.closed_at = today(now), now
    JourneyTask.objects.filter(id__in=[task.id for task in closing], closed_on=None).update(
        closed_on=today(now), closed_at=now
    )
    return closing


def _find_stuck(journey: Journey, rules: OnboardingRules, progress: Progress, day: date) -> Stuck | None:
    # Whoever is suspended cannot go on: that is no news about its journey.
    if journey.partner.status == PartnerStatus.SUSPENDED:
        return None
    return find_stuck(rules, journey.key, progress, started_on=journey.started_on, today=day)


def _tell(journey: Journey, rules: OnboardingRules, progress: Progress, stuck: Stuck | None) -> list[Event]:
    """Return what happened on a journey since its row was written."""
    about, happened = subject_of(journey.partner), list[Event]()
    if progress.completed_on is not None and journey.completed_on is None:
        days = (progress.completed_on - journey.started_on).days
        happened.append(JourneyCompleted(**about, journey=journey.name, days=days))
    elif progress.stage != journey.stage:
        happened.append(StageReached(**about, journey=journey.name, stage=stage_name(rules, progress.stage)))
    if stuck is not None and is_news(find_stuck_of(journey), stuck):
        happened.append(
            JourneyStuck(
                **about,
                journey=journey.name,
                stage=stage_name(rules, stuck.stage),
                reason=stuck.reason,
                days=stuck.days,
            )
        )
    return happened


def _write(journey: Journey, progress: Progress, stuck: Stuck | None, day: date) -> bool:
    """Write where a journey is into its row, and tell whether that is anything new."""
    before = [getattr(journey, name) for name in _DERIVED]
    journey.stage, journey.done = progress.stage, progress.done
    journey.moved_on, journey.completed_on = progress.moved_on, progress.completed_on
    journey.stuck_since = None if stuck is None else journey.stuck_since or day
    journey.stuck_reason = stuck.reason if stuck else ""
    journey.stuck_days = stuck.days if stuck else None
    journey.stuck_stage = stuck.stage if stuck else ""
    return before != [getattr(journey, name) for name in _DERIVED]
