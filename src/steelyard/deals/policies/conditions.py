"""What the facts of a registration are to a condition of the program's own rules."""

from typing import Any

from steelyard.deals.policies.facts import RegistrationFacts
from steelyard.deals.rules import VOCABULARY, ConditionRule, DealRegistrationRules


def applies(row: ConditionRule, facts: RegistrationFacts, rules: DealRegistrationRules, family: str) -> bool:
    """Tell whether one of the program's own rules applies to a line; where it asks what is not known, it does not."""
    known = {name: value for name, value in _facts(facts, rules, family).items() if value is not None}
    return VOCABULARY.compile(row.when).holds(known)


def is_by_line(row: ConditionRule) -> bool:
    """Tell whether the rule asks about the line itself, so that lines can differ in it."""
    return "family" in VOCABULARY.compile(row.when).used


def _facts(facts: RegistrationFacts, rules: DealRegistrationRules, family: str) -> dict[str, Any]:
    days = None if facts.close_on is None else (facts.close_on - facts.submitted_at.date()).days
    partner = facts.partner
    return {
        "role": facts.type.value,
        "family": family,
        "families": sorted(facts.families),
        "value": float(rules.value_of(facts.value, facts.currency)),
        "currency": facts.currency,
        "region": facts.region,
        "country": facts.country,
        "division": facts.division,
        "public_tender": facts.is_public_tender,
        "evidence": sorted(kind.value for kind in facts.evidence),
        "days_to_close": days,
        "submitted_at": facts.submitted_at,
        "tier": partner.tier,
        "partner_types": None if partner.types is None else sorted(partner.types),
        "partner_region": partner.region,
        "certified_families": sorted(partner.certified_families),
        "live_registrations": partner.live_registrations,
        "earlier_rejections": partner.earlier_rejections,
    }
