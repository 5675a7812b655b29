"""Living sales again: every project is decided at its own instant, every penny is found again, nobody gets mail."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from steelyard.deals.imports.projects import Projects
from steelyard.deals.models import DealRegistration
from steelyard.pipeline.models import Opportunity
from steelyard.platform.imports.mapping import ColumnMapping
from steelyard.platform.imports.running import Report, Row
from steelyard.program.public import set_up_program
from tests.imports.conftest import Load

HEADER = "supplier,customer,product,project,submitted,value,agreement"
MAPPING = ColumnMapping(
    constants={
        "partner_country": "GB",
        "company_country": "GB",
        "currency": "GBP",
        "contact_name": "Procurement office",
        "contact_email": "procurement@example.org",
    },
    options={"replay": True, "families": {"3": "Software", "4": "Services"}},
)
SALES = (
    "MARLOWE DATA LTD,Ministry of Maps,3,Survey,2012-04-01,1000.005,Frame 1",
    "MARLOWE DATA LTD,Ministry of Maps,3,Survey,2012-05-01,500.00,Frame 1",
    "Marlowe Data Limited,Ministry of Maps,3,Survey,2012-06-01,-200.00,Frame 1",
    "Penrose Cloud Ltd,Ministry of Maps,3,Tiles,2012-04-01,700.00,Frame 1",
    "Penrose Cloud Ltd,Ministry of Tides,4,Gauges,2012-06-01,90000.00,Frame 1",
    "Penrose Cloud Ltd,Ministry of Tides,3,Charts,2012-07-01,250000.00,Frame 1",
    "Penrose Cloud Ltd,Ministry of Locks,3,Keys,2012-07-01,-30.00,Frame 1",
)


@pytest.fixture
def replayed(load: Load, now: datetime) -> Report:
    set_up_program(now=now)
    report = load("registrations", HEADER, *SALES, mapping=MAPPING)
    assert report.refused == 0, report.errors
    return report


def test_every_project_is_decided_by_the_rules_at_its_time(replayed: Report) -> None:
    counts = replayed.counts
    assert counts["registrations decided"] == 6
    assert sum(number for word, number in counts.items() if word.endswith("at once")) == 6
    assert counts["refused by DR-3a (Another partner is protected)"] == 1
    assert counts["asked for evidence by DR-1h (The evidence is complete)"] == 2
    first = DealRegistration.objects.get(description="Survey", company_name="Ministry of Maps", value__gt=0)
    assert first.submitted_at == datetime(2012, 4, 1, 9, tzinfo=UTC)
    assert first.state == "won"


def test_every_penny_is_found_again(replayed: Report) -> None:
    amounts = dict(replayed.amounts)
    total = amounts.pop("GBP in the file")
    assert total == Decimal("341970.005")
    assert sum(amounts.values()) == total
    won = Opportunity.objects.filter(outcome="won").values_list("amount", flat=True)
    assert sum(won) == amounts["GBP won under protection"] + amounts["GBP won without protection"]


def test_spellings_of_a_supplier_are_one_partner(replayed: Report) -> None:
    assert (replayed.counts["spellings of suppliers"], replayed.counts["suppliers"]) == (3, 2)


def test_nobody_hears_of_history(replayed: Report) -> None:
    assert not mail.outbox
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs where queue_name in ('mail', 'webhooks')")
        assert cursor.fetchall() == []


def test_a_second_replay_finds_everything_known(load: Load, replayed: Report) -> None:
    again = load("registrations", HEADER, *SALES, mapping=MAPPING)
    assert again.counts["registrations known already"] == 6
    assert DealRegistration.objects.count() == 6
    assert Opportunity.objects.count() == 4


def test_a_dry_run_tells_the_same_and_keeps_nothing(load: Load, now: datetime) -> None:
    set_up_program(now=now)
    rehearsed = load("registrations", HEADER, *SALES, mapping=MAPPING, is_dry_run=True)
    assert not DealRegistration.objects.exists()
    done = load("registrations", HEADER, *SALES, mapping=MAPPING)
    assert (rehearsed.counts, rehearsed.amounts) == (done.counts, done.amounts)


LINES = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.integers(1, 9), st.decimals(-500, 500, places=4)),
    min_size=1,
)


@given(LINES)
def test_projects_hold_every_line_and_happen_in_order(lines: list[tuple[str, str, int, Decimal]]) -> None:
    projects = Projects()
    for number, (supplier, customer, month, spend) in enumerate(lines, start=2):
        said = {"partner": supplier, "company": customer, "value": spend, "currency": "GBP", "description": "Work"}
        projects.add(Row(number, {**said, "submitted_at": datetime(2012, month, 1, tzinfo=UTC)}), ("software",))
    moments = list(projects.moments())
    begun = [moment.project for moment in moments if not moment.is_invoice]
    assert sum(project.lines for project in begun) == len(lines)
    assert sum(project.spend for project in begun) == sum(spend for *_, spend in lines)
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    for moment in moments:
        assert moment.project.sold.amount >= 0
        if moment.is_invoice:
            assert moment.project.is_sale
            assert moment.at.date() >= moment.project.began_on
            assert moment.at.date() == moment.project.closes_on or moment.at.date() > date(2012, 1, 1)
