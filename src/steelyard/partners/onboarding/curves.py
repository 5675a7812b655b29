"""How soon journeys reach their milestones: of all that are wanted, or of those begun in each quarter."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least, TruncQuarter

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions
from steelyard.partners.models import Journey, JourneyTask
from steelyard.partners.onboarding.policies import compute_curve
from steelyard.partners.onboarding.terms import Curve, CurveFilter
from steelyard.partners.queries import today

COMPLETED = "completed"
"""What stands for the end of a journey among its milestones."""

Days = dict[int, int]
"""How many journeys took so many days."""


def compute_curves(actor: Actor, wanted: CurveFilter, *, at: datetime) -> list[Curve]:
    """Return how soon journeys reach each of their milestones, and last of all their end. Raises: NotAllowed."""
    journeys, day = _journeys(actor, wanted), today(at)
    tasks = JourneyTask.objects.filter(journey__in=journeys.values("id")).exclude(milestone="")
    counts = _count_tasks(tasks, F("milestone"), day)
    found = {key: counts[key] for key in sorted(counts)} | _count_journeys(journeys, Value(COMPLETED), day)
    return [compute_curve(milestone, *days) for milestone, days in found.items()]


def compute_cohorts(actor: Actor, milestone: str, wanted: CurveFilter, *, at: datetime) -> dict[date, Curve]:
    """Return how soon the journeys begun in each quarter reach a milestone, by the first day of the quarter.

    Raises: NotAllowed.
    """
    journeys, day = _journeys(actor, wanted), today(at)
    if milestone == COMPLETED:
        found = _count_journeys(journeys, TruncQuarter("started_on"), day)
    else:
        tasks = JourneyTask.objects.filter(journey__in=journeys.values("id"), milestone=milestone)
        found = _count_tasks(tasks, TruncQuarter("journey__started_on"), day)
    return {quarter: compute_curve(milestone, *found[quarter]) for quarter in sorted(found)}


def _journeys(actor: Actor, wanted: CurveFilter) -> QuerySet[Journey]:
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    journeys = Journey.visible_to(actor)
    if wanted.journey:
        journeys = journeys.filter(key=wanted.journey)
    if wanted.region:
        journeys = journeys.filter(partner__region=wanted.region)
    if wanted.since:
        journeys = journeys.filter(started_on__gte=wanted.since)
    return journeys


def _count_tasks(rows: QuerySet[JourneyTask], by: Combinable, day: date) -> "dict[Any, tuple[Days, Days]]":
    return _count(rows, by, "closed_on", "journey__", day)


def _count_journeys(rows: QuerySet[Journey], by: Combinable, day: date) -> "dict[Any, tuple[Days, Days]]":
    return _count(rows, by, "completed_on", "", day)


def _count(
    rows: QuerySet[Any], by: Combinable, reached_on: str, journey: str, day: date
) -> "dict[Any, tuple[Days, Days]]":
    """Return for each value of `by` how many were reached after how many days, and how many were watched in vain."""
    until = Coalesce(F(reached_on), Least(F(f"{journey}ended_on"), Value(day)))
    counted = rows.values(
        by_what=by,
        is_reached=ExpressionWrapper(~Q(**{reached_on: None}), BooleanField()),
        took=ExpressionWrapper(until - F(f"{journey}started_on"), DurationField()),
    )
    found: defaultdict[Any, tuple[Days, Days]] = defaultdict(lambda: ({}, {}))
    for row in counted.order_by().annotate(count=Count("id")):
        reached, watched = found[row["by_what"]]
        (reached if row["is_reached"] else watched)[row["took"].days] = row["count"]
    return dict(found)
