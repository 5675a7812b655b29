"""The rungs of the ladder: what each one asks of the facts, and what it finds."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from steelyard.deals.policies.facts import (
    ClaimFacts,
    DirectOpportunityFacts,
    RegistrationFacts,
    divisions_overlap,
    regions_overlap,
)
from steelyard.deals.rules import DealRegistrationRules, EvidenceRequirement
from steelyard.deals.terms import EvidenceKind, LineOutcome, Match, RegistrationType, RungKind
from steelyard.kernel.ids import public_id
from steelyard.program.rules import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rung found. `outcome` replaces the rung's own where the find is weaker than the rung's question."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_confidential: bool = False
    outcome: LineOutcome | None = None


Rules = DealRegistrationRules


def _partner_active(facts: RegistrationFacts, _rules: Rules) -> Iterator[Finding]:
    if not facts.partner.is_active:
        yield Finding(code="partner_not_active")


def _agreement_signed(facts: RegistrationFacts, _rules: Rules) -> Iterator[Finding]:
    if not facts.partner.has_agreement:
        yield Finding(code="agreement_missing")


def _requirements_met(facts: RegistrationFacts, _rules: Rules) -> Iterator[Finding]:
    if names := facts.partner.missed_requirements:
        yield Finding(code="requirements_missed", params={"names": names})


def _capacity_left(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    capacity, live = rules.capacity_of(facts.partner.tier), facts.partner.live_registrations
    if live >= capacity:
        yield Finding(code="capacity_used_up", params={"capacity": capacity, "live": live})


def _no_public_tender(facts: RegistrationFacts, _rules: Rules) -> Iterator[Finding]:
    if facts.is_public_tender:
        yield Finding(code="public_tender")


def _minimum_value(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    if rules.value_of(facts.value, facts.currency) < rules.minimum_value:
        yield Finding(code="value_too_small", params={"minimum": rules.minimum_value, "currency": rules.currency})


def _resubmissions_left(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    if facts.partner.earlier_rejections > rules.resubmission_limit:
        yield Finding(code="resubmissions_used_up", params={"limit": rules.resubmission_limit})


def missing_evidence(facts: RegistrationFacts, rules: Rules) -> list[EvidenceRequirement]:
    """Return the requirements for a deal of this value that its evidence does not meet."""
    value = rules.value_of(facts.value, facts.currency)
    return [row for row in rules.evidence if value >= row.from_value and not set(row.any_of) & set(facts.evidence)]


def said_kinds(kinds: Collection[EvidenceKind]) -> dict[str, Any]:
    """Return the kinds of evidence as params: `kinds` for people, `any_of` for programs."""
    ordered = [kind for kind in EvidenceKind if kind in kinds]
    return {"kinds": tuple(Term(kind.label) for kind in ordered), "any_of": tuple(kind.value for kind in ordered)}


def _evidence_complete(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    asked = {kind for row in missing_evidence(facts, rules) for kind in row.any_of}
    if asked:
        yield Finding(code="evidence_missing", params=said_kinds(asked))


def _large_value(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    limit = rules.review_from_value
    if limit is not None and rules.value_of(facts.value, facts.currency) >= limit:
        yield Finding(code="value_needs_review", params={"value": limit, "currency": rules.currency})


def _named_account(facts: RegistrationFacts, _rules: Rules) -> Iterator[Finding]:
    if owners := facts.account.named_owner_ids:
        yield Finding(code="account_is_named", params={"owners": _outside("person", owners)}, is_confidential=True)


def _customer_contact(facts: RegistrationFacts, rules: Rules) -> Iterator[Finding]:
    at = facts.account.last_contact_at
    if at and facts.submitted_at - timedelta(days=rules.customer_contact_days) <= at < facts.submitted_at:
        yield Finding(code="customer_in_contact", params={"contact_at": at}, is_confidential=True)


def _certified(facts: RegistrationFacts, _rules: Rules, family: str) -> Iterator[Finding]:
    if family in facts.families_needing_certification and family not in facts.partner.certified_families:
        yield Finding(code="certification_missing")


def _own_registration(facts: RegistrationFacts, _rules: Rules, family: str) -> Iterator[Finding]:
    own = [claim for claim in _overlapping(facts, family) if claim.partner_id == facts.partner.partner_id]
    if same := [claim for claim in own if claim.match is Match.SAME]:
        yield Finding(code="already_registered_by_you", params={"registrations": _ids(same)})


def _protected_claim(facts: RegistrationFacts, rules: Rules, family: str) -> Iterator[Finding]:
    protected = [claim for claim in others(facts, family) if claim.is_protected]
    return _claims(facts, rules, protected, code="already_protected")


def _pending_claim(facts: RegistrationFacts, rules: Rules, family: str) -> Iterator[Finding]:
    return _claims(facts, rules, earlier_waiting(facts, family), code="earlier_claim_waits")


def _claims(facts: RegistrationFacts, rules: Rules, claims: list[ClaimFacts], *, code: str) -> Iterator[Finding]:
    if claims and _chosen_by_customer(facts, rules):
        yield _to_verify({"registrations": _ids(claims)})
        return
    same = [claim for claim in claims if claim.match is Match.SAME]
    similar = [claim for claim in claims if claim.match is not Match.SAME]
    if same:
        yield Finding(code=code, params={"registrations": _ids(same)}, is_confidential=True)
    if similar:
        params = {"registrations": _ids(similar)}
        yield Finding(code="similar_account_taken", params=params, is_confidential=True, outcome=LineOutcome.HELD)


def _chosen_by_customer(facts: RegistrationFacts, rules: Rules) -> bool:
    return rules.letter_of_choice_overrides and EvidenceKind.LETTER_OF_CHOICE in facts.evidence


def _to_verify(params: Mapping[str, Any]) -> Finding:
    return Finding(code="letter_to_verify", params=params, is_confidential=True, outcome=LineOutcome.HELD)


def _direct_opportunity(facts: RegistrationFacts, rules: Rules, family: str) -> Iterator[Finding]:
    found = [row for row in competing_opportunities(facts, rules) if not row.families or family in row.families]
    if found:
        ids = _outside("opp", (row.opportunity_id for row in found))
        yield Finding(code="direct_sales_active", params={"opportunities": ids}, is_confidential=True)


def _existing_customer(facts: RegistrationFacts, _rules: Rules, family: str) -> Iterator[Finding]:
    sold_by = [row.partner_id for row in facts.account.installed if row.family == family]
    if any(partner_id != facts.partner.partner_id for partner_id in sold_by):
        yield Finding(code="customer_has_product", is_confidential=True)


def _incumbent_partner(facts: RegistrationFacts, rules: Rules, family: str) -> Iterator[Finding]:
    sellers = {row.partner_id for row in facts.account.installed if row.family == family and row.partner_id}
    if facts.type is not RegistrationType.RENEWAL or not sellers or facts.partner.partner_id in sellers:
        return
    params = {"partners": _outside("partner", sellers)}
    if _chosen_by_customer(facts, rules):
        yield _to_verify(params)
    else:
        yield Finding(code="incumbent_has_first_right", params=params, is_confidential=True)


def competing_opportunities(facts: RegistrationFacts, rules: Rules) -> list[DirectOpportunityFacts]:
    """Return the direct opportunities with two-way activity that predates the submission and is recent enough."""
    if not facts.account.direct_opportunities:  # as most
        return []
    since = facts.submitted_at - timedelta(days=rules.direct_activity_days)
    return [
        opportunity
        for opportunity in facts.account.direct_opportunities
        if opportunity.logged_at is not None
        and opportunity.logged_at < facts.submitted_at
        and opportunity.last_activity_at is not None
        and opportunity.last_activity_at >= since
        and regions_overlap(facts.region, opportunity.region, facts.related_regions)
    ]


def others(facts: RegistrationFacts, family: str) -> list[ClaimFacts]:
    """Return the claims of other partners on the scope of one line."""
    return [claim for claim in _overlapping(facts, family) if claim.partner_id != facts.partner.partner_id]


def earlier_waiting(facts: RegistrationFacts, family: str) -> list[ClaimFacts]:
    """Return the complete claims of other partners on the scope of one line that were there first and wait for a decision."""
    place = (facts.submitted_at, facts.registration_id)
    waiting = [claim for claim in others(facts, family) if not claim.is_protected and claim.is_complete]
    return [claim for claim in waiting if (claim.submitted_at, claim.registration_id) < place]


def _overlapping(facts: RegistrationFacts, family: str) -> list[ClaimFacts]:
    if not facts.claims:  # as most
        return []
    return [
        claim
        for claim in facts.claims
        if claim.registration_id != facts.registration_id
        and claim.family == family
        and regions_overlap(facts.region, claim.region, facts.related_regions)
        and divisions_overlap(claim.division, facts.division)
    ]


def _ids(claims: list[ClaimFacts]) -> tuple[str, ...]:
    return _outside("dealreg", (claim.registration_id for claim in claims))


def _outside(prefix: str, ids: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted({public_id(prefix, one) for one in ids}))


WHOLE: Mapping[RungKind, Callable[[RegistrationFacts, Rules], Iterable[Finding]]] = {
    RungKind.PARTNER_ACTIVE: _partner_active,
    RungKind.AGREEMENT_SIGNED: _agreement_signed,
    RungKind.REQUIREMENTS_MET: _requirements_met,
    RungKind.CAPACITY_LEFT: _capacity_left,
    RungKind.NO_PUBLIC_TENDER: _no_public_tender,
    RungKind.MINIMUM_VALUE: _minimum_value,
    RungKind.RESUBMISSIONS_LEFT: _resubmissions_left,
    RungKind.EVIDENCE_COMPLETE: _evidence_complete,
    RungKind.LARGE_VALUE: _large_value,
    RungKind.NAMED_ACCOUNT: _named_account,
    RungKind.CUSTOMER_CONTACT: _customer_contact,
}
"""Rungs that ask about the registration as a whole."""

BY_LINE: Mapping[RungKind, Callable[[RegistrationFacts, Rules, str], Iterable[Finding]]] = {
    RungKind.CERTIFIED: _certified,
    RungKind.OWN_REGISTRATION: _own_registration,
    RungKind.PROTECTED_CLAIM: _protected_claim,
    RungKind.PENDING_CLAIM: _pending_claim,
    RungKind.DIRECT_OPPORTUNITY: _direct_opportunity,
    RungKind.EXISTING_CUSTOMER: _existing_customer,
    RungKind.INCUMBENT_PARTNER: _incumbent_partner,
}
"""Rungs that ask about each line by itself."""
