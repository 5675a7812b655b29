"""Deciding whether direct sales may open an opportunity, and who is neutral enough to judge a registration."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.deals.policies.facts import ClaimFacts, RegistrationFacts, divisions_overlap, regions_overlap
from steelyard.deals.policies.ladder import competing_opportunities
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import DirectOutcome, Match
from steelyard.kernel.decisions import Change, Decision, Reason
from steelyard.kernel.ids import public_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectFacts:
    """Everything that decides whether direct sales may open an opportunity."""

    asked_at: datetime
    families: tuple[str, ...] = ()
    """Without any, the opportunity is about everything."""
    region: str = ""
    related_regions: tuple[str, ...] = ()
    division: str = ""
    override_reason: str = ""
    claims: tuple[ClaimFacts, ...] = ()


def decide_direct_opportunity(facts: DirectFacts, rules: DealRegistrationRules) -> Decision:
    """Return whether direct sales may open it: free, blocked by a protection, or overridden with a reason."""
    blocking = find_blocking(facts)
    if not blocking:
        return Decision(outcome=DirectOutcome.FREE, reasons=(Reason(code="no_protection", rule="DR-6"),))
    params = {"registrations": tuple(sorted({public_id("dealreg", claim.registration_id) for claim in blocking}))}
    if rules.direct_override and facts.override_reason:
        reason = Reason(code="protection_overridden", rule="DR-6", params=params, is_confidential=True)
        return Decision(outcome=DirectOutcome.OVERRIDDEN, reasons=(reason,))
    return Decision(
        outcome=DirectOutcome.BLOCKED,
        reasons=(Reason(code="partner_is_protected", rule="DR-6", params=params, is_confidential=True),),
        would_change=(Change(code="give_override_reason", outcome=DirectOutcome.OVERRIDDEN),)
        if rules.direct_override
        else (),
    )


def find_blocking(facts: DirectFacts) -> list[ClaimFacts]:
    """Return the protected claims on the scope that direct sales ask for."""
    return [
        claim
        for claim in facts.claims
        if claim.is_protected
        and claim.match is Match.SAME
        and (not facts.families or claim.family in facts.families)
        and regions_overlap(facts.region, claim.region, facts.related_regions)
        and divisions_overlap(claim.division, facts.division)
    ]


def is_neutral(person_id: UUID | None, facts: RegistrationFacts, rules: DealRegistrationRules) -> bool:
    """Tell whether a person may decide: who owns a competing direct opportunity, or the named account, is paid on it."""
    paid = {row.owner_id for row in competing_opportunities(facts, rules)} | {*facts.account.named_owner_ids}
    return person_id is None or person_id not in paid
