"""Fit and screening are made of facts and rules alone: explained, monotone, and nothing more lenient than the rules."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.partners.recruiting.gathering import dump_facts, load_facts
from steelyard.partners.recruiting.policies import compute_fit, screen_company
from steelyard.partners.recruiting.rules import CriterionRule, PartnerProfileRules
from steelyard.partners.recruiting.terms import (
    CompanyFacts,
    Fit,
    Likeness,
    NameFound,
    ProfileFact,
    ScreeningFacts,
    ScreeningOutcome,
    SizeBand,
    Weighing,
)

RULES = PartnerProfileRules(
    criteria=(
        CriterionRule(key="region", name="In Europe", fact=ProfileFact.REGION, words=("DACH", "UKI"), weight=20),
        CriterionRule(
            key="cloud",
            name="Cloud",
            fact=ProfileFact.CAPABILITIES,
            words=("Cloud", "Data", "Security"),
            enough=2,
            weight=50,
        ),
        CriterionRule(key="public", name="Public sector", fact=ProfileFact.VERTICALS, words=("Public",), weight=30),
        CriterionRule(
            key="isv-staff",
            name="Developers",
            type="isv",
            fact=ProfileFact.SIZE,
            words=(SizeBand.SMALL,),
            weight=100,
            is_required=True,
        ),
    )
)
GOOD = CompanyFacts(type="reseller", region="DACH", verticals=("Public",), capabilities=("Cloud", "data"))
SAFE = ScreeningFacts(
    company=GOOD, web_domain="acme.example", mail_host="mail.acme.example", mail_domain="acme.example"
)

words = st.lists(st.sampled_from(["Cloud", "Data", "Security", "Public", "Retail"]), max_size=5).map(tuple)
companies = st.builds(
    CompanyFacts,
    type=st.sampled_from(["reseller", "isv", "msp"]),
    region=st.sampled_from(["", "DACH", "NA"]),
    employees=st.none() | st.integers(1, 5000),
    verticals=words,
    capabilities=words,
)
names = st.none() | st.builds(NameFound, name=st.just("Other"), source=st.just("x"), likeness=st.sampled_from(Likeness))
screened = st.builds(
    ScreeningFacts,
    company=companies,
    web_domain=st.sampled_from(["", "acme.example"]),
    mail_host=st.sampled_from(["", "acme.example", "gmail.com", "x.mailinator.com", "other.example"]),
    mail_domain=st.sampled_from(["", "acme.example", "gmail.com", "other.example"]),
    partner=names,
    prospect=names,
    known_company=names,
    listed=st.lists(names.filter(bool), max_size=2).map(tuple),
    refused_as=st.sampled_from(["", "Acme"]),
)


def test_whoever_meets_every_criterion_has_a_hundred_points() -> None:
    score = compute_fit(GOOD, RULES)
    assert (score.score, score.fit, score.raises) == (Decimal(100), Fit.GOOD, ())


def test_what_would_raise_a_score_is_named_the_most_first() -> None:
    score = compute_fit(replace(GOOD, verticals=(), capabilities=("Cloud",)), RULES)
    assert score.score == 45
    assert [(line.key, line.gain) for line in score.raises] == [("public", 30), ("cloud", 25)]


def test_a_type_with_a_profile_of_its_own_is_held_against_that_alone() -> None:
    score = compute_fit(CompanyFacts(type="isv", employees=30), RULES)
    assert [line.key for line in score.lines] == ["isv-staff"]
    assert score.score == 100
    assert compute_fit(CompanyFacts(type="isv", employees=3000), RULES).missed


@given(companies, st.sampled_from(["Cloud", "Data", "Public", "Retail"]))
def test_knowing_more_never_lowers_a_score(facts: CompanyFacts, word: str) -> None:
    more = replace(facts, capabilities=(*facts.capabilities, word), verticals=(*facts.verticals, word))
    before, after = compute_fit(facts, RULES), compute_fit(more, RULES)
    assert 0 <= before.score <= after.score <= 100
    assert before.score + sum(line.gain for line in before.raises) == 100


@pytest.mark.parametrize(
    ("changed", "outcome", "code"),
    [
        ({}, "clear", "nothing_found"),
        ({"mail_host": "gmail.com", "mail_domain": "gmail.com"}, "review", "free_mail"),
        ({"mail_host": "x.mailinator.com", "mail_domain": "mailinator.com"}, "refuse", "masked_mail"),
        ({"mail_host": "other.example", "mail_domain": "other.example"}, "review", "domain_differs"),
        ({"partner": NameFound(name="A", source="p", likeness=Likeness.SAME)}, "refuse", "partner_already"),
        ({"partner": NameFound(name="A", source="p", likeness=Likeness.MAYBE)}, "review", "partner_already"),
        ({"prospect": NameFound(name="A", source="p", likeness=Likeness.SAME)}, "review", "prospect_already"),
        ({"known_company": NameFound(name="A", source="c", likeness=Likeness.SAME)}, "clear", "nothing_found"),
        ({"listed": (NameFound(name="A", source="l", likeness=Likeness.SAME),)}, "refuse", "on_sanction_list"),
        ({"listed": (NameFound(name="A", source="l", likeness=Likeness.MAYBE),)}, "review", "maybe_on_sanction_list"),
        ({"refused_as": "Acme"}, "review", "refused_before"),
        ({"company": CompanyFacts(type="isv")}, "review", "minimum_missed"),
    ],
)
def test_each_check_leads_to_what_the_rules_say(changed: dict[str, object], outcome: str, code: str) -> None:
    decision = screen_company(replace(SAFE, **changed), RULES)  # type: ignore[arg-type]
    assert (decision.outcome, [reason.code for reason in decision.reasons]) == (outcome, [code])


@given(screened)
def test_screening_survives_being_kept_and_names_what_would_change_it(facts: ScreeningFacts) -> None:
    decision = screen_company(facts, RULES)
    assert screen_company(load_facts(dump_facts(facts)), RULES) == decision
    assert decision.reasons
    assert all(change.outcome != decision.outcome for change in decision.would_change)


@given(screened)
def test_no_setting_makes_a_sanctioned_name_harmless(facts: ScreeningFacts) -> None:
    lenient = PartnerProfileRules(
        **dict.fromkeys(
            (
                *("domain_differs", "free_mail", "masked_mail", "partner_already"),
                *("prospect_already", "known_company", "refused_before", "minimum_missed"),
            ),
            Weighing.IGNORE,
        )
    )
    listed = {one.likeness for one in facts.listed}
    outcome = screen_company(facts, lenient).outcome
    if Likeness.SAME in listed:
        assert outcome == ScreeningOutcome.REFUSE
    elif listed:
        assert outcome == ScreeningOutcome.REVIEW
    else:
        assert outcome == ScreeningOutcome.CLEAR


@pytest.mark.parametrize(
    "said",
    [
        {"criteria": (replace_weight := CriterionRule(key="a", name="A", fact=ProfileFact.TRAITS, weight=99),)},
        {"criteria": (replace_weight, CriterionRule(key="a", name="B", fact=ProfileFact.TRAITS, weight=1))},
        {"criteria": (CriterionRule(key="a", name="A", fact=ProfileFact.SIZE, words=("huge",), weight=100),)},
        {"criteria": (CriterionRule(key="a", name="A", fact=ProfileFact.TRAITS, words=("x",), enough=2, weight=100),)},
        {"good_from": 40, "fair_from": 40},
    ],
)
def test_rules_that_do_not_fit_together_are_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PartnerProfileRules(**said)  # type: ignore[arg-type]


def test_commitments_to_esg_weigh_as_traits() -> None:
    labels = ("EcoVadis Silver", "EcoVadis Gold", "B Corp")
    esg = CriterionRule(key="esg", name="ESG", fact=ProfileFact.TRAITS, words=labels, weight=30)
    region = CriterionRule(key="region", name="In Europe", fact=ProfileFact.REGION, words=("DACH",), weight=70)
    rules = PartnerProfileRules(criteria=(esg, region))
    assert compute_fit(GOOD, rules).score == 70
    assert compute_fit(replace(GOOD, traits=("b corp",)), rules).score == 100
