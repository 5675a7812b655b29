"""For whom a course is."""

from steelyard.learning.terms import Audience, LearnerFacts


def admits(audience: Audience, learner: LearnerFacts) -> bool:
    """Tell whether a course with that audience is for the learner: each list that names anything must name something of theirs."""
    if audience.roles and learner.roles.isdisjoint(audience.roles):
        return False
    if learner.is_host:
        return audience.for_host
    return (
        audience.for_partners
        and (not audience.partner_types or not learner.partner_types.isdisjoint(audience.partner_types))
        and (not audience.tiers or learner.tier in audience.tiers)
        and (not audience.regions or learner.region in audience.regions)
    )
