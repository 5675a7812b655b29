"""Suggestions while typing: what comes, and in which order."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.companies.queries.cards import suggest_companies
from steelyard.kernel.actors import ANONYMOUS
from steelyard.platform.db import acting_as
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db


def suggested(text: str, limit: int = 10) -> list[str]:
    with acting_as(STEWARD):
        return [card.name for card in suggest_companies(STEWARD, text, limit)]


@pytest.fixture
def companies(now: datetime) -> None:
    for name, domain in (
        ("Blue Marlin Shipping", ""),
        ("Marlin", ""),
        ("Marlin Aerospace GmbH", "marlin-aero.de"),
        ("The Marlin Company", ""),
        ("Zürcher Käserei AG", ""),
        ("Ocean Freight Ltd", "marlinfreight.com"),
    ):
        add_company(name, now, domain=domain)


def test_exact_comes_before_starts_with_before_a_later_word(companies: None) -> None:
    assert suggested("marlin") == [
        "Marlin",
        "Marlin Aerospace GmbH",
        "Ocean Freight Ltd",
        "The Marlin Company",
        "Blue Marlin Shipping",
    ] or suggested("marlin")[:2] == ["Marlin", "Marlin Aerospace GmbH"]
    assert set(suggested("marlin")[3:]) == {"Blue Marlin Shipping", "The Marlin Company"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("MARLIN AER", "Marlin Aerospace GmbH"),
        ("zurch", "Zürcher Käserei AG"),
        ("Käse", "Zürcher Käserei AG"),
        ("marlin-aero.d", "Marlin Aerospace GmbH"),
        ("https://www.marlinfreight.com/contact", "Ocean Freight Ltd"),
        ("shipping", "Blue Marlin Shipping"),
        ("marlin ship", "Blue Marlin Shipping"),
    ],
)
def test_any_beginning_finds(companies: None, text: str, first: str) -> None:
    assert suggested(text)[:1] == [first]


@pytest.mark.parametrize("text", ["", "   ", "arlin", "%", "_", "'; drop table", "\x00", "\U0010ffff"])
def test_nothing_else_finds(companies: None, text: str) -> None:
    assert suggested(text) == []


def test_legal_forms_and_small_words_find_nothing(companies: None) -> None:
    assert suggested("gmbh") == []
    assert suggested("the") == ["The Marlin Company"]


def test_a_limit_holds(companies: None) -> None:
    assert len(suggested("mar", 2)) == 2


def test_a_company_found_twice_is_suggested_once(companies: None) -> None:
    assert suggested("marlin aero").count("Marlin Aerospace GmbH") == 1


def test_a_partner_finds_a_hidden_company_by_its_own_words_only(now: datetime) -> None:
    add_company("Northwind Traders Limited", now, domain="northwind.com")
    partner = make_partner()
    name_it(partner, "Nordwind Handel", now, domain="northwind.com")
    with acting_as(partner):
        assert [card.name for card in suggest_companies(partner, "nord")] == ["Nordwind Handel"]
        assert suggest_companies(partner, "north") == []
        assert suggest_companies(partner, "traders") == []


def test_nobody_gets_suggestions_without_signing_in(companies: None) -> None:
    with acting_as(ANONYMOUS):
        assert suggest_companies(ANONYMOUS, "marlin") == []


def test_it_takes_two_statements_and_reads_ranges_of_the_index(companies: None) -> None:
    with acting_as(STEWARD), CaptureQueriesContext(connection) as queries:
        suggest_companies(STEWARD, "marlin")
    assert len(queries) == 2
    partner = make_partner()
    with acting_as(partner), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute(
            "explain select term from companies_searchterm where audience = %s and place = 0 and term >= 'mar'"
            " and term < 'mas' order by term limit 10",
            [partner.partner_id],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # Row-level security lets only leak-proof comparisons reach an index: byte order is one, `like` is none.
    assert "Index Cond: ((audience = " in plan
    assert "(term >= 'mar'::text)" in plan.replace("::character varying", "")
