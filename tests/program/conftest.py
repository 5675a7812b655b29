"""The referral rulebook, registered and in force; people of both sides."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.platform import visibility
from steelyard.platform.db import as_system
from steelyard.program.public import (
    DecisionKind,
    ReasonText,
    adopt_rules,
    define_region,
    register_decisions,
    register_reasons,
    register_rulebook,
)
from steelyard.program.terms import BEGINNING, RegionCard
from tests.identity.conftest import World, make_world, signed_in
from tests.program.rulebook import ReferralRules, decide_referral
from tests.sharing import NOW, made_once

KEY = "referral_in_tests"

REFERRAL = DecisionKind(
    kind=KEY,
    label="Referral",
    rulebook=KEY,
    subject_prefix="referral",
    decide=decide_referral,
    outcomes={"protected": "protected", "refuse": "refused"},
)
register_rulebook(KEY, ReferralRules)
register_decisions(REFERRAL)
register_reasons(
    {
        "rival_found": ReasonText(text="{who} came first.", for_partners="Somebody came first."),
        "free": "Nothing speaks against it; protected for {days} days.",
        "name_another": "Refer another company.",
    }
)

ADMIN = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.PROGRAM_ADMIN}), name="Ada Admin")
MANAGER = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.CHANNEL_MANAGER}), name="Mia Manager")
SELLER_OF_HOST = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.ACCOUNT_EXECUTIVE}))


def partner(partner_id: UUID) -> Actor:
    return Actor(kind=ActorKind.PARTNER, partner_id=partner_id, person_id=new_id(), roles=frozenset({Role.SELLER}))


def set_up(now: datetime) -> None:
    """Put two nested regions and the first version of the referral rules in place."""
    with as_system():
        define_region(actor=SYSTEM, region=RegionCard(key="EMEA", name="EMEA"), now=now)
        define_region(
            actor=SYSTEM, region=RegionCard(key="DACH", name="DACH", parent="EMEA", countries=("DE",)), now=now
        )
        define_region(actor=SYSTEM, region=RegionCard(key="APAC", name="APAC", countries=("JP",)), now=now)
        adopt_rules(actor=SYSTEM, key=KEY, rules=ReferralRules().dump(), effective_from=BEGINNING, now=now)


made_program = made_once(lambda: set_up(NOW))


@pytest.fixture
def program(made_program: None, system: None) -> None:
    """Begin with that."""


made_people = made_once(lambda: make_world(NOW))


@pytest.fixture
def world(made_program: None, made_people: World, db: None) -> World:
    """The rules in force, and people of both sides who sign in."""
    return made_people


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in("petra@host.example")


@pytest.fixture
def seller(world: World) -> Client:
    return signed_in("sam@hansa.example")


@pytest.fixture
def two_partners(program: None) -> tuple[Actor, Actor]:
    a, b = partner(new_id()), partner(new_id())
    for actor in (a, b):
        assert actor.partner_id is not None
        visibility.show(viewers=[actor.partner_id], partners=[actor.partner_id])
    return a, b


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=10)
