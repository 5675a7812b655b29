"""A host with an administrator, and two partners that must not learn of each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from steelyard.identity.models import Person
from steelyard.identity.public import enroll_person, get_actor
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import new_id
from steelyard.platform.db import as_system
from steelyard.platform.visibility import show
from tests.serving import serving
from tests.sharing import NOW, made_once

PASSWORD = "weigh-unlike-things-fairly"


@dataclass(frozen=True)
class Partner:
    id: UUID
    admin: Actor
    seller: Actor


@dataclass(frozen=True)
class World:
    host_admin: Actor
    channel_manager: Actor
    hansa: Partner
    baltic: Partner


def enroll(email: str, name: str, partner_id: UUID | None, *roles: Role, at: datetime) -> Actor:
    """Enroll somebody with a password and return the actor they are."""
    with as_system():
        person_id = enroll_person(actor=SYSTEM, email=email, name=name, partner_id=partner_id, roles=roles, now=at)
        person = Person.objects.get(id=person_id)
        person.set_password(PASSWORD)
        person.save()
        return get_actor(person_id, partner_id)


def make_world(at: datetime) -> World:
    """Make the host's two people and two partners with two people each."""
    partners = []
    for name in ("hansa", "baltic"):
        partner_id = new_id()
        with as_system():
            show(viewers=[partner_id], partners=[partner_id])
        partners.append(
            Partner(
                id=partner_id,
                admin=enroll(f"ada@{name}.example", f"Ada of {name}", partner_id, Role.PARTNER_ADMIN, at=at),
                seller=enroll(f"sam@{name}.example", f"Sam of {name}", partner_id, Role.SELLER, at=at),
            )
        )
    return World(
        host_admin=enroll("petra@host.example", "Petra Host", None, Role.PROGRAM_ADMIN, at=at),
        channel_manager=enroll("carl@host.example", "Carl Host", None, Role.CHANNEL_MANAGER, at=at),
        hansa=partners[0],
        baltic=partners[1],
    )


made_world = made_once(lambda: make_world(NOW))


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


def signed_in(email: str, **headers: str) -> Client:
    """Return a browser in which the person with that address is signed in."""
    client = Client(**headers)
    with as_system():
        client.force_login(Person.objects.get(email=email))
    return client


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """The product at an address, for a browser."""
    with serving(StaticFilesHandler(WSGIHandler())) as address:
        yield address
