"""What one partner can learn of the companies that another named: nothing, with and without the queries' own scoping."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from steelyard.companies.commands import list_company, unlist_company
from steelyard.companies.models import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    CompanyName,
    MatchKey,
    PossibleDuplicate,
    SearchTerm,
)
from steelyard.companies.public import find_cards
from steelyard.companies.queries.cards import suggest_companies
from steelyard.kernel.actors import Actor
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from steelyard.platform.visibility import show
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db

TABLES = (Company, CompanyName, CompanyDomain, CompanyIdentifier, MatchKey, PossibleDuplicate, SearchTerm)


def rows(actor: Actor) -> dict[str, int]:
    with acting_as(actor):
        return {table.__name__: table.objects.count() for table in TABLES}


def test_a_stranger_sees_no_row_of_an_unlisted_company(now: datetime) -> None:
    name_it(make_partner(), "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE")
    assert set(rows(make_partner()).values()) == {0}


def test_the_introducer_sees_what_it_said_and_no_match_keys(now: datetime) -> None:
    partner = make_partner()
    name_it(partner, "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE")
    seen = rows(partner)
    assert (seen["Company"], seen["CompanyName"], seen["CompanyDomain"], seen["MatchKey"]) == (1, 1, 1, 0)


def test_the_introducer_does_not_see_that_others_name_its_company(now: datetime) -> None:
    first, second = make_partner(), make_partner()
    name_it(first, "Quarrystone Hydraulics GmbH", now)
    before = rows(first)
    name_it(second, "Quarrystone Hydraulics", now, domain="quarrystone.de")
    assert rows(first) == before
    with acting_as(first):
        assert set(EventRecord.objects.values_list("subject_label", flat=True)) == {"Quarrystone Hydraulics GmbH"}
        assert not CompanyDomain.objects.exists()


def test_the_second_to_name_it_cannot_tell_that_it_is_not_the_first(now: datetime) -> None:
    first, second = make_partner(), make_partner()
    name_it(first, "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE", city="Ulm")
    for partner, words in ((second, "Quarrystone Hydraulics"), (make_partner(), "Zephyrline Optics")):
        name_it(partner, words, now)
        with acting_as(partner):
            events = list(EventRecord.objects.values_list("type", "subject_label", "payload"))
            cards = find_cards(EventRecord.objects.values_list("subject_id", flat=True))
            suggested = suggest_companies(partner, words[:5])
        assert events == [("companies.company.named", words, {})]
        assert [(card.name, card.domain, card.country, card.city) for card in cards.values()] == [(words, "", "", "")]
        assert [card.name for card in suggested] == [words]


def test_a_listed_company_is_seen_without_the_words_of_others(now: datetime) -> None:
    company = add_company("Northwind Traders Limited", now, domain="northwind.com", is_listed=True)
    name_it(make_partner(), "Northwind", now, domain="northwind.com")
    stranger = make_partner()
    with acting_as(stranger):
        assert list(Company.objects.values_list("id", flat=True)) == [company]
        assert not CompanyName.objects.exists()
        assert [card.name for card in suggest_companies(stranger, "northwind.c")] == ["Northwind Traders Limited"]


def test_listing_and_unlisting_moves_a_company_in_and_out_of_sight(now: datetime) -> None:
    company = name_it(make_partner(), "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de").company_id
    stranger = make_partner()
    for command, is_seen in ((list_company, True), (unlist_company, False)):
        with acting_as(STEWARD):
            command(company_id=company, actor=STEWARD, now=now)
        with acting_as(stranger):
            for text in ("quarry", "hydra", "quarrystone.d"):
                assert bool(suggest_companies(stranger, text)) is is_seen
            assert Company.objects.filter(id=company).exists() is is_seen
            assert bool(find_cards([company])) is is_seen


def test_a_distributor_sees_the_companies_of_its_children(now: datetime) -> None:
    child, distributor = make_partner(), make_partner()
    with as_system():
        show(viewers=[distributor.partner_id], partners=[child.partner_id])
    company = name_it(child, "Quarrystone Hydraulics GmbH", now).company_id
    with acting_as(distributor):
        assert [card.id for card in suggest_companies(distributor, "quarry")] == [company]


COMPANY = (
    "insert into companies_company (id, name, display_name, domain, country, city, website, industry, is_listed, created_at)"
    " values (gen_random_uuid(), 'x', '', '', '', '', '', '', true, now())"
)
TERM = (
    "insert into companies_searchterm (audience, place, term, company_id)"
    " values ('00000000-0000-0000-0000-000000000000', 0, 'x', gen_random_uuid())"
)
IDENTIFIER = (
    "insert into companies_companyidentifier (company_id, scheme, value) values (gen_random_uuid(), 'lei', 'x')"
)


@pytest.mark.parametrize("statement", [COMPANY, TERM, IDENTIFIER])
def test_a_partner_cannot_write_into_the_directory(statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting_as(make_partner()), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(statement)


def test_a_partner_changes_no_company_of_others(now: datetime) -> None:
    company = add_company("Northwind Traders Limited", now, is_listed=True)
    partner = make_partner()
    with acting_as(partner), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Company.objects.filter(id=company).update(name="Mine")
