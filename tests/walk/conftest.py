"""The world that is walked: two databases' worth of it in one, so that what others change for Anker can be seen."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import new_id, public_id
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from tests import database
from tests.identity.test_access import key_for
from tests.partners.making import browser_of
from tests.walk.browsing import Answer, Browser, Visitor
from tests.walk.crawl import crawl
from tests.walk.ecosystem import (
    Ids,
    World,
    made_between,
    make_anker,
    make_host,
    make_others,
    named_companies,
    outside,
    read_ids,
)


@dataclass(frozen=True)
class Walk:
    """The world with everybody in it; who walks; which ids are whose; what Anker read before and after the others came."""

    world: World
    visitors: dict[str, Visitor]
    own: Ids
    foreign: Ids
    alone: dict[str, dict[str, Answer]]
    beside: dict[str, dict[str, Answer]]

    def choose_own(self, prefix: str) -> str:
        """Return an id of Anker's, or of the host where Anker has none."""
        return (outside(self.own, prefix) or [public_id(prefix, new_id())])[0]

    def choose_foreign(self, prefix: str) -> str:
        """Return an id that is not for Anker's eyes."""
        return outside(self.foreign, prefix)[0]

    def choose_unknown(self, prefix: str) -> str:
        """Return an id that nothing ever had."""
        return public_id(prefix, new_id())


@pytest.fixture(scope="package", autouse=True)
def quiet() -> Iterator[None]:
    """Keep thousands of expected refusals out of the reports."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.WARNING)


@pytest.fixture(scope="package")
def walk(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[Walk]:
    """The world in a database of the walk's own; what a test changes is taken back."""
    from tests.settings import URLS

    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), database.clone(URLS, f"steelyard_walk_{worker_id}_{os.getpid()}") as name:
        _connect_to(name)
        try:
            yield _make_walk()
        finally:
            _connect_to(before)


def _make_walk() -> Walk:
    now = utc_now()
    host = make_host(now)
    hosts = read_ids()
    world = make_anker(host, now)
    visitors = _make_visitors(world)
    everything = read_ids()
    own = {prefix: made or everything[prefix] for prefix, made in made_between(hosts, everything).items()}
    own |= {"rules": hosts["rules"], "company": named_companies(world.anker.id)}
    alone = {who: crawl(visitors[who], own) for who in ANKER}
    before = read_ids()
    make_others(world, now)
    foreign = made_between(before, read_ids())
    refresh_facts(utc_now())
    return Walk(world, visitors, own, foreign, alone, beside={who: crawl(visitors[who], own) for who in ANKER})


ANKER = ("partner_admin", "key")
"""Those of Anker who walk everywhere: its administrator on pages, and a seller's program over the API."""


def _make_visitors(world: World) -> dict[str, Visitor]:
    people = {**world.host, **world.anker.people}
    visitors = {role.value: Visitor(role.value, _sign_in(person)) for role, person in people.items()}
    visitors["anonymous"] = Visitor("anonymous")
    visitors["key"] = _program_of(world.anker.people[Role.SELLER])
    return visitors


def _sign_in(person: Actor) -> Browser:
    browser = Browser()
    browser.cookies = browser_of(person).cookies
    return browser


def _program_of(actor: Actor) -> Visitor:
    return Visitor("key", headers={"Authorization": f"Bearer {key_for(actor)}"})


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.fixture
def visitors(walk: Walk, db: None) -> dict[str, Visitor]:
    """Those who walk, in a transaction that is taken back."""
    return walk.visitors
