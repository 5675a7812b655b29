"""Whether a requirement is met, and until when a miss is tolerated: of facts and rules alone."""

from datetime import date, timedelta

from steelyard.partners.requirements.parts import RequirementRule
from steelyard.partners.requirements.terms import RequirementComputed, RequirementFacts, RequirementState


def compute_requirement(facts: RequirementFacts, rule: RequirementRule, *, on: date) -> RequirementComputed:
    """Return whether a requirement is met on a day, since when it is so, and until when a miss is tolerated.

    The time begins with the first day of the miss; a rule that shortens it ends nothing for a day that is gone, and one that
    lengthens it counts from the same first day.
    """
    if facts.value >= rule.at_least:
        since_on = facts.since_on if facts.was_met and facts.since_on else on
        return RequirementComputed(state=RequirementState.MET, since_on=since_on, tolerated_until=None)
    since_on = facts.since_on if facts.was_met is False and facts.since_on else on
    until = since_on + timedelta(days=rule.grace_days)
    before = facts.tolerated_until if facts.was_met is False else None
    if before is not None and until < on:
        until = max(until, min(before, on))
    state = RequirementState.TOLERATED if on < until else RequirementState.MISSED
    return RequirementComputed(state=state, since_on=since_on, tolerated_until=until)
