"""Importing registrations as they stand: what was protected elsewhere is protected here, and only once."""

from datetime import UTC, datetime

import pytest

from steelyard.deals.jobs import keep_time
from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import ClosureCode, RegistrationState
from steelyard.partners.models import Partner
from tests.deals.making import make_deal_world, submit
from tests.imports.conftest import Load
from tests.partners.making import Ecosystem
from tests.sharing import NOW, made_once

HEADER = "partner,company,country,product,value,currency,close date,submitted,state,protected until,closed"


made_world = made_once(lambda: make_deal_world(NOW))


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world


def row(world: Ecosystem, **said: str) -> str:
    cells = {
        "partner": Partner.objects.get(id=world.acme).name,
        "company": "Nordlicht Werke GmbH",
        "country": "DE",
        "product": "cloud",
        "value": "36000",
        "currency": "EUR",
        "close": "2027-03-31",
        "submitted": "2026-10-01",
        "state": "approved",
        "until": "2026-12-30",
        "closed": "",
    } | said
    return ",".join(cells.values())


def test_a_protection_of_another_system_protects_here(load: Load, world: Ecosystem, now: datetime) -> None:
    report = load("registrations", HEADER, row(world))
    assert report.counts == {"registrations imported": 1, "of them approved": 1}, report.errors
    kept = DealRegistration.objects.get()
    assert (kept.state, kept.protected_until) == ("approved", datetime(2026, 12, 30, tzinfo=UTC))
    other = submit(world.beta_seller, now)
    assert other.state is RegistrationState.REJECTED


def test_the_clock_goes_on_for_what_was_imported(load: Load, world: Ecosystem) -> None:
    load("registrations", HEADER, row(world))
    keep_time(datetime(2026, 12, 31, tzinfo=UTC))
    kept = DealRegistration.objects.get()
    assert (kept.state, kept.closure_code) == (RegistrationState.EXPIRED, ClosureCode.PROTECTION_EXPIRED)


@pytest.mark.parametrize(
    "state", ["won", "lost", "expired", "withdrawn", "cancelled", "rejected", "under_review", "converted"]
)
def test_every_state_can_be_imported_and_protects_only_while_it_lives(load: Load, world: Ecosystem, state: str) -> None:
    assert load("registrations", HEADER, row(world, state=state)).refused == 0
    kept = DealRegistration.objects.get()
    assert kept.state == state
    assert bool(kept.closure_code) is (state not in {"under_review", "converted"})


def test_two_protections_of_one_scope_are_refused_and_the_second_row_stays_out(load: Load, world: Ecosystem) -> None:
    beta = Partner.objects.get(id=world.beta).name
    report = load("registrations", HEADER, row(world), row(world, partner=beta), row(world, product="backup"))
    assert [(error.number, error.field) for error in report.errors] == [(3, "company")]
    assert DealRegistration.objects.count() == 2


def test_the_same_file_again_is_known(load: Load, world: Ecosystem) -> None:
    load("registrations", HEADER, row(world), row(world, product="backup", state="won"))
    again = load("registrations", HEADER, row(world), row(world, product="backup", state="won"))
    assert again.counts == {"registrations known already": 2}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"partner": "Nobody Ltd"}, "partner"),
        ({"product": "perpetual motion"}, "families"),
        ({"value": "-1"}, "value"),
        ({"state": "draft"}, "state"),
        ({"state": "maybe"}, "state"),
        ({"until": ""}, "protected_until"),
        ({"until": "2026-09-01"}, "protected_until"),
        ({"submitted": "2031-01-01", "until": "2032-01-01", "close": "2033-01-01"}, "submitted_at"),
        ({"close": "2020-01-01"}, "close_on"),
        ({"currency": "XQZ"}, "currency"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    load: Load, world: Ecosystem, said: dict[str, str], field: str
) -> None:
    report = load("registrations", HEADER, row(world, **said))
    assert [error.field for error in report.errors] == [field]
    assert not DealRegistration.objects.exists()
