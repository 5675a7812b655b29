"""How good the data of a company is: explained part by part, the same for one and for all, and the host's alone."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands import add_identifier, assess_companies, create_company, merge_companies
from steelyard.companies.models import Company, CompanyAssessment, CompanyIdentifier, CompanyScore, PossibleDuplicate
from steelyard.companies.queries.quality import get_score, list_scores
from steelyard.companies.terms import WEIGHTS, CompanyPart, IdentifierScheme, MergeChoice
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.kernel.scores import Grade
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.partners.making import Ecosystem, browser_of, make_ecosystem


@pytest.fixture
def ecosystem(system: None, now: datetime) -> Ecosystem:
    return make_ecosystem(now)


def make(now: datetime, name: str, **said: object) -> UUID:
    return create_company(draft=CompanyDraft(name=name, **said), actor=SYSTEM, now=now)  # type: ignore[arg-type]


FULL = {
    "domain": "quarrystone.de",
    "country": "DE",
    "city": "Bonn",
    "website": "https://quarrystone.de",
    "industry": "Stone",
    "employees": 0,
}


def shares(company_id: UUID, at: datetime) -> dict[str, Decimal]:
    return {part.key: part.share for part in get_score(SYSTEM, company_id, at=at).parts}


def test_the_weights_make_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert list(WEIGHTS) == list(CompanyPart)


def test_a_complete_fresh_and_identified_company_has_a_hundred_points(system: None) -> None:
    now = utc_now()
    key = make(now, "Quarrystone", **FULL)
    add_identifier(company_id=key, scheme=IdentifierScheme.DUNS, value="12-345-6789", actor=SYSTEM, now=now)
    card = get_score(SYSTEM, key, at=now)
    assert (card.score, card.grade, card.missing) == (100, Grade.GOOD, ())


def test_each_part_says_what_is_the_case(system: None) -> None:
    now = utc_now()
    key = make(now, "Bare Rock", country="DE")
    other = make(now, "Bare Rocks")
    CompanyIdentifier.objects.create(company_id=key, scheme="lei", value="TOO SHORT")
    PossibleDuplicate.objects.create(company_id=key, other_id=other, probability=0.6, noted_at=now)
    card = get_score(SYSTEM, key, at=now)
    assert card.missing == ("domain", "city", "website", "industry", "employees")
    assert (card.valid_identifiers, card.wrong_identifiers, card.open_duplicates) == (0, 1, 1)
    found = shares(key, now)
    assert round(found["completeness"], 4) == Decimal("0.1667")
    assert (found["identity"], found["duplicates"]) == (0, Decimal("0.5"))
    assert shares(other, now)["duplicates"] == Decimal("0.5")


def test_freshness_fades_from_a_year_to_three(system: None) -> None:
    now = utc_now()
    key = make(now, "Quarrystone")
    changed_at = Company.objects.get(id=key).updated_at
    ages = {365: "1.0", 730: "0.5", 1095: "0.0", 5000: "0.0"}
    for days, share in ages.items():
        assert str(round(shares(key, changed_at + timedelta(days=days))["freshness"], 1)) == share


@pytest.mark.parametrize(
    ("scheme", "value", "is_right"),
    [
        (IdentifierScheme.LEI, "5299000J2N45DDNE4Y28", True),
        (IdentifierScheme.LEI, "5299000J2N45DDNE4Y2X", False),
        (IdentifierScheme.DUNS, "123456789", True),
        (IdentifierScheme.DUNS, "1234567", False),
        (IdentifierScheme.VAT, "DE123456789", True),
        (IdentifierScheme.VAT, "123456789", False),
        (IdentifierScheme.ISIN, "US0378331005", True),
        (IdentifierScheme.REGISTRY, "HRB1234", True),
    ],
)
def test_a_number_is_written_as_its_register_writes_it(
    system: None, scheme: IdentifierScheme, value: str, *, is_right: bool
) -> None:
    key = make(utc_now(), "Quarrystone")
    CompanyIdentifier.objects.create(company_id=key, scheme=scheme.value, value=value)
    card = get_score(SYSTEM, key, at=utc_now())
    assert (card.valid_identifiers, card.wrong_identifiers) == ((1, 0) if is_right else (0, 1))


def test_all_are_assessed_in_one_statement_with_the_scores_of_each(system: None) -> None:
    now = utc_now()
    keys = [make(now, f"Quarrystone {number}", country="DE" if number % 2 else "") for number in range(5)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assess_companies(now=now)
    few = len(asked)
    keys.append(make(now, "Bare Rock", **FULL))
    with CaptureQueriesContext(connection) as asked:
        assert assess_companies(now=now) == 1, "only what is no longer as it was is written"
    assert len(asked) <= few
    for key in keys:
        row = CompanyScore.objects.get(company=key)
        assert row.score == int(get_score(SYSTEM, key, at=now).score)
    said = CompanyAssessment.objects.get()
    assert (said.assessed_at, said.companies) == (now, 6)


def test_a_merged_company_has_no_score_of_its_own(ecosystem: Ecosystem) -> None:
    now = utc_now()
    survivor, merged = make(now, "Quarrystone"), make(now, "Quarry Stone")
    assess_companies(now=now)
    merge_companies(survivor_id=survivor, merged_id=merged, choice=MergeChoice(), actor=ecosystem.manager, now=now)
    assert merged not in {line.company.id for line in list_scores(SYSTEM, PageRequest()).items}
    assess_companies(now=now)
    assert not CompanyScore.objects.filter(company=merged).exists()


def test_the_worst_come_first_and_partners_see_none(ecosystem: Ecosystem) -> None:
    now = utc_now()
    make(now, "Quarrystone", **FULL)
    assess_companies(now=now)
    scores = [line.score for line in list_scores(ecosystem.manager, PageRequest()).items]
    assert scores == sorted(scores)
    with acting_as(ecosystem.acme_admin):
        with pytest.raises(NotAllowed):
            list_scores(ecosystem.acme_admin, PageRequest())
        assert not CompanyScore.objects.exists()  # row-level security alone
        assert not CompanyAssessment.objects.exists()


def test_page_panel_api_and_file(ecosystem: Ecosystem) -> None:
    now, client = utc_now(), browser_of(ecosystem.manager)
    assert "No scores yet" in client.get("/companies/quality/").content.decode()
    key = make(now, "Bare Rock", country="DE")
    assess_companies(now=now)
    page = client.get("/companies/quality/?q=bare").content.decode()
    assert "Bare Rock" in page
    assert "Acme" not in page
    record = client.get(f"/companies/{public_id('company', key)}/").content.decode()
    assert "Missing: Domain, City, Website, Industry, Employees" in record
    assert "No number in a register." in record
    listed = orjson.loads(client.get("/api/v1/company-scores?q=bare").content)
    assert [(one["company"]["name"], one["grade"]) for one in listed["items"]] == [("Bare Rock", "poor")]
    one = orjson.loads(client.get(f"/api/v1/companies/{public_id('company', key)}/quality").content)
    assert (one["missing"][0], [part["weight"] for part in one["parts"]]) == ("domain", [40, 20, 30, 10])
    assert client.get("/exports/company-scores.csv").status_code == 200
    assert browser_of(ecosystem.acme_admin).get("/companies/quality/").status_code == 403
    assert browser_of(ecosystem.acme_admin).get("/api/v1/company-scores").status_code == 403
