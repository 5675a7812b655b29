"""Inviting: asking, asking again, taking back, accepting."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from steelyard.identity import events
from steelyard.identity.commands.people import check_roles, find_or_create_person, joined, open_membership
from steelyard.identity.links import read_invitation_token
from steelyard.identity.models import Invitation, Membership, Person
from steelyard.identity.permissions import can_manage_people, require
from steelyard.identity.refusals import (
    AlreadyInvited,
    AlreadyMember,
    InvitationAlreadyClosed,
    InvitationForSomebodyElse,
    InvitationNotOpen,
    SignInToAccept,
)
from steelyard.identity.terms import INVITATION_LASTS, Guest, in_order
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.kernel.refusals import InvalidInput, NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.visibility import is_partner


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    email: str,
    partner_id: UUID | None,
    roles: Collection[Role],
    now: datetime,
    name: str = "",
    language: str = "en",
    message: str = "",
) -> UUID:
    """Invite somebody by mail to the host (no partner) or a partner, and return the invitation's id.

    No person is made yet, and nothing is said about an account that the address may have elsewhere.

    Raises: NotAllowed, NotFound, RolesNotPossible, AlreadyMember, AlreadyInvited.
    """
    require(can_manage_people(actor, partner_id))
    if partner_id is not None and not is_partner(partner_id):
        raise NotFound
    wanted = check_roles(roles, partner_id)
    guest = Guest(email=email, name=name, partner_id=partner_id, language=language)
    invitation = _invitation(guest, wanted, message, actor=actor, now=now)
    if _find_members([invitation]):
        raise AlreadyMember(email=invitation.email)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyInvited(email=invitation.email) from error
    record(_invited(invitation), actor=actor, now=now)
    return invitation.id


@transaction.atomic
def invite_people(*, actor: Actor, guests: Sequence[Guest], roles: Collection[Role], now: datetime) -> int:
    """Invite many by mail in a few statements for all, and return how many; members and whom somebody invited already are left out.

    Raises: NotAllowed, RolesNotPossible.
    """
    for partner_id in {guest.partner_id for guest in guests}:
        require(can_manage_people(actor, partner_id))
    asked = [_invitation(one, check_roles(roles, one.partner_id), "", actor=actor, now=now) for one in guests]
    members = _find_members(asked)
    wanted = [one for one in asked if (one.partner_id, one.email) not in members]
    Invitation.objects.bulk_create(wanted, ignore_conflicts=True)
    kept = set(Invitation.objects.filter(id__in=[one.id for one in wanted]).values_list("id", flat=True))
    invited = [_invited(one) for one in wanted if one.id in kept]
    if invited:
        record(*invited, actor=actor, now=now)
    return len(invited)


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation_id: UUID, now: datetime) -> None:
    """Send an invitation again with a new link and new time; the old link stops working.

    Raises: NotFound, NotAllowed, InvitationAlreadyClosed.
    """
    invitation = _get_managed(actor, invitation_id)
    invitation.serial += 1
    invitation.sent_at = now
    invitation.expires_at = now + INVITATION_LASTS
    invitation.save(update_fields=["serial", "sent_at", "expires_at"])
    record(_invited(invitation), actor=actor, now=now)


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation_id: UUID, now: datetime) -> None:
    """Take an invitation back; its link stops working.

    Raises: NotFound, NotAllowed, InvitationAlreadyClosed.
    """
    invitation = _get_managed(actor, invitation_id)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    revoked = events.InvitationRevoked(
        subject_id=invitation.id, subject_label=invitation.email, partner_id=invitation.partner_id
    )
    record(revoked, actor=actor, now=now)


@transaction.atomic
def accept_invitation(
    *, actor: Actor, token: str, now: datetime, name: str = "", password: str = "", language: str = ""
) -> UUID:
    """Take up an invitation, once, and return the id of the new membership.

    The link proves the mailbox. Somebody new, or back after having left, sets name and password; somebody who has an account
    is asked to sign in first and then only agrees.

    Raises: InvitationNotOpen, InvitationForSomebodyElse, SignInToAccept, InvalidInput.
    """
    with as_system():
        invitation = find_open_invitation(token, now, for_update=True)
        if invitation is None:
            raise InvitationNotOpen
        person = Person.objects.select_for_update().filter(email=invitation.email).first()
        check_who_accepts(actor, invitation, person)
        if actor.is_anonymous:
            person = _welcome(invitation, name=name, password=password, language=language, now=now)
        assert person is not None
        membership = person.memberships.filter(partner_id=invitation.partner_id, until=None).first()
        if membership is None:
            membership = open_membership(person, invitation.partner_id, invitation.role_set, now=now)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        accepting = Actor(
            kind=ActorKind.HOST if invitation.partner_id is None else ActorKind.PARTNER, person_id=person.id
        )
        happened = joined(person, invitation.partner_id, invitation.role_set)
        record(happened, actor=accepting, now=now, related=[invitation.id])
        return membership.id


# --- What the page asks before it shows a form -------------------------------------------------------------------------


def find_open_invitation(token: str, now: datetime, *, for_update: bool = False) -> Invitation | None:
    """Return the invitation that the link opens; None when the link is wrong, used, replaced, revoked or too old."""
    named = read_invitation_token(token)
    if named is None:
        return None
    rows = Invitation.objects.filter(id=named[0], serial=named[1])
    if for_update:
        rows = rows.select_for_update()
    invitation = rows.first()
    return invitation if invitation is not None and invitation.is_open(now) else None


def check_who_accepts(actor: Actor, invitation: Invitation, person: Person | None) -> None:
    """Refuse when another person is signed in, or when the invited one has an account and must sign in first.

    Raises: InvitationForSomebodyElse, SignInToAccept.
    """
    if not actor.is_anonymous:
        if person is None or actor.person_id != person.id:
            raise InvitationForSomebodyElse(email=invitation.email)
    elif person is not None and person.is_active:
        raise SignInToAccept


def _welcome(invitation: Invitation, *, name: str, password: str, language: str, now: datetime) -> Person:
    fallback = invitation.name or invitation.email.partition("@")[0]
    person = find_or_create_person(
        email=invitation.email, name=name or fallback, now=now, language=language or invitation.language
    )
    if name:
        person.name = name
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise InvalidInput(fields={"password": " ".join(error.messages)}) from error
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    return person


def _get_managed(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation = Invitation.visible_to(actor).select_for_update().filter(id=invitation_id).first()
    if invitation is None:
        raise NotFound
    require(can_manage_people(actor, invitation.partner_id))
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise InvitationAlreadyClosed
    return invitation


def _invitation(guest: Guest, roles: frozenset[Role], message: str, *, actor: Actor, now: datetime) -> Invitation:
    return Invitation(
        email=guest.email.strip().lower(),
        name=guest.name,
        partner_id=guest.partner_id,
        roles=in_order(roles),
        language=guest.language,
        message=message,
        invited_by_id=actor.person_id,
        created_at=now,
        sent_at=now,
        expires_at=now + INVITATION_LASTS,
    )


def _find_members(invitations: Sequence[Invitation]) -> set[tuple[UUID | None, str]]:
    """Return where those who are to be invited belong already, of the organizations to which they are invited."""
    rows = Membership.objects.filter(person__email__in={one.email for one in invitations}, until=None)
    belonging = set(rows.values_list("partner_id", "person__email"))
    return belonging & {(one.partner_id, one.email) for one in invitations}


def _invited(invitation: Invitation) -> events.PersonInvited:
    return events.PersonInvited(
        subject_id=invitation.id,
        subject_label=invitation.name or invitation.email,
        partner_id=invitation.partner_id,
        email=invitation.email,
        roles=in_order(invitation.role_set),
        serial=invitation.serial,
    )
