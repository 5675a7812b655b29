"""Verdicts follow the evidence: in any order, in any spelling, and never backwards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.companies.policies import compare, explain, prepare
from steelyard.companies.policies.weights import SENTENCES, WEIGHTS
from steelyard.companies.terms import CompanyProfile, IdentifierScheme, MatchResult, MatchThresholds, Verdict

NAMES = st.sampled_from(
    [
        "Thornfield Analytics Ltd",
        "Thornfeild Analytics",
        "Thornfield France SAS",
        "Thornfield Fund II",
        "Thornfield Fund III",
        "Siemens AG",
        "Siemens",
        "First National Bank of Texas",
        "First National Bank",
        "International Business Machines",
        "IBM",
        "ООО Вектор",  # noqa: RUF001
        "Management Company",
        "华为技术有限公司",
        "The Limited",
        "Looker, a Google company",
        "Google LLC",
    ]
)
DOMAINS = st.lists(
    st.sampled_from(["thornfield.com", "thornfield.de", "siemens.com", "google.com", "gmail.com"]), max_size=2
)
IDENTIFIERS = st.dictionaries(st.sampled_from(IdentifierScheme), st.sampled_from(["A1", "B2", "C3"]), max_size=2)
PROFILES = st.builds(
    CompanyProfile,
    name=NAMES | st.text(min_size=1, max_size=20),
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    domains=DOMAINS.map(tuple),
    country=st.none() | st.sampled_from(["DE", "FR", "US"]),
    city=st.none() | st.sampled_from(["Berlin", "Paris"]),
    identifiers=IDENTIFIERS,
)


def match(a: CompanyProfile, b: CompanyProfile) -> MatchResult:
    return compare(prepare(a), prepare(b))


@given(PROFILES, PROFILES)
def test_it_does_not_matter_which_company_comes_first(a: CompanyProfile, b: CompanyProfile) -> None:
    assert match(a, b) == match(b, a)


@given(PROFILES)
def test_a_company_is_itself(profile: CompanyProfile) -> None:
    if prepare(profile).names:
        assert match(profile, profile).verdict is Verdict.SAME


@given(PROFILES, PROFILES)
def test_probabilities_are_probabilities(a: CompanyProfile, b: CompanyProfile) -> None:
    result = match(a, b)
    assert 0 <= result.probability <= 1
    assert 0 <= result.related_probability <= 1
    assert result.probability + result.related_probability <= 1.0000001


@given(PROFILES, PROFILES)
def test_every_piece_of_evidence_can_be_said_in_a_sentence(a: CompanyProfile, b: CompanyProfile) -> None:
    for evidence in match(a, b).evidence:
        said = explain(evidence)
        assert said.endswith(".")
        assert evidence.code in SENTENCES


@given(PROFILES, PROFILES)
def test_a_shared_domain_never_parts_two_companies(a: CompanyProfile, b: CompanyProfile) -> None:
    before = match(a, b)
    after = match(*(replace(profile, domains=(*profile.domains, "shared-domain.com")) for profile in (a, b)))
    assert after.probability + after.related_probability >= before.probability + before.related_probability - 1e-9


@given(PROFILES, PROFILES, st.sampled_from(IdentifierScheme))
def test_an_equal_identifier_never_lowers_the_probability(
    a: CompanyProfile, b: CompanyProfile, scheme: IdentifierScheme
) -> None:
    before = match(a, b).probability
    agreeing = (replace(profile, identifiers={**profile.identifiers, scheme: "EQUAL"}) for profile in (a, b))
    assert match(*agreeing).probability >= before


@given(PROFILES, PROFILES, st.sampled_from(IdentifierScheme))
def test_conflicting_identifiers_never_raise_the_probability(
    a: CompanyProfile, b: CompanyProfile, scheme: IdentifierScheme
) -> None:
    before = match(a, b).probability
    one = replace(a, identifiers={**a.identifiers, scheme: "X9"})
    other = replace(b, identifiers={**b.identifiers, scheme: "Y8"})
    assert match(one, other).probability <= before


@given(
    st.sampled_from(["Thornfield Analytics", "Siemens", "Kowalczyk", "First National Bank", "Acme Widgets"]),
    NAMES,
    st.sampled_from(
        [str.upper, str.lower, lambda text: f"  {text.replace(' ', '   ')}.", lambda text: f'"{text}"', str.title]
    ),
)
def test_case_and_punctuation_do_not_change_the_verdict(name: str, other: str, noise) -> None:  # type: ignore[no-untyped-def]
    assert (
        match(CompanyProfile(name), CompanyProfile(other)).verdict
        is match(CompanyProfile(noise(name)), CompanyProfile(other)).verdict
    )


@pytest.mark.parametrize(
    "forms",
    [
        ("GmbH", "G.m.b.H.", "Gesellschaft mit beschränkter Haftung", "gesellschaft mit beschrankter haftung"),
        ("Ltd", "Limited", "LTD.", ""),
        ("S.p.A.", "SpA", "Società per Azioni"),
        ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością", "SP ZOO"),
        ("JSC", "Joint Stock Company", "joint-stock company"),
        ("Inc", "Incorporated", "Inc.", ""),
    ],
)
@given(other=NAMES)
def test_the_spelling_of_a_legal_form_does_not_change_the_verdict(forms: tuple[str, ...], other: str) -> None:
    verdicts = {match(CompanyProfile(f"Thornfield Analytics {form}"), CompanyProfile(other)).verdict for form in forms}
    assert len(verdicts) == 1


def test_an_identifier_outweighs_a_new_name() -> None:
    a = CompanyProfile("Velmora Group", identifiers={IdentifierScheme.LEI: "5299-00X"})
    b = CompanyProfile("Quantrex Systems", identifiers={IdentifierScheme.LEI: "529900x"})
    assert match(a, b).verdict is Verdict.SAME


def test_one_name_on_two_domains_is_left_to_a_person() -> None:
    a = CompanyProfile("Apex Services", domains=("apex-services.com",))
    b = CompanyProfile("Apex Services", domains=("apexservices.de",))
    c = CompanyProfile("Apex Services", domains=("someoneelse.com",))
    assert match(a, b).probability > match(a, c).probability
    assert match(a, c).verdict is not Verdict.SAME


def test_forms_of_different_kinds_are_a_family_at_most() -> None:
    assert match(CompanyProfile("Hollenberg AG"), CompanyProfile("Hollenberg GmbH")).verdict is Verdict.RELATED


def test_stricter_thresholds_give_fewer_same() -> None:
    a, b = prepare(CompanyProfile("Thornfield Analytics")), prepare(CompanyProfile("Thornfeild Analytics"))
    assert compare(a, b).verdict is Verdict.SAME
    assert compare(a, b, MatchThresholds(same=0.9999, related=0.9999)).verdict is Verdict.MAYBE


@pytest.mark.parametrize("thresholds", [(0.2, 0.7, 0.3), (0.8, 0.2, 0.3), (1.2, 0.7, 0.3), (0.8, 0.7, 0.0)])
def test_thresholds_out_of_order_are_refused(thresholds: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        MatchThresholds(*thresholds)


def test_weights_keep_their_promise() -> None:
    agreeing = {"domain_equal", "domain_sibling", "domain_named", "country_equal", "city_equal"}
    for code in agreeing:
        assert WEIGHTS[code].same >= WEIGHTS[code].related >= 0


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Thornfield (member)", "Thornfield Ltd"),
        ("Thornfield Analytics (in liquidation)", "Thornfield Analytics"),
        ("Thornfield (KCSP)", "Thornfield GmbH"),
        ("Stad Thornfeld / Ville de Thornchamp", "Ville de Thornchamp"),
        ("Thornfield: analytics made easy", "Thornfield"),
        ("Thornfield - Smart Data Solutions", "Thornfield"),
        ("Shenzhen Thornfield Technology Co., Ltd.", "Thornfield Technology Co., Ltd."),
    ],
)
def test_what_a_list_adds_to_a_name_changes_nothing(written: str, plain: str) -> None:
    assert match(CompanyProfile(written), CompanyProfile(plain)).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thornfield Software GmbH", "Thornfield Foods GmbH"),
        ("Thornfield - Healthcare", "Thornfield"),
        ("Thornfield - London Branch", "Thornfield"),
        ("Thornfield Fund (II)", "Thornfield Fund"),
        ("Thornfield (III)", "Thornfield"),
        ("Thornfield Fund (USD)", "Thornfield Fund (EUR)"),
    ],
)
def test_another_trade_division_branch_or_fund_is_not_the_same(one: str, other: str) -> None:
    assert match(CompanyProfile(one), CompanyProfile(other)).verdict is not Verdict.SAME


def test_a_distant_family_is_no_question_of_identity() -> None:
    a = CompanyProfile("Thornfield Steel AG", country="DE")
    b = CompanyProfile("Thornfield Optics S.A.", country="FR")
    assert match(a, b).verdict is Verdict.NO
