"""Resolving words to the one company they mean."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.companies.commands import (
    add_domain,
    add_name,
    change_company,
    list_company,
    remove_name,
    resolve_company,
    rule_out_duplicate,
    set_parent,
)
from steelyard.companies.models import Company, CompanyName, NameKind, PossibleDuplicate
from steelyard.companies.public import find_cards, find_family, find_matches
from steelyard.companies.refusals import CompanyNameUnusable
from steelyard.companies.terms import Verdict
from steelyard.kernel.actors import ANONYMOUS
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db


def test_a_name_nobody_knows_becomes_a_company(now: datetime) -> None:
    partner = make_partner()
    found = name_it(partner, "Quarrystone Hydraulics GmbH", now, domain="https://www.quarrystone.de/x", country="de")
    assert (found.is_new, found.verdict, found.maybe_ids) == (True, Verdict.NO, ())
    with as_system():
        company = Company.objects.get(id=found.company_id)
    assert (company.name, company.domain, company.country) == ("Quarrystone Hydraulics GmbH", "quarrystone.de", "DE")
    assert company.introduced_by == partner.partner_id


def test_the_same_words_mean_the_same_company(now: datetime) -> None:
    first = name_it(make_partner(), "Quarrystone Hydraulics GmbH", now)
    again = name_it(make_partner(), "QUARRYSTONE HYDRAULICS", now)
    assert (again.is_new, again.verdict, again.company_id) == (False, Verdict.SAME, first.company_id)
    assert again.name == "QUARRYSTONE HYDRAULICS"


def test_a_shared_domain_finds_a_company_under_another_spelling(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now, domain="northwind.com")
    found = name_it(make_partner(), "Northwind", now, domain="sales@northwind.com")
    assert (found.verdict, found.company_id) == (Verdict.SAME, known)
    assert any(evidence.code == "domain_equal" for evidence in found.evidence)


def test_free_mail_identifies_nobody(now: datetime) -> None:
    name_it(make_partner(), "Bakery Rosenthal", now, domain="rosenthal@gmail.com")
    other = name_it(make_partner(), "Plumber Okonkwo", now, domain="okonkwo@gmail.com")
    assert other.is_new
    assert other.verdict is Verdict.NO


def test_a_partners_wording_becomes_an_alias_once(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now, domain="northwind.com")
    partner = make_partner()
    for _ in range(2):
        name_it(partner, "Northwind", now, domain="northwind.com")
    with as_system():
        assert [name.text for name in CompanyName.objects.filter(company_id=known)] == ["Northwind"]
        assert EventRecord.objects.filter(type="companies.company.named", subject_id=known).count() == 1


def test_an_alias_finds_the_company(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now, domain="northwind.com")
    with acting_as(STEWARD):
        add_name(company_id=known, text="Zephyrline Handelshaus", kind=NameKind.TRADING, actor=STEWARD, now=now)
    assert name_it(make_partner(), "Zephyrline Handelshaus", now).company_id == known


def test_a_subsidiary_is_a_company_of_its_own_and_related(now: datetime) -> None:
    parent = add_company("Siemens AG", now, domain="siemens.com")
    found = name_it(make_partner(), "Siemens Energy France", now)
    assert found.is_new
    assert found.verdict in (Verdict.RELATED, Verdict.MAYBE)
    assert parent in (*found.related_ids, *found.maybe_ids)


def test_what_may_be_the_same_is_asked_until_somebody_decides(now: datetime) -> None:
    known = add_company("Alder Robotics", now, country="DE")
    found = name_it(make_partner(), "Alder Robotix", now, country="US")
    assert found.is_new
    if found.verdict is not Verdict.MAYBE:
        pytest.skip("the matcher is sure of this pair by now")
    assert found.maybe_ids == (known,)
    assert name_it(make_partner(), "Alder Robotix", now, country="US").maybe_ids == (known,)
    with acting_as(STEWARD):
        rule_out_duplicate(company_id=found.company_id, other_id=known, actor=STEWARD, now=now)
        assert not PossibleDuplicate.objects.filter(settled_at=None).exists()
    assert name_it(make_partner(), "Alder Robotix", now, country="US").maybe_ids == ()


def test_a_picked_company_is_not_matched_but_its_family_is_told(now: datetime) -> None:
    parent = add_company("Harbor Group Holding", now, is_listed=True)
    daughter = add_company("Marigold Insurance", now, is_listed=True)
    sister = add_company("Juniper Leasing", now, is_listed=True)
    with acting_as(STEWARD):
        for child in (daughter, sister):
            set_parent(company_id=child, parent_id=parent, actor=STEWARD, now=now)
    partner = make_partner()
    with acting_as(partner):
        found = resolve_company(actor=partner, name="", company_id=daughter, now=now)
    assert (found.company_id, found.verdict, found.name) == (daughter, Verdict.SAME, "Marigold Insurance")
    assert set(found.related_ids) == {parent, sister}
    assert find_family(daughter) == {parent, sister}


def test_a_picked_company_that_is_out_of_sight_is_not_found(now: datetime) -> None:
    hidden = name_it(make_partner(), "Quarrystone Hydraulics", now).company_id
    partner = make_partner()
    with pytest.raises(NotFound), acting_as(partner):
        resolve_company(actor=partner, name="", company_id=hidden, now=now)


def test_a_partner_that_named_an_unlisted_company_reads_its_own_words_only(now: datetime) -> None:
    first = name_it(
        make_partner(), "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE", city="Ulm"
    )
    second = make_partner()
    name_it(second, "Quarrystone Hydraulics", now)
    with acting_as(second):
        card = find_cards([first.company_id])[first.company_id]
        assert (card.name, card.domain, card.country, card.city) == ("Quarrystone Hydraulics", "", "", "")
        assert (
            resolve_company(actor=second, name="", company_id=first.company_id, now=now).name
            == "Quarrystone Hydraulics"
        )
        assert not Company.objects.filter(id=first.company_id).exists()


def test_a_listed_company_is_read_by_its_own_name(now: datetime) -> None:
    first = name_it(make_partner(), "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de")
    second = make_partner()
    name_it(second, "Quarrystone Hydraulics", now)
    with acting_as(STEWARD):
        list_company(company_id=first.company_id, actor=STEWARD, now=now)
    with acting_as(second):
        card = find_cards([first.company_id])[first.company_id]
    assert (card.name, card.domain) == ("Quarrystone Hydraulics GmbH", "quarrystone.de")


def test_an_id_does_not_tell_its_age(now: datetime) -> None:
    found = name_it(make_partner(), "Quarrystone Hydraulics GmbH", now)
    assert found.company_id.version == 4


@pytest.mark.parametrize("name", ["", "   ", "!!!", "—"])
def test_a_name_without_a_letter_is_refused(name: str, now: datetime) -> None:
    with pytest.raises(CompanyNameUnusable):
        name_it(make_partner(), name, now)


@pytest.mark.parametrize(("name", "country"), [("x" * 201, ""), ("Quarrystone", "XX"), ("Quarrystone", "Germany")])
def test_unusable_input_is_refused(name: str, country: str, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        name_it(make_partner(), name, now, country=country)


@pytest.mark.parametrize("name", ["株式会社東芝", "شركة أرامكو", "🚀 Rocket 🚀", "Ünïcödé & Söhne"])
def test_names_in_any_script_are_kept_and_found(name: str, now: datetime) -> None:
    found = name_it(make_partner(), name, now)
    assert name_it(make_partner(), name, now).company_id == found.company_id


def test_nobody_resolves_without_signing_in(now: datetime) -> None:
    with pytest.raises(NotAllowed):
        name_it(ANONYMOUS, "Quarrystone", now)


def test_a_new_company_takes_few_statements(now: datetime) -> None:
    partner = make_partner()
    with (
        acting_as(partner),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        resolve_company(actor=partner, name="Quarrystone Hydraulics", domain="quarrystone.de", now=now)
    assert len(queries) == 3  # candidates, company, event
    with acting_as(partner), CaptureQueriesContext(connection) as queries:
        resolve_company(actor=partner, name="Quarrystone Hydraulics", domain="quarrystone.de", now=now)
    assert len(queries) == 1


def test_a_former_name_still_finds_the_company(now: datetime) -> None:
    known = add_company("Perrywinkle Logistics", now)
    with acting_as(STEWARD):
        change_company(company_id=known, changes={"name": "Zephyrline"}, actor=STEWARD, now=now)
    assert name_it(make_partner(), "Perrywinkle Logistics", now).company_id == known
    assert name_it(make_partner(), "Zephyrline", now).company_id == known


def test_a_removed_alias_no_longer_finds_the_company(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now, domain="northwind.com")
    with acting_as(STEWARD):
        add_name(company_id=known, text="Zephyrline Handelshaus", kind=NameKind.TRADING, actor=STEWARD, now=now)
        alias = CompanyName.objects.get(company_id=known)
        remove_name(company_id=known, name_id=alias.id, actor=STEWARD, now=now)
    assert name_it(make_partner(), "Zephyrline Handelshaus", now).is_new


def test_an_added_domain_finds_the_company(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now)
    with acting_as(STEWARD):
        add_domain(company_id=known, domain="https://nwt.example.co.uk", actor=STEWARD, now=now)
    with as_system():
        assert [found.card.id for found in find_matches(name="Northwind", domain="example.co.uk")] == [known]
