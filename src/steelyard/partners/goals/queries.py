"""Reading goals: the same for the partner and for those who look after it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.goals.gathering import measure_goals, money_rules
from steelyard.partners.goals.terms import GoalCard, GoalFilter, GoalRecord, GoalShape, RevisionCard
from steelyard.partners.models import Dated, Goal, GoalRevision, ManagerAssignment
from steelyard.partners.queries import today
from steelyard.partners.tiers.metrics import MetricUnit, find_metric, name_of
from steelyard.platform.directory import SOMEONE, THE_SYSTEM, find_people
from steelyard.platform.paging import take


def list_goals(actor: Actor, wanted: GoalFilter, page: PageRequest, *, at: datetime) -> Page[GoalCard]:
    """Return a page of the goals that the filter finds among those the actor may see, the latest period first."""
    rows = _filtered(Goal.visible_to(actor), wanted, today(at)).select_related("partner")
    stretch = take(rows, page, ("-starts_on", "-id"))
    cards = _cards(stretch.rows, at=at)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_goal(actor: Actor, goal_id: UUID) -> Goal:
    """Return a goal that the actor may see. Raises: NotFound."""
    goal = Goal.visible_to(actor).select_related("partner").filter(id=goal_id).first()
    if goal is None:
        raise NotFound
    return goal


def get_goal_record(actor: Actor, goal_id: UUID, *, at: datetime) -> GoalRecord:
    """Return a goal with all that was proposed for it. Raises: NotFound."""
    goal = get_goal(actor, goal_id)
    (card,) = _cards([goal], at=at)
    rows = list(goal.revisions.all())
    people = find_people({row.proposed_by for row in rows if row.proposed_by})
    return GoalRecord(
        card=card,
        revisions=tuple(
            RevisionCard(
                number=row.number,
                target=row.target,
                shape=GoalShape(row.shape),
                reason=row.reason,
                by=people.get(row.proposed_by, SOMEONE).name if row.proposed_by else THE_SYSTEM.name,
                by_host=row.by_host,
                proposed_at=row.proposed_at,
                answered_at=row.answered_at,
                is_agreed=row.is_agreed,
            )
            for row in rows
        ),
    )


def _filtered(rows: QuerySet[Goal], wanted: GoalFilter, day: date) -> QuerySet[Goal]:
    exact = {"partner": wanted.partner_id, "metric": wanted.metric, "starts_on__year": wanted.year}
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(Dated.holds_on(day), person=wanted.manager_id)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    if wanted.is_waiting is not None:
        waits = Exists(GoalRevision.objects.filter(goal=OuterRef("pk"), answered_at=None))
        rows = rows.filter(waits if wanted.is_waiting else ~waits)
    return rows


def _cards(goals: Iterable[Goal], *, at: datetime) -> list[GoalCard]:
    goals = list(goals)
    if not goals:
        return []
    revisions: defaultdict[UUID, list[GoalRevision]] = defaultdict(list)
    for row in GoalRevision.objects.filter(goal__in=[goal.id for goal in goals]).order_by("-number"):
        revisions[row.goal_id].append(row)
    agreed = {goal.id: next((row for row in revisions[goal.id] if row.is_agreed), None) for goal in goals}
    standings = measure_goals([(goal, held) for goal in goals if (held := agreed[goal.id])], at=at)
    currency = money_rules(at).currency
    return [
        GoalCard(
            id=goal.id,
            public_id=goal.public_id,
            partner_id=goal.partner_id,
            partner=goal.partner.name,
            metric=goal.metric,
            metric_name=name_of(goal.metric),
            unit=unit,
            currency=currency if unit is MetricUnit.MONEY else "",
            starts_on=goal.starts_on,
            until=goal.until,
            target=held.target if held else None,
            shape=GoalShape((held or revisions[goal.id][0]).shape),
            standing=standings.get(goal.id),
            is_waiting=any(row.answered_at is None for row in revisions[goal.id]),
            updated_at=goal.updated_at,
        )
        for goal in goals
        for held in (agreed[goal.id],)
        for unit in (unit_of(goal.metric),)
    ]


def unit_of(key: str) -> MetricUnit:
    """Return what a metric counts in; a plain number where nobody measures it any more."""
    metric = find_metric(key)
    return metric.unit if metric else MetricUnit.COUNT
