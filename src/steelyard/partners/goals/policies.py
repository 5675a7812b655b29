"""Whether a goal is ahead, on pace or behind, and why."""

from decimal import Decimal

from steelyard.kernel.decisions import Reason
from steelyard.partners.goals.rules import GoalRules
from steelyard.partners.goals.terms import GoalShape, GoalStanding, Pace, PaceFacts

_PLACES = Decimal("0.01")


def compute_standing(facts: PaceFacts, rules: GoalRules) -> GoalStanding:
    """Return how far the goal is on the day, what was expected by then, and the reasons."""
    share, said = _expected_share(facts)
    expected = (facts.baseline + (facts.target - facts.baseline) * share).quantize(_PLACES)
    params = {"actual": facts.actual, "expected": expected, "target": facts.target}
    pace = _pace(facts, expected, rules)
    reasons = (Reason(code=f"goal_{pace}", rule="GO-3", params=params), Reason(code=said, rule="GO-2"))
    return GoalStanding(pace=pace, actual=facts.actual, expected=expected, reasons=reasons)


def _pace(facts: PaceFacts, expected: Decimal, rules: GoalRules) -> Pace:
    if facts.actual >= facts.target:
        return Pace.REACHED
    if facts.on < facts.starts_on:
        return Pace.NOT_BEGUN
    if facts.on >= facts.until:
        return Pace.MISSED
    margin = abs(facts.target - facts.baseline) * rules.margin_rate
    if facts.actual < expected - margin:
        return Pace.BEHIND
    return Pace.AHEAD if facts.actual > expected + margin else Pace.ON


def _expected_share(facts: PaceFacts) -> tuple[Decimal, str]:
    """Return how much of the way is expected by the day (0..1), and by what that is said."""
    if facts.on >= facts.until:
        return Decimal(1), "goal_period_ended"
    if facts.on < facts.starts_on:
        return Decimal(0), "goal_by_days"
    before = facts.year_before
    if facts.shape is GoalShape.SEASONAL and before and before.whole > 0:
        return min(max(before.so_far / before.whole, Decimal(0)), Decimal(1)), "goal_by_year_before"
    passed = Decimal((facts.on - facts.starts_on).days) / (facts.until - facts.starts_on).days
    return passed, "goal_no_year_before" if facts.shape is GoalShape.SEASONAL else "goal_by_days"
