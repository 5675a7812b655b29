"""What only audits measure: how far partners are towards their tiers, and how many of their goals they reached."""

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.goals.gathering import measure_goals
from steelyard.partners.goals.terms import Pace
from steelyard.partners.models import Goal, GoalRevision, TierEvaluation
from steelyard.partners.portfolio.metrics import add_measurable
from steelyard.partners.queries import today
from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit
from steelyard.platform.arrays import among

_HUNDRED = Decimal(100)


def _tier_points(ids: Collection[UUID], _evidence: Evidence) -> Mapping[UUID, Decimal]:
    rows = TierEvaluation.objects.filter(among("partner", ids), full__gt=0)
    return {one: _HUNDRED * points / full for one, points, full in rows.values_list("partner_id", "points", "full")}


def _goals_reached(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many of a hundred agreed goals that ended were reached; whoever had none is left out."""
    ended = Goal.objects.filter(among("partner", ids), until__lte=today(evidence.as_of))
    if evidence.since is not None:
        ended = ended.filter(until__gt=evidence.since.date())
    goals = {goal.id: goal for goal in ended}
    if not goals:
        return {}
    rows = GoalRevision.objects.filter(among("goal", goals), is_agreed=True).order_by("number")
    agreed = {row.goal_id: row for row in rows}  # the one agreed last holds
    standings = measure_goals([(goals[key], row) for key, row in agreed.items()], at=evidence.as_of)
    all_of = Counter(goals[key].partner_id for key in standings)
    reached = Counter(goals[key].partner_id for key, one in standings.items() if one.pace is Pace.REACHED)
    return {one: _HUNDRED * reached[one] / count for one, count in all_of.items()}


add_measurable(
    Metric(
        key="partners.tier_points",
        name=sentence("Share of the points towards its tier"),
        unit=MetricUnit.PERCENT,
        measure=_tier_points,
        looks_back=False,
    )
)
add_measurable(
    Metric(
        key="partners.goals_reached",
        name=sentence("Share of goals reached"),
        unit=MetricUnit.PERCENT,
        measure=_goals_reached,
        has_window=True,
    )
)
