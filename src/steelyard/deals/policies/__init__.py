"""The decisions of deal registration: pure functions of facts and rules."""

from steelyard.deals.policies.deadlines import (
    ReviewLimits,
    compute_answer_due,
    compute_days_left,
    compute_next_reminder,
    compute_review_limits,
    may_appeal,
)
from steelyard.deals.policies.direct import DirectFacts, decide_direct_opportunity, find_blocking, is_neutral
from steelyard.deals.policies.extensions import (
    EvidenceFacts,
    ExtensionFacts,
    compute_extended_until,
    decide_extension,
)
from steelyard.deals.policies.facts import (
    AccountFacts,
    ClaimFacts,
    DirectOpportunityFacts,
    InstalledFacts,
    PartnerFacts,
    RegistrationFacts,
    divisions_overlap,
    find_related_regions,
    regions_overlap,
)
from steelyard.deals.policies.registration import (
    LineDecision,
    RegistrationDecision,
    combine,
    compute_protection,
    decide_provisional_approval,
    decide_registration,
    find_closure,
    is_complete,
    judge,
)

__all__ = [
    "AccountFacts",
    "ClaimFacts",
    "DirectFacts",
    "DirectOpportunityFacts",
    "EvidenceFacts",
    "ExtensionFacts",
    "InstalledFacts",
    "LineDecision",
    "PartnerFacts",
    "RegistrationDecision",
    "RegistrationFacts",
    "ReviewLimits",
    "combine",
    "compute_answer_due",
    "compute_days_left",
    "compute_extended_until",
    "compute_next_reminder",
    "compute_protection",
    "compute_review_limits",
    "decide_direct_opportunity",
    "decide_extension",
    "decide_provisional_approval",
    "decide_registration",
    "divisions_overlap",
    "find_blocking",
    "find_closure",
    "find_related_regions",
    "is_complete",
    "is_neutral",
    "judge",
    "may_appeal",
    "regions_overlap",
]
