"""The clock is set back by an hour: nothing is lost, doubled or overtaken, nobody is let in, and no job stands still."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import Outcome
from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.models import Membership, Session
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.pipeline.commands.closing import close_lost
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.terms import LostReason
from steelyard.platform.audit.sealing import seal_log
from steelyard.platform.audit.verifying import verify_log
from steelyard.platform.changes import settled_before
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.feed import AuditFilter, list_audit
from steelyard.platform.models import EventRecord
from tests.api.registering import JSON, REGISTER, as_json, body
from tests.clock.conftest import HOUR, Clock
from tests.deals.making import QUOTE, make_deal_world, submit
from tests.identity.conftest import PASSWORD, make_world, signed_in
from tests.identity.test_access import key_for
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_opportunity
from tests.platform.test_events import boil


@pytest.fixture
def ecosystem(system: None, now: datetime) -> Ecosystem:
    return make_deal_world(now)


# --- Protections ------------------------------------------------------------------------------------------------------


def test_whoever_was_there_stays_before_whoever_comes_later(ecosystem: Ecosystem, now: datetime) -> None:
    first = submit(ecosystem.acme_seller, now, value=Money(Decimal(2_000_000), "EUR"), evidence=(QUOTE,))
    second = submit(ecosystem.beta_seller, now - HOUR)
    assert (first.decision.outcome, second.decision.outcome) == (Outcome.HELD, Outcome.HELD)
    assert "earlier_claim_waits" in {reason.code for reason in second.decision.reasons}
    places = dict(DealRegistration.objects.values_list("id", "submitted_at"))
    assert places[first.id] < places[second.id]


def test_a_protection_holds(ecosystem: Ecosystem, now: datetime) -> None:
    submit(ecosystem.acme_seller, now)
    assert submit(ecosystem.beta_seller, now - HOUR).decision.outcome is Outcome.REJECTED


# --- What begins and ends ---------------------------------------------------------------------------------------------


def test_what_began_later_than_now_can_end(ecosystem: Ecosystem, now: datetime) -> None:
    opportunity_id = make_opportunity(now, "Nordwind SD-WAN")
    close_lost(actor=SYSTEM, opportunity_id=opportunity_id, reason=LostReason.PRICE, now=now - HOUR)
    assert Opportunity.objects.get(id=opportunity_id).closed_at == now
    world = make_world(now)
    member = Membership.objects.get(person_id=world.hansa.seller.person_id)
    deactivate_member(actor=world.hansa.admin, membership_id=member.id, now=now - HOUR)
    assert Membership.objects.get(id=member.id).until == now


# --- Sequences of events, and who follows them ------------------------------------------------------------------------


def replayed() -> list[str]:
    page = list_audit(SYSTEM, AuditFilter(after=0, types=["tests.kettle.boiled"]), PageRequest(size=200))
    return [entry.id for entry in page.items]


def instants() -> list[datetime]:
    rows = EventRecord.objects.filter(type="tests.kettle.boiled").order_by("sequence")
    return list(rows.values_list("recorded_at", flat=True))


def test_whoever_follows_the_log_misses_nothing(system: None, clock: Clock) -> None:
    for _ in range(3):
        boil(utc_now())
    before = replayed()
    clock.set_back()
    for _ in range(3):
        boil(utc_now())
    after = replayed()
    assert len(before) == 3
    assert len(after) == 6
    assert after[:3] == before
    assert instants() == sorted(set(instants()))
    assert instants()[-1] < settled_before()


_COUNTED_ON_UNTIL_NOW = (
    "select steelyard_note_instant((extract(epoch from clock_timestamp() - interval '1 ms') * 1000000)::bigint, true)"
)


def test_instants_go_on_by_the_clock_once_it_has_caught_up(system: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED_ON_UNTIL_NOW)
        cursor.execute("select steelyard_steady_now(), clock_timestamp(), steelyard_steady_now()")
        first, clock_said, then = cursor.fetchone()
        cursor.execute("select is_called from steelyard_last_instant")
        assert cursor.fetchone() == (False,)
    assert first <= clock_said <= then
    assert then - first < timedelta(seconds=1)


def test_the_sealed_log_stays_whole(system: None, now: datetime, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for at in (now, now - HOUR, now + timedelta(minutes=5)):
        boil(at)
        assert seal_log(at) == 1
    for at in (now - HOUR, now, now + HOUR):
        assert verify_log([], now=at).is_intact


# --- Repeats ----------------------------------------------------------------------------------------------------------


def test_a_repeat_is_the_same_request_also_an_hour_before(db: None, clock: Clock) -> None:
    with as_system():
        world = make_deal_world(utc_now())
    keyed = {"Authorization": f"Bearer {key_for(world.acme_seller)}", "Idempotency-Key": "before"}
    sent = as_json(body("Repeats GmbH"))
    first = Client().post(REGISTER, sent, content_type=JSON, headers=keyed)
    clock.set_back()
    second = Client().post(REGISTER, sent, content_type=JSON, headers=keyed)
    assert (first.status_code, first.content) == (201, second.content)
    assert second["Idempotent-Replay"] == "true"


# --- Sessions ---------------------------------------------------------------------------------------------------------


def test_sessions_go_on_and_still_end(db: None, clock: Clock) -> None:
    make_world(utc_now() - timedelta(days=1))
    browser, other = signed_in("ada@hansa.example"), signed_in("ada@hansa.example")
    assert browser.get(reverse("home")).status_code == 200
    with as_system():
        ends = set(Session.objects.values_list("expire_date", flat=True))
    clock.set_back()
    assert browser.get(reverse("home")).status_code == 200
    with as_system():
        assert set(Session.objects.values_list("expire_date", flat=True)) == ends  # nobody has gained an hour
        Session.objects.exclude(session_key=browser.session.session_key).delete()
    assert other.get(reverse("home")).status_code == 302


def test_who_signed_in_later_than_now_is_asked_again_who_they_are(db: None, clock: Clock) -> None:
    make_world(utc_now() - timedelta(days=1))
    browser, address = signed_in("ada@hansa.example"), "/account/second-factor/app/"
    assert browser.get(address).status_code == 200
    clock.set_back()
    assert browser.get(address)["Location"].startswith("/account/reauthenticate/")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert browser.get(address).status_code == 200
