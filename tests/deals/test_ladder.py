"""The ladder rung by rung: what each one finds, of whom it is asked, and where exactly it begins to speak."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from steelyard.deals.policies import (
    AccountFacts,
    ClaimFacts,
    DirectOpportunityFacts,
    InstalledFacts,
    PartnerFacts,
    RegistrationDecision,
    RegistrationFacts,
    combine,
    compute_protection,
    decide_provisional_approval,
    decide_registration,
    find_closure,
    find_related_regions,
    is_complete,
    judge_provisionally,
)
from steelyard.deals.rules import ConditionRule, DealRegistrationRules, EvidenceRequirement, TierCapacity
from steelyard.deals.terms import ClosureCode, EvidenceKind, LineOutcome, Match, Outcome, RegistrationType, RungKind
from steelyard.kernel.decisions import Reason
from steelyard.kernel.ids import public_id
from tests.deals.worlds import NAMED_OWNER, OTHERS, SUBMITTED_AT, THEM, US

RULES = DealRegistrationRules()
TICK = timedelta(microseconds=1)
CLEAR = RegistrationFacts(
    registration_id=UUID(int=115),
    submitted_at=SUBMITTED_AT,
    type=RegistrationType.SOURCED,
    families=("backup", "cloud"),
    value=Decimal(50_000),
    currency="EUR",
    region="dach",
    related_regions=("emea",),
    division="Rail",
    partner=PartnerFacts(partner_id=US, is_active=True, has_agreement=True),
)
A_QUOTE = EvidenceRequirement(from_value=Decimal(100_000), any_of=(EvidenceKind.QUOTE,))


def rules(**changed: Any) -> DealRegistrationRules:
    return DealRegistrationRules(**changed)


def partner(**changed: Any) -> RegistrationFacts:
    return replace(CLEAR, partner=replace(CLEAR.partner, **changed))


def account(**known: Any) -> RegistrationFacts:
    return replace(CLEAR, account=AccountFacts(**known))


def claim(**said: Any) -> ClaimFacts:
    facts: dict[str, Any] = {
        "registration_id": UUID(int=100),
        "partner_id": THEM,
        "family": "backup",
        "is_protected": True,
        "submitted_at": SUBMITTED_AT - timedelta(days=5),
    }
    return ClaimFacts(**facts | said)


def claims(*rows: ClaimFacts, **changed: Any) -> RegistrationFacts:
    return replace(CLEAR, claims=rows, **changed)


def direct(**said: Any) -> DirectOpportunityFacts:
    facts: dict[str, Any] = {
        "opportunity_id": UUID(int=200),
        "logged_at": SUBMITTED_AT - timedelta(days=20),
        "last_activity_at": SUBMITTED_AT - timedelta(days=3),
    }
    return DirectOpportunityFacts(**facts | said)


def said(decision: RegistrationDecision) -> list[tuple[str, str, str | None]]:
    return [(reason.rule, reason.code, reason.line) for reason in decision.reasons]


def outcomes(decision: RegistrationDecision) -> dict[str, str]:
    return {line.family: line.outcome.value for line in decision.lines}


def results(decision: RegistrationDecision) -> dict[str, str]:
    return {rung.rule: rung.result for rung in decision.ladder}


def test_what_nothing_speaks_against_is_approved_as_a_whole() -> None:
    decision = decide_registration(CLEAR, RULES)
    assert decision.outcome is Outcome.APPROVED
    assert decision.reasons == (Reason(code="scope_is_free", rule="DR-4d"),)
    assert outcomes(decision) == {"backup": "approved", "cloud": "approved"}
    assert decision.granted == ("backup", "cloud")
    assert decision.would_change == ()
    assert not decision.needs_information
    assert not decision.is_provisional
    assert results(decision)["DR-1a"] == "passed"
    assert results(decision)["DR-3f"] == "off"  # it is asked of renewals
    assert [(rung.rule, rung.code) for rung in decision.ladder] == [(rung.rule, rung.kind) for rung in RULES.ladder]


def test_who_helps_is_approved_beside_others() -> None:
    decision = decide_registration(replace(CLEAR, type=RegistrationType.TEAMING), RULES)
    assert decision.outcome is Outcome.APPROVED_AS_TEAMING
    assert said(decision) == [("DR-4e", "approved_beside_others", None)]
    assert decision.granted == ("backup", "cloud")


def test_a_registration_without_a_line_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^a registration has at least one line$"):
        decide_registration(replace(CLEAR, families=()), RULES)


ONE = public_id("dealreg", UUID(int=100))
WITH_CONTACTS = rules(ladder=tuple(rung.model_copy(update={"enabled": True}) for rung in RULES.ladder))
BARE = rules(evidence=())
RENEWAL = replace(account(installed=(InstalledFacts(family="backup", partner_id=THEM),)), type=RegistrationType.RENEWAL)
NO_CUSTOMERS = rules(ladder=tuple(rung for rung in RULES.ladder if rung.kind is not RungKind.EXISTING_CUSTOMER))

FOUND: list[tuple[RegistrationFacts, DealRegistrationRules, Outcome, Reason]] = [
    (partner(is_active=False), RULES, Outcome.REJECTED, Reason(code="partner_not_active", rule="DR-1a")),
    (partner(has_agreement=False), RULES, Outcome.REJECTED, Reason(code="agreement_missing", rule="DR-1b")),
    (
        replace(CLEAR, families=("cloud",), families_needing_certification=("cloud",)),
        RULES,
        Outcome.REJECTED,
        Reason(code="certification_missing", rule="DR-1c", line="cloud"),
    ),
    (
        partner(live_registrations=25),
        RULES,
        Outcome.REJECTED,
        Reason(code="capacity_used_up", rule="DR-1d", params={"capacity": 25, "live": 25}),
    ),
    (
        partner(live_registrations=3, tier="silver"),
        rules(capacity_by_tier=(TierCapacity(tier="silver", capacity=2),)),
        Outcome.REJECTED,
        Reason(code="capacity_used_up", rule="DR-1d", params={"capacity": 2, "live": 3}),
    ),
    (replace(CLEAR, is_public_tender=True), RULES, Outcome.REJECTED, Reason(code="public_tender", rule="DR-1e")),
    (
        CLEAR,
        rules(minimum_value=Decimal("50000.01")),
        Outcome.REJECTED,
        Reason(code="value_too_small", rule="DR-1f", params={"minimum": Decimal("50000.01"), "currency": "EUR"}),
    ),
    (
        replace(CLEAR, currency="USD"),  # counts 45,000 EUR
        rules(minimum_value=Decimal("45000.01")),
        Outcome.REJECTED,
        Reason(code="value_too_small", rule="DR-1f", params={"minimum": Decimal("45000.01"), "currency": "EUR"}),
    ),
    (
        partner(earlier_rejections=3),
        RULES,
        Outcome.REJECTED,
        Reason(code="resubmissions_used_up", rule="DR-1g", params={"limit": 2}),
    ),
    (
        replace(CLEAR, value=Decimal(1_000_000), evidence=(EvidenceKind.QUOTE,)),
        RULES,
        Outcome.HELD,
        Reason(code="value_needs_review", rule="DR-1i", params={"value": Decimal(1_000_000), "currency": "EUR"}),
    ),
    (
        claims(claim(partner_id=US), families=("backup",)),
        RULES,
        Outcome.REJECTED,
        Reason(code="already_registered_by_you", rule="DR-2", params={"registrations": (ONE,)}, line="backup"),
    ),
    (
        claims(claim(), families=("backup",)),
        RULES,
        Outcome.REJECTED,
        Reason(
            code="already_protected",
            rule="DR-3a",
            params={"registrations": (ONE,)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        claims(claim(match=Match.RELATED), families=("backup",)),
        RULES,
        Outcome.HELD,
        Reason(
            code="similar_account_taken",
            rule="DR-3a",
            params={"registrations": (ONE,)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        claims(claim(), families=("backup",), evidence=(EvidenceKind.LETTER_OF_CHOICE,)),
        RULES,
        Outcome.HELD,
        Reason(
            code="letter_to_verify", rule="DR-3a", params={"registrations": (ONE,)}, line="backup", is_confidential=True
        ),
    ),
    (
        claims(claim(is_protected=False), families=("backup",)),
        RULES,
        Outcome.HELD,
        Reason(
            code="earlier_claim_waits",
            rule="DR-3b",
            params={"registrations": (ONE,)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        replace(account(direct_opportunities=(direct(),)), families=("backup",)),
        RULES,
        Outcome.HELD,
        Reason(
            code="direct_sales_active",
            rule="DR-3c",
            params={"opportunities": (public_id("opp", UUID(int=200)),)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        replace(account(installed=(InstalledFacts(family="backup", partner_id=None),)), families=("backup",)),
        RULES,
        Outcome.HELD,
        Reason(code="customer_has_product", rule="DR-3d", line="backup", is_confidential=True),
    ),
    (
        account(named_owner_ids=(NAMED_OWNER,)),
        RULES,
        Outcome.HELD,
        Reason(
            code="account_is_named",
            rule="DR-3e",
            params={"owners": (public_id("person", NAMED_OWNER),)},
            is_confidential=True,
        ),
    ),
    (
        replace(RENEWAL, families=("backup",)),
        NO_CUSTOMERS,
        Outcome.REJECTED,
        Reason(
            code="incumbent_has_first_right",
            rule="DR-3f",
            params={"partners": (public_id("partner", THEM),)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        replace(RENEWAL, families=("backup",), evidence=(EvidenceKind.LETTER_OF_CHOICE,)),
        NO_CUSTOMERS,
        Outcome.HELD,
        Reason(
            code="letter_to_verify",
            rule="DR-3f",
            params={"partners": (public_id("partner", THEM),)},
            line="backup",
            is_confidential=True,
        ),
    ),
    (
        account(last_contact_at=SUBMITTED_AT - timedelta(days=180)),
        WITH_CONTACTS,
        Outcome.HELD,
        Reason(
            code="customer_in_contact",
            rule="DR-3g",
            params={"contact_at": SUBMITTED_AT - timedelta(days=180)},
            is_confidential=True,
        ),
    ),
]


@pytest.mark.parametrize(("facts", "book", "outcome", "reason"), FOUND, ids=lambda value: getattr(value, "code", ""))
def test_a_rung_says_what_it_finds(
    facts: RegistrationFacts, book: DealRegistrationRules, outcome: Outcome, reason: Reason
) -> None:
    decision = decide_registration(facts, book)
    assert decision.outcome is outcome
    assert decision.reasons == (reason,)
    assert {rung.rule for rung in decision.ladder if rung.result == "hit"} == {reason.rule}
    hit = next(rung for rung in decision.ladder if rung.result == "hit")
    assert hit.params == {**reason.params, "lines": (reason.line,) if reason.line else ()}


PASSED: list[tuple[RegistrationFacts, DealRegistrationRules]] = [
    (partner(live_registrations=24), RULES),
    (partner(live_registrations=3, tier="gold"), rules(capacity_by_tier=(TierCapacity(tier="silver", capacity=2),))),
    (replace(partner(certified_families=("cloud",)), families_needing_certification=("cloud", "network")), RULES),
    (CLEAR, rules(minimum_value=Decimal("50000"))),
    (partner(earlier_rejections=2), RULES),
    (replace(CLEAR, value=Decimal("999999.99"), evidence=(EvidenceKind.OTHER,)), RULES),
    (replace(CLEAR, value=Decimal(9_000_000)), rules(review_from_value=None, evidence=())),
    (claims(claim(partner_id=US, match=Match.RELATED)), RULES),
    (claims(claim(registration_id=CLEAR.registration_id)), RULES),
    (claims(claim(family="network")), RULES),
    (claims(claim(region="nordics")), RULES),
    (claims(claim(division="Energy")), RULES),
    (claims(claim(is_protected=False, is_complete=False)), RULES),
    (claims(claim(is_protected=False, submitted_at=SUBMITTED_AT + TICK)), RULES),
    (claims(claim(is_protected=False, submitted_at=SUBMITTED_AT, registration_id=UUID(int=116))), RULES),
    (account(direct_opportunities=(direct(logged_at=None),)), RULES),
    (account(direct_opportunities=(direct(logged_at=SUBMITTED_AT),)), RULES),
    (account(direct_opportunities=(direct(last_activity_at=None),)), RULES),
    (account(direct_opportunities=(direct(last_activity_at=SUBMITTED_AT - timedelta(days=90) - TICK),)), RULES),
    (account(direct_opportunities=(direct(region="nordics"),)), RULES),
    (account(direct_opportunities=(direct(families=("network",)),)), RULES),
    (account(installed=(InstalledFacts(family="network", partner_id=THEM),)), RULES),
    (account(installed=(InstalledFacts(family="backup", partner_id=US),)), RULES),
    (account(last_contact_at=SUBMITTED_AT - timedelta(days=180) - TICK), WITH_CONTACTS),
    (account(last_contact_at=SUBMITTED_AT), WITH_CONTACTS),
    (account(last_contact_at=SUBMITTED_AT - TICK), RULES),  # the rung is not in use
    (replace(RENEWAL, type=RegistrationType.SOURCED), NO_CUSTOMERS),
    (
        replace(account(installed=(InstalledFacts(family="backup"),)), type=RegistrationType.RENEWAL),
        NO_CUSTOMERS,
    ),
    (
        replace(
            account(
                installed=(
                    InstalledFacts(family="backup", partner_id=US),
                    InstalledFacts(family="backup", partner_id=THEM),
                )
            ),
            type=RegistrationType.RENEWAL,
        ),
        NO_CUSTOMERS,
    ),
]


@pytest.mark.parametrize(("facts", "book"), PASSED)
def test_a_rung_lets_pass_what_it_does_not_ask_about(facts: RegistrationFacts, book: DealRegistrationRules) -> None:
    assert said(decide_registration(facts, book)) == [("DR-4d", "scope_is_free", None)]


@pytest.mark.parametrize(
    "row",
    [
        claim(region="", division=""),
        claim(region="dach", division="RAIL"),
        claim(region="emea"),
        claim(is_protected=False, submitted_at=SUBMITTED_AT - TICK, registration_id=UUID(int=116)),
        claim(is_protected=False, submitted_at=SUBMITTED_AT, registration_id=UUID(int=114)),
    ],
)
def test_a_claim_on_the_same_ground_counts(row: ClaimFacts) -> None:
    assert outcomes(decide_registration(claims(row), RULES))["backup"] != "approved"
    assert outcomes(decide_registration(claims(row, region="", division=""), RULES))["backup"] != "approved"


@pytest.mark.parametrize(
    "row",
    [
        direct(last_activity_at=SUBMITTED_AT - timedelta(days=90)),
        direct(logged_at=SUBMITTED_AT - TICK),
        direct(region="emea"),
        direct(families=("backup", "network")),
    ],
)
def test_activity_of_direct_sales_counts_from_its_first_to_its_last_day(row: DirectOpportunityFacts) -> None:
    assert outcomes(decide_registration(account(direct_opportunities=(row,)), RULES))["backup"] == "held"


def test_evidence_is_asked_for_from_its_value_on() -> None:
    book = rules(evidence=(A_QUOTE,))
    bare = replace(CLEAR, value=Decimal(100_000))
    decision = decide_registration(bare, book)
    assert decision.outcome is Outcome.HELD
    assert decision.needs_information
    assert [(reason.rule, reason.code) for reason in decision.reasons] == [("DR-1h", "evidence_missing")]
    assert decision.reasons[0].params["any_of"] == ("quote",)
    assert [str(kind) for kind in decision.reasons[0].params["kinds"]] == ["Quote"]
    assert not is_complete(bare, book)
    for enough in (replace(bare, value=Decimal("99999.99")), replace(bare, evidence=(EvidenceKind.QUOTE,))):
        assert is_complete(enough, book)
        assert decide_registration(enough, book).outcome is Outcome.APPROVED
    assert not is_complete(replace(bare, evidence=(EvidenceKind.MEETING,)), book)


def test_kinds_of_evidence_are_named_once_and_in_their_order() -> None:
    book = rules(
        evidence=(
            EvidenceRequirement(from_value=Decimal(1), any_of=(EvidenceKind.OTHER, EvidenceKind.MEETING)),
            EvidenceRequirement(from_value=Decimal(2), any_of=(EvidenceKind.MEETING, EvidenceKind.QUOTE)),
        )
    )
    assert decide_registration(CLEAR, book).reasons[0].params["any_of"] == ("meeting", "quote", "other")


def test_a_rejection_needs_no_information() -> None:
    late = replace(partner(is_active=False), value=Decimal(100_000))
    assert not decide_registration(late, rules(evidence=(A_QUOTE,))).needs_information


def test_a_review_for_another_reason_needs_no_information() -> None:
    assert not decide_registration(account(named_owner_ids=(NAMED_OWNER,)), RULES).needs_information


def test_lines_are_decided_by_themselves() -> None:
    decision = decide_registration(claims(claim(), claim(family="network", registration_id=UUID(int=101))), RULES)
    assert decision.outcome is Outcome.APPROVED_IN_PART
    assert outcomes(decision) == {"backup": "rejected", "cloud": "approved"}
    assert decision.granted == ("cloud",)
    assert said(decision) == [("DR-3a", "already_protected", "backup"), ("DR-4d", "scope_is_free", "cloud")]


def test_below_a_rejection_nothing_is_asked_any_more() -> None:
    decision = decide_registration(partner(is_active=False, has_agreement=False), RULES)
    assert said(decision) == [("DR-1a", "partner_not_active", None)]
    assert results(decision)["DR-1b"] == "not_reached"
    assert results(decision)["DR-3f"] == "off"


def test_what_is_asked_of_a_line_is_not_asked_of_a_rejected_one() -> None:
    uncertified = replace(
        claims(claim(), claim(family="cloud", is_protected=False, registration_id=UUID(int=101))),
        families_needing_certification=("backup",),
    )
    decision = decide_registration(uncertified, RULES)
    assert said(decision) == [
        ("DR-1c", "certification_missing", "backup"),
        ("DR-3b", "earlier_claim_waits", "cloud"),
    ]
    assert decision.outcome is Outcome.HELD


def test_the_gravest_comes_first_then_the_ladder_goes_on_then_the_lines() -> None:
    facts = replace(
        claims(claim(), claim(family="cloud", match=Match.MAYBE), claim(family="cloud", is_protected=False)),
        value=Decimal(2_000_000),
        account=AccountFacts(named_owner_ids=(NAMED_OWNER,), direct_opportunities=(direct(),)),
    )
    assert said(decide_registration(facts, BARE)) == [
        ("DR-3a", "already_protected", "backup"),
        ("DR-1i", "value_needs_review", None),
        ("DR-3a", "similar_account_taken", "cloud"),
        ("DR-3b", "earlier_claim_waits", "cloud"),
        ("DR-3c", "direct_sales_active", "cloud"),
        ("DR-3e", "account_is_named", None),
    ]


def test_a_claim_that_is_the_same_and_one_that_is_like_it_are_told_apart() -> None:
    both = claims(claim(), claim(registration_id=UUID(int=101), match=Match.MAYBE), families=("backup",))
    decision = decide_registration(both, RULES)
    assert [(reason.code, reason.params["registrations"]) for reason in decision.reasons] == [
        ("already_protected", (ONE,)),
        ("similar_account_taken", (public_id("dealreg", UUID(int=101)),)),
    ]
    rung = next(rung for rung in decision.ladder if rung.rule == "DR-3a")
    assert rung.params["lines"] == ("backup",)


def test_each_claim_is_named_once() -> None:
    rows = (claim(division="Rail"), claim(), claim(registration_id=UUID(int=99), partner_id=OTHERS))
    decision = decide_registration(claims(*rows, families=("backup",)), RULES)
    assert decision.reasons[0].params["registrations"] == tuple(
        public_id("dealreg", UUID(int=number)) for number in (99, 100)
    )


def test_a_letter_changes_nothing_where_the_rules_do_not_want_it_to() -> None:
    book = rules(letter_of_choice_overrides=False)
    facts = claims(claim(), families=("backup",), evidence=(EvidenceKind.LETTER_OF_CHOICE,))
    assert said(decide_registration(facts, book)) == [("DR-3a", "already_protected", "backup")]


# --- Rules of the program's own ---------------------------------------------------------------------------------------


def own(when: str, **changed: Any) -> ConditionRule:
    facts: dict[str, Any] = {"rule": "DR-7a", "when": when, "reason": "The program has a rule of its own.", **changed}
    return ConditionRule(**facts)


def test_a_rule_about_the_line_speaks_of_the_line() -> None:
    book = rules(own_rules=(own("family == 'cloud'", is_confidential=True),))
    decision = decide_registration(CLEAR, book)
    assert said(decision) == [("DR-7a", "own_rule_applies", "cloud"), ("DR-4d", "scope_is_free", "backup")]
    assert decision.reasons[0].is_confidential
    assert decision.reasons[0].params == {"reason": "The program has a rule of its own."}
    assert decision.ladder[-1].code == "condition"


def test_a_rule_about_the_whole_speaks_of_the_whole() -> None:
    decision = decide_registration(CLEAR, rules(own_rules=(own("value > 1000.0", outcome=LineOutcome.REJECTED),)))
    assert said(decision) == [("DR-7a", "own_rule_applies", None)]
    assert decision.outcome is Outcome.REJECTED
    assert not decision.reasons[0].is_confidential


def test_a_rule_about_the_whole_speaks_of_one_line_too() -> None:
    book = rules(own_rules=(own("value > 1000.0"),))
    assert decide_registration(replace(CLEAR, families=("backup",)), book).outcome is Outcome.HELD


def test_a_rule_that_is_not_in_use_is_not_asked() -> None:
    decision = decide_registration(CLEAR, rules(own_rules=(own("value > 1000.0", enabled=False),)))
    assert decision.outcome is Outcome.APPROVED
    assert decision.ladder[-1].result == "off"


KNOWN = replace(
    CLEAR,
    country="DE",
    close_on=SUBMITTED_AT.date() + timedelta(days=30),
    evidence=(EvidenceKind.QUOTE, EvidenceKind.MEETING),
    currency="USD",
    partner=replace(
        CLEAR.partner,
        tier="gold",
        types=("reseller", "msp"),
        region="emea",
        certified_families=("network", "cloud"),
        live_registrations=4,
        earlier_rejections=1,
    ),
)


@pytest.mark.parametrize(
    "when",
    [
        "role == 'sourced'", "family == 'backup'", "families == ['backup', 'cloud']", "value == 45000.0",
        "currency == 'USD'", "region == 'dach'", "country == 'DE'", "division == 'Rail'", "!public_tender",
        "evidence == ['meeting', 'quote']", "days_to_close == 30", "tier == 'gold'",
        "submitted_at == timestamp('2026-11-16T09:00:00Z')", "partner_types == ['msp', 'reseller']",
        "partner_region == 'emea'", "certified_families == ['cloud', 'network']", "live_registrations == 4",
        "earlier_rejections == 1",
    ],
)  # fmt: skip
def test_a_rule_can_ask_about_every_fact(when: str) -> None:
    decision = decide_registration(KNOWN, rules(own_rules=(own(when),)))
    assert any(reason.code == "own_rule_applies" for reason in decision.reasons)


@pytest.mark.parametrize(
    "when", ["country != 'FR'", "days_to_close < 900", "!('x' in partner_types)", "partner_region != ''"]
)
def test_a_rule_that_asks_what_is_not_known_does_not_apply(when: str) -> None:
    assert decide_registration(CLEAR, rules(own_rules=(own(when),))).outcome is Outcome.APPROVED


# --- Around the ladder ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("approved", "approved"),
        ("approved approved", "approved"),
        ("teaming", "approved_as_teaming"),
        ("approved teaming", "approved_as_teaming"),
        ("approved held", "approved_in_part"),
        ("teaming rejected", "approved_in_part"),
        ("held", "held"),
        ("held rejected", "held"),
        ("rejected rejected", "rejected"),
    ],
)
def test_lines_make_a_whole(lines: str, whole: str) -> None:
    assert combine(LineOutcome(word) for word in lines.split()) == whole


def test_a_protection_lasts_as_long_as_the_rules_say() -> None:
    period = compute_protection(SUBMITTED_AT, rules(window_days=60))
    assert (period.starts_at, period.until) == (SUBMITTED_AT, SUBMITTED_AT + timedelta(days=60))


@pytest.mark.parametrize(
    ("facts", "closure"),
    [
        (partner(is_active=False), ClosureCode.NOT_ELIGIBLE),
        (claims(claim(), families=("backup",)), ClosureCode.REJECTED),
        (claims(claim(partner_id=US), families=("backup",)), ClosureCode.DUPLICATE),
        (replace(claims(claim()), families_needing_certification=("cloud",)), ClosureCode.REJECTED),
    ],
)
def test_a_rejection_says_why_the_registration_ended(facts: RegistrationFacts, closure: ClosureCode) -> None:
    assert find_closure(decide_registration(facts, RULES), RULES) is closure


def test_a_rejection_by_a_rule_of_the_programs_own_is_one_of_eligibility() -> None:
    book = rules(own_rules=(own("value > 1000.0", outcome=LineOutcome.REJECTED),))
    assert find_closure(decide_registration(CLEAR, book), book) is ClosureCode.NOT_ELIGIBLE


def test_what_was_superseded_says_so() -> None:
    decision = replace(
        decide_registration(CLEAR, RULES),
        reasons=(Reason(code="superseded", rule="DR-3a"), Reason(code="x", rule="DR-9")),
    )
    assert find_closure(decision, RULES) is ClosureCode.SUPERSEDED


def test_at_the_hard_limit_a_large_deal_is_approved_until_somebody_looks() -> None:
    large = replace(CLEAR, value=Decimal(2_000_000))
    late = decide_provisional_approval(large, BARE)
    assert late.outcome is Outcome.APPROVED
    assert late.is_provisional
    assert late.reasons[0] == Reason(code="hard_limit_passed", rule="DR-5b", params={"hours": 48})
    assert [reason.code for reason in late.reasons] == ["hard_limit_passed", "scope_is_free"]
    assert "DR-1i" not in results(late)


def test_at_the_hard_limit_a_conflict_still_waits() -> None:
    named = account(named_owner_ids=(NAMED_OWNER,))
    assert judge_provisionally(named, RULES) is None
    assert decide_provisional_approval(named, RULES) == decide_registration(named, RULES)


def test_no_program_approves_provisionally_that_does_not_want_to() -> None:
    large, book = replace(CLEAR, value=Decimal(2_000_000)), rules(evidence=(), provisional_approval=False)
    assert judge_provisionally(large, book) is None
    assert decide_provisional_approval(large, book).outcome is Outcome.HELD


PARENTS = {"world": None, "emea": "world", "dach": "emea", "de": "dach", "nordics": "emea", "apac": "world"}


@pytest.mark.parametrize(
    ("region", "related"),
    [
        ("dach", ("de", "emea", "world")),
        ("world", ("apac", "dach", "de", "emea", "nordics")),
        ("de", ("dach", "emea", "world")),
        ("elsewhere", ()),
    ],
)
def test_a_region_is_related_to_what_contains_it_and_what_lies_in_it(region: str, related: tuple[str, ...]) -> None:
    assert find_related_regions(region, PARENTS) == related


def test_regions_that_contain_each_other_end() -> None:
    assert find_related_regions("a", {"a": "b", "b": "a"}) == ("b",)
    assert find_related_regions("a", {"a": "b", "b": "c", "c": "b"}) == ("b", "c")


def test_a_requirement_missed_beyond_its_time_holds_a_registration() -> None:
    facts = replace(CLEAR, partner=replace(CLEAR.partner, missed_requirements=("Insurance",)))
    decision = decide_registration(facts, RULES)
    assert decision.outcome is Outcome.HELD
    (found,) = [reason for reason in decision.reasons if reason.code == "requirements_missed"]
    assert (found.rule, found.params) == ("DR-1j", {"names": ("Insurance",)})
    assert "meet_requirements" in {change.code for change in decision.would_change}
