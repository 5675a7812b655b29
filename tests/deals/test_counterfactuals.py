"""What would change a decision: each thing that the partner can do by itself, or all that is missing together."""

from dataclasses import replace
from decimal import Decimal

import pytest

from steelyard.deals.policies import RegistrationFacts, decide_registration
from steelyard.deals.policies.counterfactuals import Alteration, list_alterations
from steelyard.deals.policies.registration import judge
from steelyard.deals.rules import DealRegistrationRules, EvidenceRequirement, TierCapacity
from steelyard.deals.terms import EvidenceKind, LineOutcome, Outcome, RegistrationType
from tests.deals.test_ladder import A_QUOTE, CLEAR, RULES, account, claim, claims, own, partner, rules
from tests.deals.worlds import NAMED_OWNER


def changes(facts: RegistrationFacts, book: DealRegistrationRules = RULES) -> list[tuple[str, str]]:
    return [(change.code, change.outcome) for change in decide_registration(facts, book).would_change]


def possible(facts: RegistrationFacts, book: DealRegistrationRules = RULES) -> dict[str, Alteration]:
    return {alteration.code: alteration for alteration in list_alterations(facts, book, judge(facts, book))}


LARGE = replace(CLEAR, value=Decimal(150_000))
TWO_PIECES = rules(
    evidence=(
        EvidenceRequirement(from_value=Decimal(1), any_of=(EvidenceKind.QUOTE,)),
        EvidenceRequirement(from_value=Decimal(2), any_of=(EvidenceKind.MEETING, EvidenceKind.OTHER)),
    )
)


@pytest.mark.parametrize(
    ("facts", "book", "expected"),
    [
        (CLEAR, RULES, []),
        (partner(has_agreement=False), RULES, [("sign_agreement", "approved")]),
        (partner(live_registrations=25), RULES, [("free_capacity", "approved")]),
        (partner(is_active=False), RULES, []),
        (CLEAR, rules(minimum_value=Decimal(60_000)), [("raise_value", "approved")]),
        (LARGE, rules(evidence=(A_QUOTE,)), [("add_evidence", "approved")]),
        (LARGE, TWO_PIECES, [("add_evidence", "approved")]),
        (account(named_owner_ids=(NAMED_OWNER,)), RULES, [("register_beside", "approved_as_teaming")]),
        (
            claims(claim(), families=("backup",)),
            RULES,
            [("register_beside", "approved_as_teaming"), ("add_letter_of_choice", "held")],
        ),
        (claims(claim()), RULES, [("drop_lines", "approved")]),
        (claims(claim(), type=RegistrationType.TEAMING), RULES, []),
        (
            replace(CLEAR, families_needing_certification=("cloud", "network"), families=("cloud",)),
            RULES,
            [("get_certified", "approved")],
        ),
    ],
)
def test_each_thing_that_helps_by_itself_is_named(
    facts: RegistrationFacts, book: DealRegistrationRules, expected: list[tuple[str, str]]
) -> None:
    assert changes(facts, book) == expected


def test_what_only_helps_together_is_named_together() -> None:
    facts = replace(partner(has_agreement=False, live_registrations=30), value=Decimal(150_000))
    book = rules(evidence=(A_QUOTE,))
    changed = decide_registration(facts, book).would_change
    assert [(c.code, c.outcome, c.params["together"]) for c in changed] == [
        ("sign_agreement", "approved", True),
        ("free_capacity", "approved", True),
        ("add_evidence", "approved", True),
    ]
    assert changed[1].params["count"] == 6


def test_two_things_that_only_help_together_are_enough() -> None:
    changed = decide_registration(partner(has_agreement=False, live_registrations=30), RULES).would_change
    assert [change.code for change in changed] == ["sign_agreement", "free_capacity"]


def test_what_does_not_help_even_together_is_not_named() -> None:
    assert changes(partner(is_active=False, has_agreement=False, live_registrations=30)) == []


def test_one_lack_that_does_not_help_is_not_named() -> None:
    assert changes(partner(is_active=False, has_agreement=False)) == []


def test_params_say_what_is_asked_of_the_partner() -> None:
    needy = replace(
        partner(live_registrations=27, certified_families=("network",)),
        families_needing_certification=("cloud", "backup", "network"),
        value=Decimal(150_000),
        currency="SEK",
    )
    book = rules(evidence=(A_QUOTE,), minimum_value=Decimal(200_000))
    asked = {code: alteration.params for code, alteration in possible(needy, book).items()}
    assert asked["get_certified"] == {"families": ("backup", "cloud")}
    assert asked["free_capacity"] == {"count": 3}
    assert asked["add_evidence"]["any_of"] == ("quote",)
    assert asked["raise_value"] == {"minimum": Decimal(200_000), "currency": "EUR"}
    assert asked["register_beside"]["role"] == "teaming"
    assert str(asked["register_beside"]["type"]) == "Helps to win the deal"
    assert asked["add_letter_of_choice"] == {}


def test_each_alteration_alters_what_it_says_and_nothing_else() -> None:
    needy = replace(
        partner(has_agreement=False, live_registrations=27, certified_families=("network",)),
        families_needing_certification=("cloud",),
        evidence=(EvidenceKind.OTHER,),
        value=Decimal(150_000),
        currency="SEK",
    )
    book = rules(evidence=(A_QUOTE,), minimum_value=Decimal(200_000))
    altered = {code: alteration.alter(needy) for code, alteration in possible(needy, book).items()}
    them = needy.partner
    both = ("network", "cloud")
    assert altered["sign_agreement"] == replace(needy, partner=replace(them, has_agreement=True))
    assert altered["get_certified"] == replace(needy, partner=replace(them, certified_families=both))
    assert altered["free_capacity"] == replace(needy, partner=replace(them, live_registrations=24))
    assert altered["add_evidence"] == replace(needy, evidence=(EvidenceKind.OTHER, EvidenceKind.QUOTE))
    assert altered["raise_value"] == replace(needy, value=Decimal(200_000), currency="EUR")
    assert altered["register_beside"] == replace(needy, type=RegistrationType.TEAMING)
    assert altered["add_letter_of_choice"] == replace(
        needy, evidence=(EvidenceKind.OTHER, EvidenceKind.LETTER_OF_CHOICE)
    )


def test_capacity_of_nothing_cannot_be_freed() -> None:
    assert "free_capacity" not in possible(CLEAR, rules(capacity=0))
    one = rules(capacity_by_tier=(TierCapacity(tier="new", capacity=1),))
    assert possible(partner(tier="new", live_registrations=1), one)["free_capacity"].params == {"count": 1}
    assert "free_capacity" not in possible(partner(live_registrations=24))


def test_lines_are_dropped_where_others_are_granted() -> None:
    dropping = possible(claims(claim()))["drop_lines"]
    assert dropping.params == {"families": ("backup",)}
    assert dropping.alter(claims(claim())).families == ("cloud",)
    assert "drop_lines" not in possible(claims(claim(), families=("backup",)))
    assert "drop_lines" not in possible(CLEAR)


def test_who_is_approved_in_part_is_not_told_to_step_back() -> None:
    assert "register_beside" not in possible(claims(claim()))
    assert "register_beside" not in possible(claims(claim(), families=("backup",), type=RegistrationType.SERVICES))


def test_no_role_beside_others_is_offered_where_there_is_none() -> None:
    exclusive = rules(exclusive_types=tuple(RegistrationType))
    assert "register_beside" not in possible(claims(claim(), families=("backup",)), exclusive)


def test_a_letter_that_is_there_is_not_asked_for() -> None:
    lettered = claims(claim(), families=("backup",), evidence=(EvidenceKind.LETTER_OF_CHOICE,))
    assert "add_letter_of_choice" not in possible(lettered)


def test_evidence_that_rules_of_the_program_name_is_offered() -> None:
    book = rules(own_rules=(own("!('meeting' in evidence) && !('letter_of_choice' in evidence)"),))
    decision = decide_registration(CLEAR, book)
    assert decision.outcome is Outcome.HELD
    assert [(c.code, c.params.get("any_of")) for c in decision.would_change] == [
        ("add_letter_of_choice", None),
        ("attach_evidence", ("meeting",)),
    ]
    assert possible(CLEAR, book)["attach_evidence"].alter(CLEAR).evidence == (EvidenceKind.MEETING,)
    assert "attach_evidence" not in possible(replace(CLEAR, evidence=(EvidenceKind.MEETING,)), book)


@pytest.mark.parametrize(
    "unasked",
    [
        own("!('meeting' in evidence)", enabled=False, outcome=LineOutcome.HELD),
        own("family == 'meeting'"),
    ],
)
def test_evidence_that_no_rule_asks_about_is_not_offered(unasked: object) -> None:
    assert "attach_evidence" not in possible(CLEAR, rules(own_rules=(unasked,)))
