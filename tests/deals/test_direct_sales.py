"""Direct sales before the rules: when they may open an opportunity, and who is too near to a deal to judge it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from steelyard.deals.policies import (
    AccountFacts,
    ClaimFacts,
    DirectFacts,
    DisputeFacts,
    decide_direct_opportunity,
    find_blocking,
    find_parts,
    is_neutral,
)
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import DirectOutcome, Match, Part
from steelyard.kernel.decisions import Change, Reason
from steelyard.kernel.ids import public_id
from tests.deals.test_ladder import CLEAR, claim, direct
from tests.deals.worlds import NAMED_OWNER, SUBMITTED_AT, US

RULES = DealRegistrationRules()
NO_OVERRIDE = DealRegistrationRules(direct_override=False)
ID = public_id("dealreg", UUID(int=100))


def wish(*claims: ClaimFacts, **said: Any) -> DirectFacts:
    return DirectFacts(asked_at=SUBMITTED_AT, claims=claims, **said)


def test_what_nobody_is_protected_for_is_free() -> None:
    decision = decide_direct_opportunity(wish(), RULES)
    assert decision.outcome is DirectOutcome.FREE
    assert decision.reasons == (Reason(code="no_protection", rule="DR-6"),)


def test_a_protection_blocks_direct_sales_without_a_reason() -> None:
    twice = wish(claim(), claim(family="cloud"))
    decision = decide_direct_opportunity(twice, RULES)
    assert decision.outcome is DirectOutcome.BLOCKED
    assert decision.reasons == (
        Reason(code="partner_is_protected", rule="DR-6", params={"registrations": (ID,)}, is_confidential=True),
    )
    assert decision.would_change == (Change(code="give_override_reason", outcome=DirectOutcome.OVERRIDDEN),)


def test_a_reason_overrides_and_is_kept_apart_from_what_others_read() -> None:
    decision = decide_direct_opportunity(wish(claim(), override_reason="The customer asked for us."), RULES)
    assert decision.outcome is DirectOutcome.OVERRIDDEN
    assert decision.reasons == (
        Reason(code="protection_overridden", rule="DR-6", params={"registrations": (ID,)}, is_confidential=True),
    )


def test_no_reason_overrides_where_the_rules_know_no_override() -> None:
    decision = decide_direct_opportunity(wish(claim(), override_reason="The customer asked for us."), NO_OVERRIDE)
    assert decision.outcome is DirectOutcome.BLOCKED
    assert decision.would_change == ()


@pytest.mark.parametrize(
    "facts",
    [
        wish(claim(is_protected=False)),
        wish(claim(match=Match.RELATED)),
        wish(claim(), families=("cloud",)),
        wish(claim(region="nordics"), region="dach", related_regions=("emea",)),
        wish(claim(division="Rail"), division="Energy"),
    ],
)
def test_a_claim_elsewhere_blocks_nothing(facts: DirectFacts) -> None:
    assert find_blocking(facts) == []


@pytest.mark.parametrize(
    "facts",
    [
        wish(claim()),
        wish(claim(), families=("cloud", "backup")),
        wish(claim(region="emea"), region="dach", related_regions=("emea",)),
        wish(claim(division="Rail"), division="rail"),
    ],
)
def test_a_claim_on_the_same_ground_blocks(facts: DirectFacts) -> None:
    assert find_blocking(facts) == list(facts.claims)


def test_who_is_paid_on_the_direct_deal_is_not_neutral() -> None:
    owner = UUID(int=300)
    facts = replace(
        CLEAR,
        account=AccountFacts(direct_opportunities=(direct(owner_id=owner),), named_owner_ids=(NAMED_OWNER,)),
    )
    assert not is_neutral(owner, facts, RULES)
    assert not is_neutral(NAMED_OWNER, facts, RULES)
    assert is_neutral(US, facts, RULES)
    assert is_neutral(None, facts, RULES)


def test_who_has_a_part_in_the_deal_does_not_rule_on_it() -> None:
    ada, ben = UUID(int=1), UUID(int=2)
    facts = DisputeFacts(people={Part.DECIDED: {ada, ben}, Part.FILED: {ada}})
    assert find_parts(ada, facts) == (Part.FILED, Part.DECIDED)
    assert find_parts(ben, facts) == (Part.DECIDED,)
    assert find_parts(UUID(int=3), facts) == ()
