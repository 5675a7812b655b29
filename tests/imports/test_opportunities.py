"""Importing opportunities: open and closed, priced and dated as CRMs write them, again without harm."""

from datetime import UTC, datetime
from decimal import Decimal

from steelyard.pipeline.models import Opportunity
from steelyard.program.public import set_up_program
from tests.imports.conftest import Load
from tests.partners.making import make_ecosystem

HEADER = "Deal Name|Record ID|Company Name|Country|Amount|Currency|Close Date|Deal Stage|Create Date|Products"
OPEN = "Gateways|41|Nordlicht Werke GmbH|Germany|$342.09K|USD|15 Apr, 2027|propose|2026-03-01|"
WON = "Archive|42|Hafenkontor AG|DE|1.234,50|EUR|30.06.2026|closedwon|01.02.2026 10:30:00|"


def test_deals_of_a_crm_come_in_as_they_are(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    set_up_program(now=now)
    report = load("opportunities", HEADER, OPEN, WON)
    assert report.refused == 0, report.errors
    assert report.counts == {"opportunities opened": 2, "of them won": 1}
    assert report.amounts == {"USD in opportunities": Decimal("342090.00"), "EUR in opportunities": Decimal("1234.50")}
    won = Opportunity.objects.get(external_id="42")
    assert (won.outcome, won.opened_at, won.closed_at) == (
        "won",
        datetime(2026, 2, 1, tzinfo=UTC),
        datetime(2026, 6, 30, tzinfo=UTC),
    )


def test_a_second_run_changes_only_what_changed(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    load("opportunities", HEADER, OPEN, WON)
    assert load("opportunities", HEADER, OPEN, WON).counts == {"opportunities unchanged": 2}
    moved = OPEN.replace("propose", "negotiate").replace("$342.09K", "$350K")
    assert load("opportunities", HEADER, moved, WON).counts == {
        "opportunities changed": 1,
        "opportunities unchanged": 1,
    }
    assert Opportunity.objects.get(external_id="41").amount == 350_000


def test_bad_rows_stay_alone(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    report = load(
        "opportunities",
        HEADER,
        OPEN.replace("USD", "DOL"),
        OPEN.replace("15 Apr, 2027", "31.02.2027"),
        OPEN.replace("$342.09K", "-5"),
        OPEN.replace("propose", "dreaming"),
        OPEN.replace("2026-03-01", "2031-03-01"),
        OPEN + "perpetual motion",
        OPEN,
    )
    assert [error.number for error in report.errors] == [2, 3, 4, 5, 6, 7]
    assert Opportunity.objects.count() == 1


def test_the_same_deal_without_an_id_is_known_again(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    nameless = WON.replace("|42|", "||")
    load("opportunities", HEADER, nameless)
    assert load("opportunities", HEADER, nameless).counts == {"opportunities unchanged": 1}


def test_a_dry_run_keeps_nothing(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    assert load("opportunities", HEADER, OPEN, is_dry_run=True).counts == {"opportunities opened": 1}
    assert not Opportunity.objects.exists()
