"""Reading journeys: a page of them, a partner's own as of any day, and what is to be done next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from steelyard.identity.public import find_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions
from steelyard.partners.models import Journey, JourneyTask, ManagerAssignment, Partner
from steelyard.partners.onboarding.gathering import find_rules, find_stuck_of, stage_name
from steelyard.partners.onboarding.policies import compute_progress
from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.onboarding.terms import (
    Doer,
    JourneyCard,
    JourneyFilter,
    JourneyTaskCard,
    Persona,
    Progress,
    StageState,
)
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.paging import take

SORTS = {
    "-started_on": ("-started_on", "-id"),
    "started_on": ("started_on", "id"),
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
    "moved_on": ("moved_on", "id"),
    "-moved_on": ("-moved_on", "-id"),
    "stuck_since": ("stuck_since", "-started_on", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyOn:
    """A journey as it was on a day, with its tasks by stage and the rules under which it began."""

    card: JourneyCard
    on: date
    progress: Progress
    tasks: dict[str, tuple[JourneyTaskCard, ...]]
    rules: OnboardingRules

    @property
    def next_tasks(self) -> list[JourneyTaskCard]:
        """What can be done now, what is due first first."""
        now = {one.key for one in self.progress.stages if one.state is StageState.OPEN}
        found = (task for stage in now for task in self.tasks[stage] if task.closed_on is None)
        return sorted(found, key=lambda task: (task.is_optional, task.due_on))


def list_journeys(actor: Actor, wanted: JourneyFilter, page: PageRequest) -> Page[JourneyCard]:
    """Return a page of the journeys that the filter finds, the stuck ones first unless asked otherwise. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _filtered(Journey.visible_to(actor), wanted).select_related("partner")
    stretch = take(found, page, SORTS.get(page.sort, SORTS["stuck_since"]))
    rules = find_rules(stretch.rows)
    cards = [_card(row, rules[row.id]) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_partner_journeys(
    actor: Actor, partner_id: UUID, *, at: datetime, on: date | None = None, only_underway: bool = False
) -> list[JourneyOn]:
    """Return the journeys of a partner that the actor may see, as of a day (today unless said): what goes on comes first."""
    day = min(on or today(at), today(at))
    rows = Journey.visible_to(actor).filter(partner=partner_id, started_on__lte=day).select_related("partner")
    if only_underway:
        rows = rows.filter(ended_on=None, completed_on=None)
    journeys = list(rows.order_by(F("ended_on").desc(nulls_first=True), "started_on", "id"))
    return _load(journeys, day) if journeys else []


def has_journey(actor: Actor) -> bool:
    """Tell whether the actor's partner is on a journey."""
    return Journey.visible_to(actor).filter(partner=actor.partner_id, ended_on=None, completed_on=None).exists()


def get_journey(actor: Actor, journey_id: UUID, *, at: datetime, on: date | None = None) -> JourneyOn:
    """Return one journey that the actor may see, as of a day (today unless said). Raises: NotFound."""
    day = min(on or today(at), today(at))
    rows = Journey.visible_to(actor).filter(id=journey_id, started_on__lte=day).select_related("partner")
    loaded = _load(list(rows), day)
    if not loaded:
        raise NotFound
    return loaded[0]


def get_journey_task(actor: Actor, task_id: UUID) -> JourneyTask:
    """Return a task that the actor may see. Raises: NotFound."""
    task = JourneyTask.visible_to(actor).filter(id=task_id).select_related("journey", "partner").first()
    if task is None:
        raise NotFound
    return task


def list_travelling(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next partners that are onboarding or on a journey, in the order of their ids, for a pass over all."""
    underway = Journey.objects.filter(ended_on=None, completed_on=None)
    rows = Partner.objects.filter(
        Q(status=PartnerStatus.ONBOARDING) | Q(id__in=underway.values("partner")), merged_into=None
    )
    if after:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def list_journey_names() -> dict[str, str]:
    """Return what the journeys that anybody is or was on are called, by their keys."""
    return dict(Journey.objects.order_by("started_on").values_list("key", "name").distinct())


def _filtered(rows: QuerySet[Journey], wanted: JourneyFilter) -> QuerySet[Journey]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.state:
        rows = rows.filter(Journey.in_state(wanted.state))
    if wanted.journey:
        rows = rows.filter(key=wanted.journey)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.partner_id:
        rows = rows.filter(partner=wanted.partner_id)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(person=wanted.manager_id, until=None)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _card(row: Journey, rules: OnboardingRules) -> JourneyCard:
    stuck = find_stuck_of(row)
    return JourneyCard(
        id=row.id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        region=row.partner.region_id,
        journey=row.key,
        name=row.name,
        persona=Persona(row.persona),
        started_on=row.started_on,
        stage=row.stage,
        stage_name=stage_name(rules, row.stage),
        done=row.done,
        total=row.total,
        moved_on=row.moved_on,
        state=row.state,
        stuck=stuck,
        stuck_in=stage_name(rules, stuck.stage) if stuck else "",
        stuck_since=row.stuck_since,
        completed_on=row.completed_on,
        ended_on=row.ended_on,
        rules=row.rules,
    )


def _load(journeys: Sequence[Journey], day: date) -> list[JourneyOn]:
    """Return the journeys as they were on a day, each with its tasks; a few statements for all."""
    rules = find_rules(journeys)
    rows: defaultdict[UUID, list[JourneyTask]] = defaultdict(list)
    for task in JourneyTask.objects.filter(journey__in=[one.id for one in journeys]).order_by("place"):
        rows[task.journey_id].append(task)
    closers = {task.closed_by for some in rows.values() for task in some if task.closed_by is not None}
    names = {key: person.name for key, person in find_people(closers).items()}
    return [_journey_on(one, rules[one.id], rows[one.id], names, day) for one in journeys]


def _journey_on(
    row: Journey, rules: OnboardingRules, tasks: Sequence[JourneyTask], names: dict[UUID, str], day: date
) -> JourneyOn:
    closed = {task.key: task.closed_on for task in tasks if task.closed_on is not None}
    progress = compute_progress(rules, row.key, closed, started_on=row.started_on, on=day)
    by_stage: dict[str, tuple[JourneyTaskCard, ...]] = {
        stage.key: tuple(_task_card(task, names, day) for task in tasks if task.stage == stage.key)
        for stage in progress.stages
    }
    return JourneyOn(card=_card(row, rules), on=day, progress=progress, tasks=by_stage, rules=rules)


def _task_card(row: JourneyTask, names: dict[UUID, str], day: date) -> JourneyTaskCard:
    is_closed = row.closed_on is not None and row.closed_on <= day
    return JourneyTaskCard(
        id=row.id,
        partner_id=row.partner_id,
        key=row.key,
        name=row.name,
        stage=row.stage,
        doer=Doer(row.doer),
        due_on=row.due_on,
        milestone=row.milestone,
        is_optional=row.is_optional,
        closed_on=row.closed_on if is_closed else None,
        closed_at=row.closed_at if is_closed else None,
        closed_by=row.closed_by if is_closed else None,
        closed_by_name=names.get(row.closed_by, "") if is_closed and row.closed_by else "",
        remark=row.remark if is_closed else "",
        evidence_id=row.evidence if is_closed else None,
        is_late=not is_closed and not row.is_optional and row.due_on < day,
    )
