"""Who hears what, how soon, and that nobody goes on hearing who may not."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from steelyard.identity.models import Membership, Person, Session
from steelyard.identity.sessions import MEMBERSHIP, SEEN
from steelyard.kernel.ids import new_id, public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system, authenticating
from steelyard.platform.live.listening import listener
from steelyard.platform.models import Notification
from steelyard.platform.visibility import hide, show
from tests.identity.conftest import World, signed_in
from tests.live.conftest import Asking, HornHidden, blow


def notice(person_id: object) -> Notification:
    with as_system():
        return Notification.objects.create(
            person_id=person_id, event_id=new_id(), event_type="x", sentence="", url="/", created_at=utc_now()
        )


def test_an_open_page_hears_of_its_record_and_of_its_kind(people: World) -> None:
    horn, other = new_id(), new_id()
    name = public_id("horn", horn)
    page = Asking("sam@hansa.example", name, "horn", "bell")
    page.settle()
    blow(people.host_admin, horn, partner_id=people.hansa.id)
    news = page.until(bool)
    assert news.keys() == {name, "horn"}
    blow(people.host_admin, other, partner_id=people.hansa.id)
    assert page.until(lambda later: later.get("horn") != news["horn"])[name] == news[name]


def test_a_partner_hears_nothing_of_others_and_nothing_internal(people: World) -> None:
    horn = new_id()
    name = public_id("horn", horn)
    hansa, baltic, host = (Asking(f"{who}.example", name, "horn") for who in ("sam@hansa", "sam@baltic", "carl@host"))
    for page in (hansa, baltic, host):
        page.settle()
    blow(people.host_admin, horn, kind=HornHidden, partner_id=people.hansa.id)
    assert host.until(bool)
    assert (hansa.ask(), baltic.ask()) == ({}, {})
    blow(people.hansa.seller, horn, partner_id=people.hansa.id)
    assert hansa.until(bool).keys() == {name, "horn"}
    assert baltic.ask() == {}


def test_a_distributor_hears_what_it_sees_and_no_longer(people: World) -> None:
    horn = new_id()
    page = Asking("sam@baltic.example", public_id("horn", horn))
    page.settle()
    with as_system():
        show(viewers=[people.baltic.id], partners=[people.hansa.id])
    blow(people.hansa.seller, horn, partner_id=people.hansa.id)
    assert page.until(bool)
    with as_system():
        hide(viewers=[people.baltic.id], partners=[people.hansa.id])
    later = new_id()
    page.topics = (public_id("horn", later),)
    blow(people.hansa.seller, later, partner_id=people.hansa.id)
    time.sleep(0.5)
    assert page.ask() == {}


def test_notifications_are_heard_by_their_reader_alone(people: World) -> None:
    mine, colleague = Asking("sam@hansa.example", "me"), Asking("ada@hansa.example", "me")
    mine.settle()
    colleague.settle()
    row = notice(people.hansa.seller.person_id)
    first = mine.until(bool)
    assert colleague.ask() == {}
    with as_system():
        row.read_at = utc_now()
        row.save()
    assert mine.until(lambda news: news != first)["me"] == f"{row.id}-read"


def test_what_commits_late_and_in_bulk_is_heard(people: World) -> None:
    horns = [new_id() for _ in range(250)]
    pages = [Asking("carl@host.example", public_id("horn", horn)) for horn in (horns[0], horns[-1])]
    for page in pages:
        page.settle()
    with as_system():
        blow(people.host_admin, *horns)
        time.sleep(1.0)
        assert pages[0].ask() == {}
    assert all(page.until(bool) for page in pages)


def test_a_revoked_session_stops_hearing_within_a_second(people: World) -> None:
    page = Asking("sam@hansa.example", "horn")
    page.settle()
    key = page.client.cookies[settings.SESSION_COOKIE_NAME].value
    with authenticating():
        Session.objects.filter(session_key=key).delete()
    assert seconds_until_refused(page) <= 1.0


@pytest.mark.parametrize("what", ["membership", "password", "person"])
def test_who_may_not_sign_in_any_more_stops_hearing_within_a_second(people: World, what: str) -> None:
    page = Asking("sam@hansa.example", "horn")
    page.settle()
    with as_system():
        person = Person.objects.get(email="sam@hansa.example")
        if what == "membership":
            Membership.objects.filter(person=person).update(until=utc_now())
        elif what == "password":
            person.set_password("another-balance-altogether")
            person.save()
        else:
            person.is_active = False
            person.save()
    assert seconds_until_refused(page) <= 1.0


def seconds_until_refused(page: Asking) -> float:
    began = time.monotonic()
    while time.monotonic() < began + 5:
        if page.client.get("/live", {"since": page.since, "on": "horn"}).status_code == 302:
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError("it goes on hearing")


def test_another_seat_hears_with_its_own_ears(people: World) -> None:
    page = Asking("sam@hansa.example", "horn")
    page.settle()
    with as_system():
        person = Person.objects.get(email="sam@hansa.example")
        seat = Membership.objects.create(
            person=person, partner_id=people.baltic.id, roles=["seller"], since_at=utc_now()
        )
    with authenticating():
        session = page.client.session
        session[MEMBERSHIP] = str(seat.id)
        session.save()
    time.sleep(1.1)
    page.settle()
    blow(people.baltic.seller, new_id(), partner_id=people.baltic.id)
    assert page.until(bool)


def test_a_lost_connection_loses_no_news(people: World) -> None:
    horn = new_id()
    page = Asking("carl@host.example", public_id("horn", horn))
    page.settle()
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and query like 'select 1%%' and pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    blow(people.host_admin, horn)
    assert page.until(lambda news: news is None or news != {}) is None


def test_a_restarted_process_lets_pages_look_at_everything(people: World) -> None:
    page = Asking("carl@host.example", "horn")
    page.settle()
    listener.stop()
    blow(people.host_admin, new_id())
    assert page.until(lambda news: news is None or news != {}) is None
    page.settle()


def test_an_open_page_does_not_keep_a_session_alive(people: World) -> None:
    client = signed_in("sam@hansa.example")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    an_hour_ago = utc_now() - timedelta(hours=1)
    with authenticating():
        session = client.session
        session[SEEN] = an_hour_ago.timestamp()
        session.save()

    def was_seen_again() -> bool:
        with authenticating():
            return Session.objects.get(session_key=key).seen_at != an_hour_ago

    for path in ("/live", "/live/frame"):
        client.get(path, headers={"X-Steelyard-Background": "1"})
    assert not was_seen_again()
    client.get("/")
    assert was_seen_again()


def test_who_is_not_signed_in_hears_nothing(people: World) -> None:
    assert Client().get("/live", {"on": "horn"}).status_code == 302


def test_answers_from_memory_ask_the_database_nothing(
    people: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = Asking("carl@host.example", "horn")
    page.settle()
    page.ask()
    with django_assert_num_queries(0):
        page.ask()
