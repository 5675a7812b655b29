"""Measuring many goals at once: each metric once for all whose period is the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.periods import add_months
from steelyard.partners.goals.policies import compute_standing
from steelyard.partners.goals.rules import GoalRules
from steelyard.partners.goals.terms import GoalShape, GoalStanding, PaceFacts, YearBefore
from steelyard.partners.models import Goal, GoalRevision
from steelyard.partners.queries import today
from steelyard.partners.tiers.metrics import Evidence, Metric, find_metric
from steelyard.partners.tiers.rules import TierRules
from steelyard.platform.db import as_system
from steelyard.program.public import rules_in_force

GOAL_RULEBOOK, _TIERS = "goals", "tiers"
_NOTHING = Decimal(0)
_YEAR = -12


def measure_goals(agreed: Iterable[tuple[Goal, GoalRevision]], *, at: datetime) -> dict[UUID, GoalStanding]:
    """Return how far each goal is at the instant; what nobody measures any more is left out."""
    rules: GoalRules = rules_in_force(GOAL_RULEBOOK, region=None, at=at).rules
    alike: defaultdict[tuple[str, date, date], list[tuple[Goal, GoalRevision]]] = defaultdict(list)
    for goal, revision in agreed:
        alike[goal.metric, goal.starts_on, goal.until].append((goal, revision))
    found: dict[UUID, GoalStanding] = {}
    with as_system():  # metrics are measured by contexts above, for those goals alone that the asker was found to see
        rates = money_rules(at).rate_of
        for (key, starts_on, until), goals in alike.items():
            metric = find_metric(key)
            if metric is not None:
                period = _Measured(metric, starts_on, until, rates, {goal.partner_id for goal, _ in goals}, at)
                found |= {goal.id: compute_standing(period.facts(goal, said), rules) for goal, said in goals}
    return found


def money_rules(at: datetime) -> TierRules:
    """Return the rules that say in which currency metrics count money, and what others count in it."""
    rules: TierRules = rules_in_force(_TIERS, region=None, at=at).rules
    return rules


class _Measured:
    """What one metric is for some partners in one period, and was a year before."""

    def __init__(
        self,
        metric: Metric,
        starts_on: date,
        until: date,
        rates: Mapping[str, Decimal],
        ids: set[UUID],
        at: datetime,
    ) -> None:
        self._metric, self._rates, self._ids, self._on = metric, rates, ids, today(at)
        begins, ends = _midnight(starts_on), _midnight(until) - timedelta(microseconds=1)
        until_now = max(min(at, ends), begins)
        self._actual = self._measure(begins, until_now) if at >= begins else {}
        self._baseline: Mapping[UUID, Decimal] = {}
        self._before: tuple[Mapping[UUID, Decimal], Mapping[UUID, Decimal]] | None = None
        if metric.has_window:
            earlier = _midnight(add_months(starts_on, _YEAR))
            same_day = datetime.combine(add_months(until_now.date(), _YEAR), until_now.timetz())
            whole = _midnight(add_months(until, _YEAR)) - timedelta(microseconds=1)
            self._before = self._measure(earlier, same_day), self._measure(earlier, whole)
        elif metric.looks_back:
            self._baseline = self._measure(begins, begins)

    def facts(self, goal: Goal, said: GoalRevision) -> PaceFacts:
        """Return what is known of one goal."""
        before = None
        if self._before and goal.partner_id in self._before[1]:
            so_far, whole = (values.get(goal.partner_id, _NOTHING) for values in self._before)
            before = YearBefore(so_far=so_far, whole=whole)
        return PaceFacts(
            starts_on=goal.starts_on,
            until=goal.until,
            on=self._on,
            target=said.target,
            actual=self._actual.get(goal.partner_id, _NOTHING),
            baseline=self._baseline.get(goal.partner_id, _NOTHING),
            shape=GoalShape(said.shape),
            year_before=before,
        )

    def _measure(self, since: datetime, as_of: datetime) -> Mapping[UUID, Decimal]:
        window = since if self._metric.has_window else None
        return self._metric.measure(self._ids, Evidence(as_of=as_of, since=window, rates=self._rates))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
