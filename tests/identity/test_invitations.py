"""Invitations: one link, one person, one use."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from steelyard.identity.commands.invitations import (
    accept_invitation,
    invite_person,
    resend_invitation,
    revoke_invitation,
)
from steelyard.identity.links import invitation_path, invitation_token
from steelyard.identity.models import Invitation, Membership, Person
from steelyard.identity.refusals import (
    AlreadyInvited,
    AlreadyMember,
    InvitationAlreadyClosed,
    InvitationForSomebodyElse,
    InvitationNotOpen,
    SignInToAccept,
)
from steelyard.kernel.actors import ANONYMOUS, Actor, Role
from steelyard.kernel.refusals import InvalidInput, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system, authenticating
from steelyard.platform.models import Notification
from tests.identity.conftest import PASSWORD, World, signed_in
from tests.jobs import run_jobs


def invited(world: World, now: datetime, email: str = "new@hansa.example") -> Invitation:
    admin = world.hansa.admin
    with acting_as(admin):
        key = invite_person(actor=admin, email=email, partner_id=world.hansa.id, roles=[Role.SELLER], now=now)
        return Invitation.objects.get(id=key)


def accept(token: str, now: datetime, actor: Actor = ANONYMOUS, password: str = PASSWORD) -> None:
    with authenticating():
        accept_invitation(actor=actor, token=token, now=now, name="New Person", password=password)


def token_of(invitation: Invitation) -> str:
    return invitation_token(invitation.id, invitation.serial)


def test_a_link_works_once(world: World, now: datetime) -> None:
    token = token_of(invited(world, now))
    accept(token, now)
    with as_system():
        assert Membership.objects.get(person__email="new@hansa.example").roles == ["seller"]
    with pytest.raises(InvitationNotOpen):
        accept(token, now)


def test_a_link_ends_after_seven_days(world: World, now: datetime) -> None:
    token = token_of(invited(world, now))
    with pytest.raises(InvitationNotOpen):
        accept(token, now + timedelta(days=7))
    accept(token, now + timedelta(days=7) - timedelta(seconds=1))


def test_a_revoked_link_opens_nothing(world: World, now: datetime) -> None:
    invitation = invited(world, now)
    with acting_as(world.hansa.admin):
        revoke_invitation(actor=world.hansa.admin, invitation_id=invitation.id, now=now)
        with pytest.raises(InvitationAlreadyClosed):
            resend_invitation(actor=world.hansa.admin, invitation_id=invitation.id, now=now)
    with pytest.raises(InvitationNotOpen):
        accept(token_of(invitation), now)


def test_sending_again_replaces_the_link(world: World, now: datetime) -> None:
    invitation = invited(world, now)
    old = token_of(invitation)
    with acting_as(world.hansa.admin):
        resend_invitation(actor=world.hansa.admin, invitation_id=invitation.id, now=now + timedelta(days=8))
    with pytest.raises(InvitationNotOpen):
        accept(old, now)
    with as_system():
        invitation.refresh_from_db()
    accept(token_of(invitation), now + timedelta(days=8))


def test_administrators_are_told_who_accepted(world: World, now: datetime) -> None:
    accept(token_of(invited(world, now)), now)
    run_jobs()
    with as_system():
        told = Notification.objects.filter(event_type="identity.person.joined")
        assert {row.person_id for row in told} == {world.hansa.admin.person_id}


def test_only_the_newest_link_is_mailed_when_sent_twice_quickly(world: World) -> None:
    now = utc_now()
    invitation = invited(world, now)
    with acting_as(world.hansa.admin):
        resend_invitation(actor=world.hansa.admin, invitation_id=invitation.id, now=now)
        invitation.refresh_from_db()
    run_jobs()
    assert [invitation_path(invitation.id, 2) in str(message.body) for message in mail.outbox] == [True]


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "x" + t, lambda t: "", lambda t: "a:b:c"]
)
def test_a_forged_link_opens_nothing(world: World, now: datetime, spoil: object) -> None:
    token = token_of(invited(world, now))
    with pytest.raises(InvitationNotOpen):
        accept(spoil(token), now)  # type: ignore[operator]


def test_another_person_who_is_signed_in_cannot_take_the_place(world: World) -> None:
    page = invitation_path(*_named(invited(world, utc_now())))
    browser = signed_in("sam@baltic.example")
    for answer in (browser.get(page), browser.post(page)):
        assert answer.status_code == 409
        assert b"new@hansa.example" in answer.content
    with as_system():
        assert not Membership.objects.filter(person__email="new@hansa.example").exists()
    with pytest.raises(InvitationForSomebodyElse):
        accept(token_of(_only()), utc_now(), actor=world.baltic.seller)


def test_who_has_an_account_signs_in_and_then_only_agrees(world: World) -> None:
    page = invitation_path(*_named(invited(world, utc_now(), "sam@baltic.example")))
    stranger = Client()
    led = stranger.get(page)
    assert led["Location"].startswith("/account/login/?next=%2Finvitations%2F")
    with pytest.raises(SignInToAccept):
        accept(token_of(_only()), utc_now())
    browser = signed_in("sam@baltic.example")
    assert browser.get(page).status_code == 200
    assert browser.post(page).status_code == 302
    with as_system():
        seats = Membership.objects.filter(person_id=world.baltic.seller.person_id, until=None)
        assert {seat.partner_id for seat in seats} == {world.hansa.id, world.baltic.id}
        assert Person.objects.get(id=world.baltic.seller.person_id).check_password(PASSWORD)


def test_a_weak_password_is_refused_with_its_field(world: World, now: datetime) -> None:
    token = token_of(invited(world, now))
    with pytest.raises(InvalidInput) as refused:
        accept(token, now, password="hansa")
    assert "password" in refused.value.fields
    accept(token, now)


def test_inviting_says_nothing_about_accounts_elsewhere(world: World, now: datetime) -> None:
    known, unknown = invited(world, now, "sam@baltic.example"), invited(world, now, "nobody@baltic.example")
    assert (known.name, known.roles) == (unknown.name, unknown.roles)
    admin = world.hansa.admin
    with acting_as(admin):
        with pytest.raises(AlreadyInvited):
            invite_person(
                actor=admin, email="SAM@baltic.example", partner_id=world.hansa.id, roles=[Role.SELLER], now=now
            )
        with pytest.raises(AlreadyMember):
            invite_person(
                actor=admin, email="sam@hansa.example", partner_id=world.hansa.id, roles=[Role.SELLER], now=now
            )


def test_a_foreign_invitation_looks_like_none(world: World, now: datetime) -> None:
    invitation = invited(world, now)
    for command in (revoke_invitation, resend_invitation):
        with pytest.raises(NotFound), acting_as(world.baltic.admin):
            command(actor=world.baltic.admin, invitation_id=invitation.id, now=now)


def _named(invitation: Invitation) -> tuple[object, int]:
    return invitation.id, invitation.serial


def _only() -> Invitation:
    with as_system():
        return Invitation.objects.get()
