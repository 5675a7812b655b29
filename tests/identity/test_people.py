"""Belonging: enrolling, changing roles, deactivating and coming back."""

from datetime import datetime, timedelta

import pytest

from steelyard.identity.commands import people as commands
from steelyard.identity.models import Membership, Person
from steelyard.identity.public import enroll_person, find_people, get_actor, list_host_people, list_people
from steelyard.identity.refusals import AlreadyDeactivated, LastAdministrator, RolesNotPossible, StillActive
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.identity.conftest import World


def membership_of(actor: Actor) -> Membership:
    with as_system():
        return Membership.objects.get(person_id=actor.person_id, partner_id=actor.partner_id, until=None)


def recorded() -> list[str]:
    with as_system():
        return list(EventRecord.objects.order_by("sequence").values_list("type", flat=True))


def test_an_enrolled_person_belongs_and_is_announced(world: World, now: datetime) -> None:
    with acting_as(world.host_admin):
        person_id = enroll_person(
            actor=world.host_admin,
            email=" New@Hansa.Example ",
            name="New Person",
            partner_id=world.hansa.id,
            roles=[Role.SELLER],
            now=now,
        )
        assert get_actor(person_id, world.hansa.id).roles == {Role.SELLER}
        assert Person.objects.get(id=person_id).email == "new@hansa.example"
    assert recorded()[-1] == "identity.person.joined"


def test_enrolling_a_known_address_again_adds_the_missing_roles(world: World, now: datetime) -> None:
    with acting_as(world.hansa.admin):
        person_id = enroll_person(
            actor=world.hansa.admin,
            email="sam@hansa.example",
            name="Another Name",
            partner_id=world.hansa.id,
            roles=[Role.ARCHITECT],
            now=now,
        )
    assert person_id == world.hansa.seller.person_id
    assert membership_of(world.hansa.seller).role_set == {Role.SELLER, Role.ARCHITECT}


@pytest.mark.parametrize("roles", [[], [Role.FINANCE], [Role.SELLER, Role.AUDITOR]])
def test_a_partner_has_partner_roles_only(world: World, now: datetime, roles: list[Role]) -> None:
    with pytest.raises(RolesNotPossible), acting_as(world.host_admin):
        enroll_person(
            actor=world.host_admin, email="x@hansa.example", name="X", partner_id=world.hansa.id, roles=roles, now=now
        )


def test_who_does_not_manage_an_organization_changes_nothing_there(world: World, now: datetime) -> None:
    outsiders = [world.hansa.seller, world.baltic.admin, world.baltic.seller]
    for outsider in outsiders:
        with acting_as(outsider):
            with pytest.raises(NotAllowed):
                enroll_person(
                    actor=outsider,
                    email="x@h.example",
                    name="X",
                    partner_id=world.hansa.id,
                    roles=[Role.SELLER],
                    now=now,
                )
            with pytest.raises((NotAllowed, NotFound)):
                commands.deactivate_member(actor=outsider, membership_id=membership_of(world.hansa.seller).id, now=now)
    with pytest.raises(NotAllowed), acting_as(world.channel_manager):
        enroll_person(
            actor=world.channel_manager,
            email="x@host.example",
            name="X",
            partner_id=None,
            roles=[Role.FINANCE],
            now=now,
        )


def test_a_foreign_membership_looks_like_none(world: World, now: datetime) -> None:
    with pytest.raises(NotFound), acting_as(world.baltic.admin):
        commands.change_roles(
            actor=world.baltic.admin,
            membership_id=membership_of(world.hansa.seller).id,
            roles=[Role.ARCHITECT],
            now=now,
        )


def test_roles_are_changed_with_what_they_were_before(world: World, now: datetime) -> None:
    member = membership_of(world.hansa.seller)
    with acting_as(world.hansa.admin):
        commands.change_roles(actor=world.hansa.admin, membership_id=member.id, roles=[Role.ARCHITECT], now=now)
    with as_system():
        event = EventRecord.objects.get(type="identity.person.roles_changed")
    assert (event.payload["before"], event.payload["roles"]) == (["seller"], ["architect"])


def test_deactivating_ends_the_membership_and_coming_back_opens_a_new_one(world: World, now: datetime) -> None:
    member = membership_of(world.hansa.seller)
    admin = world.hansa.admin
    with acting_as(admin):
        commands.deactivate_member(actor=admin, membership_id=member.id, now=now)
        with pytest.raises(AlreadyDeactivated):
            commands.deactivate_member(actor=admin, membership_id=member.id, now=now)
    with as_system():
        assert not Person.objects.get(id=world.hansa.seller.person_id).is_active
    with acting_as(admin):
        again = commands.reactivate_member(actor=admin, membership_id=member.id, now=now + timedelta(days=1))
        with pytest.raises(StillActive):
            commands.reactivate_member(actor=admin, membership_id=member.id, now=now + timedelta(days=1))
    assert again == membership_of(world.hansa.seller).id != member.id
    with as_system():
        assert Person.objects.get(id=world.hansa.seller.person_id).is_active


def test_a_person_of_two_organizations_loses_only_the_one(world: World, now: datetime) -> None:
    with acting_as(world.host_admin):
        enroll_person(
            actor=world.host_admin,
            email="sam@hansa.example",
            name="Sam",
            partner_id=world.baltic.id,
            roles=[Role.SELLER],
            now=now,
        )
    with acting_as(world.hansa.admin):
        commands.deactivate_member(actor=world.hansa.admin, membership_id=membership_of(world.hansa.seller).id, now=now)
    with as_system():
        assert Person.objects.get(id=world.hansa.seller.person_id).is_active


def test_an_organization_keeps_an_administrator(world: World, now: datetime) -> None:
    member = membership_of(world.hansa.admin)
    with acting_as(world.hansa.admin):
        with pytest.raises(LastAdministrator):
            commands.deactivate_member(actor=world.hansa.admin, membership_id=member.id, now=now)
        with pytest.raises(LastAdministrator):
            commands.change_roles(actor=world.hansa.admin, membership_id=member.id, roles=[Role.SELLER], now=now)


def test_cards_tell_partners_the_names_of_the_hosts_people_and_nothing_of_other_partners(world: World) -> None:
    everybody = {world.host_admin.person_id, world.hansa.seller.person_id, world.baltic.seller.person_id}
    ids = {person_id for person_id in everybody if person_id is not None}
    with acting_as(world.hansa.seller):
        cards = find_people(ids)
        assert {card.name for card in cards.values()} == {"Petra Host", "Sam of hansa"}
        assert {card.email for card in cards.values()} == {"", "sam@hansa.example"}
        assert list_people(world.baltic.id) == []
    with acting_as(world.channel_manager):
        assert len(find_people(ids)) == 3
        assert [card.email for card in list_host_people(Role.PROGRAM_ADMIN)] == ["petra@host.example"]
