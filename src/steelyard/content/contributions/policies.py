"""What a contribution is worth, when it is verified again, and when an address counts as gone."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from steelyard.content.contributions.rules import ContributionRules
from steelyard.content.contributions.terms import ContributionFacts, ContributionScore, Reached
from steelyard.kernel.decisions import Reason


def score_contribution(facts: ContributionFacts, rules: ContributionRules) -> ContributionScore:
    """Return how many points a contribution is worth by the rules, each rule that gave some with how many."""
    given: list[tuple[str, str, int, dict[str, Any]]] = [
        (f"contribution_{facts.kind}", "CB-1", rules.points_of(facts.kind), {}),
        ("contribution_reach", "CB-2", _reach_points(facts.reach, rules), {"reach": facts.reach}),
        ("contribution_first", "CB-3", rules.first_points if facts.is_first_publication else 0, {}),
        (
            "contribution_focus",
            "CB-4",
            rules.focus_points if facts.families & set(rules.focus_families) else 0,
            {"families": sorted(facts.families & set(rules.focus_families))},
        ),
        (
            "contribution_language",
            "CB-5",
            rules.language_points if facts.language in rules.needed_languages else 0,
            {"language": facts.language},
        ),
        (
            "contribution_region",
            "CB-5",
            rules.region_points if facts.region and facts.region in rules.needed_regions else 0,
            {"region": facts.region},
        ),
    ]
    reasons = tuple(_reason(code, rule, points, said) for code, rule, points, said in given if points)
    return ContributionScore(points=sum(points for _, _, points, _ in given), reasons=reasons)


def next_verification(day: date, rules: ContributionRules) -> date:
    """Return by when what is verified on a day is to be verified again."""
    months = day.month - 1 + rules.valid_months
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_overdue(verify_again_on: date, today: date, rules: ContributionRules) -> bool:
    """Tell whether the grace after the day of verification is over."""
    return today > verify_again_on + timedelta(days=rules.grace_days)


def due_notice(verify_again_on: date, today: date, rules: ContributionRules, reminded_days: int | None) -> int | None:
    """Return the step of reminders (days before) that is due today and was not given yet, or None."""
    left = (verify_again_on - today).days
    reached = [days for days in rules.reminder_days if left <= days]
    if left < 0 or not reached:
        return None
    step = min(reached)
    return step if reminded_days is None or step < reminded_days else None


def count_failures(before: int, reached: Reached) -> int:
    """Return how many looks in a row found nothing: what cannot be known changes nothing."""
    match reached:
        case Reached.GONE:
            return before + 1
        case Reached.THERE:
            return 0
    return before


def _reach_points(reach: int, rules: ContributionRules) -> int:
    return min(reach // rules.reach_per_point, rules.most_reach_points)


def _reason(code: str, rule: str, points: int, said: dict[str, Any]) -> Reason:
    return Reason(code=code, rule=rule, params={"points": points, **said})
