"""What hangs on partners follows their merge: registrations, claims, opportunities, what people may do with them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from steelyard.deals.commands import withdraw_registration
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.partners.commands import merge_partners, undo_partner_merge
from steelyard.partners.foreseeing import foresee_merge
from steelyard.pipeline.models import Opportunity
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.feed import list_feed
from steelyard.platform.merging.refusals import MergeNotUndoable
from steelyard.program.queries.decisions import list_decisions
from tests.deals.making import CUSTOMERS, make_deal_world, submit
from tests.deals.test_race import at_once
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_opportunity

ONE, OTHER = "Nordlicht Werke GmbH", "Ostsee Turbinenbau AG"


def merge(world: Ecosystem, now: datetime) -> UUID:
    """Merge Beta into Acme."""
    with as_system():
        return merge_partners(survivor_id=world.acme, merged_id=world.beta, taken=(), actor=SYSTEM, now=now)


def undo(merge_id: UUID, now: datetime) -> None:
    with as_system():
        undo_partner_merge(merge_id=merge_id, actor=SYSTEM, now=now)


def after_merge(actor: Actor, world: Ecosystem) -> Actor:
    return get_actor(actor.person_id, world.acme)


@pytest.mark.django_db
def test_registrations_and_opportunities_are_the_survivors(world: Ecosystem, now: datetime) -> None:
    claimed = submit(world.beta_seller, now, ONE)
    with as_system():
        sold = make_opportunity(now, "Turbines", partner_id=world.beta)
    merge(world, now)
    moved = after_merge(world.beta_seller, world)
    for actor in (world.acme_seller, moved):
        with acting_as(actor):
            assert DealRegistration.visible_to(actor).get(id=claimed.id).partner_id == world.acme
            assert Opportunity.visible_to(actor).get(id=sold).partner_id == world.acme
            assert RegistrationLine.objects.get(registration=claimed.id).state == "protected"
            assert list_feed(actor, claimed.id)
            assert list_decisions(actor, claimed.id)
    with acting_as(moved):
        withdraw_registration(actor=moved, registration_id=claimed.id, reason="Came to nothing", now=now)


@pytest.mark.django_db
def test_claims_of_both_are_told_of(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, ONE)
    second = submit(world.beta_seller, now, OTHER, "cloud", value=Money(Decimal(900_000), "EUR"))
    with as_system():
        line = RegistrationLine.objects.get(registration=first.id)
        RegistrationLine.objects.filter(registration=second.id).update(scope_key=line.scope_key)
        preview = foresee_merge(SYSTEM, world.acme, world.beta, at=now)
    (collision,) = preview.collisions
    assert (collision.code, collision.blocks) == ("claimed_by_both", False)
    assert collision.records == (first.public_id, second.public_id)


@pytest.mark.django_db
def test_what_was_decided_since_forbids_the_undo(world: Ecosystem, now: datetime) -> None:
    claimed = submit(world.beta_seller, now, ONE)
    merge_id = merge(world, now)
    undo(merge_id, now)
    with as_system():
        assert DealRegistration.objects.get(id=claimed.id).partner_id == world.beta
    merge_id = merge(world, now)
    moved = after_merge(world.beta_seller, world)
    with acting_as(moved):
        withdraw_registration(actor=moved, registration_id=claimed.id, reason="Came to nothing", now=now)
    with pytest.raises(MergeNotUndoable, match="a registration that came with it was changed"):
        undo(merge_id, now)


def test_whoever_writes_for_a_partner_meets_its_merge(own_database: str, now: datetime) -> None:
    with as_system():
        world = make_deal_world(now)

    def selling(name: str) -> Callable[[], Any]:
        def run() -> None:
            with as_system():
                make_opportunity(now, name, partner_id=world.beta)

        return run

    def registering() -> None:
        try:
            submit(world.beta_seller, now, CUSTOMERS[0])
        except OperationalError as error:
            assert "merged meanwhile" in str(error)  # noqa: PT017 - it may as well have been in time

    try:
        at_once(registering, *map(selling, CUSTOMERS[1:4]), lambda: merge(world, now))
        with as_system():
            assert {one.partner_id for one in DealRegistration.objects.all()} <= {world.acme}
            assert {one.partner_id for one in Opportunity.objects.all()} == {world.acme}
    finally:
        connection.close()
