"""Belonging: enrolling a person, changing roles, deactivating, reactivating."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.models import ApiKey, Connection, Membership, OAuthClient, Person, Session
from steelyard.identity.permissions import can_manage_people, require
from steelyard.identity.refusals import AlreadyDeactivated, LastAdministrator, RolesNotPossible, StillActive
from steelyard.identity.terms import in_order
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, SYSTEM, Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.mailing.sending import forget_refusal


@transaction.atomic
def enroll_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    partner_id: UUID | None,
    roles: Collection[Role],
    now: datetime,
    language: str = "en",
    title: str = "",
) -> UUID:
    """Make somebody belong to the host (no partner) or a partner, without an invitation, and return the person's id.

    A known address is given the roles it lacks. The person has no password: a code by mail signs them in, or a password reset.

    Raises: NotAllowed, RolesNotPossible.
    """
    require(can_manage_people(actor, partner_id))
    wanted = check_roles(roles, partner_id)
    with as_system():
        person = find_or_create_person(email=email, name=name, now=now, language=language, title=title)
        membership = person.memberships.filter(partner_id=partner_id, until=None).select_for_update().first()
        if membership is None:
            open_membership(person, partner_id, wanted, now=now)
            record(joined(person, partner_id, wanted), actor=actor, now=now)
        elif not wanted <= membership.role_set:
            set_roles(membership, wanted | membership.role_set, actor=actor, now=now)
        return person.id


@transaction.atomic
def change_roles(*, actor: Actor, membership_id: UUID, roles: Collection[Role], now: datetime) -> None:
    """Give a member exactly these roles; it holds from the member's next request.

    Raises: NotFound, NotAllowed, AlreadyDeactivated, RolesNotPossible, LastAdministrator.
    """
    membership = _get_managed(actor, membership_id)
    wanted = check_roles(roles, membership.partner_id)
    if membership.until is not None:
        raise AlreadyDeactivated
    if wanted == membership.role_set:
        return
    with as_system():
        if not wanted & ADMINISTRATORS:
            require_another_administrator(membership)
        set_roles(membership, wanted, actor=actor, now=now)


@transaction.atomic
def deactivate_member(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """End a membership with its keys; without another one the person's sessions end too, and nobody signs in as them.

    Raises: NotFound, NotAllowed, AlreadyDeactivated, LastAdministrator.
    """
    membership = _get_managed(actor, membership_id)
    if membership.until is not None:
        raise AlreadyDeactivated
    with as_system():
        require_another_administrator(membership)
        end_membership(membership, now)
        happened = events.PersonDeactivated(
            subject_id=membership.person_id, subject_label=membership.person.name, partner_id=membership.partner_id
        )
        record(happened, actor=actor, now=now)


@transaction.atomic
def reactivate_member(
    *, actor: Actor, membership_id: UUID, now: datetime, roles: Collection[Role] | None = None
) -> UUID:
    """Open a new membership for somebody whose last one ended, with the same roles unless others are given; return its id.

    Raises: NotFound, NotAllowed, StillActive, RolesNotPossible.
    """
    ended = _get_managed(actor, membership_id)
    wanted = check_roles(ended.role_set if roles is None else roles, ended.partner_id)
    with as_system():
        person = ended.person
        if person.memberships.filter(partner_id=ended.partner_id, until=None).exists():
            raise StillActive
        membership = open_membership(person, ended.partner_id, wanted, now=now)
        happened = events.PersonReactivated(
            subject_id=person.id, subject_label=person.name, partner_id=ended.partner_id, roles=in_order(wanted)
        )
        record(happened, actor=actor, now=now)
        return membership.id


@transaction.atomic
def try_mail_again(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """Let mails go to a member again, whose mailbox refused them; where it still does, the next one says so.

    Raises: NotFound, NotAllowed.
    """
    membership = _get_managed(actor, membership_id)
    with as_system():
        if forget_refusal(membership.person.email):
            happened = events.PersonReachable(
                subject_id=membership.person_id, subject_label=membership.person.name, partner_id=membership.partner_id
            )
            record(happened, actor=actor, now=now)


@transaction.atomic
def note_unreachable(*, address: str, now: datetime) -> None:
    """Say in each organization of whoever has that address that mails to them come back."""
    rows = Membership.objects.filter(person__email=address, until=None).select_related("person")
    happened = [
        events.PersonUnreachable(subject_id=row.person_id, subject_label=row.person.name, partner_id=row.partner_id)
        for row in rows
    ]
    if happened:
        record(*happened, actor=SYSTEM, now=now)


# --- Parts that other commands of identity share ------------------------------------------------------------------------

ADMINISTRATORS = frozenset({Role.PARTNER_ADMIN, Role.PROGRAM_ADMIN})


def check_roles(roles: Collection[Role], partner_id: UUID | None) -> frozenset[Role]:
    """Return the roles as a set. Raises: RolesNotPossible when there are none or one is of the other side."""
    wanted = frozenset(roles)
    if not wanted or not wanted <= (HOST_ROLES if partner_id is None else PARTNER_ROLES):
        raise RolesNotPossible(fields={"roles": RolesNotPossible.text})
    return wanted


def find_or_create_person(*, email: str, name: str, now: datetime, language: str, title: str = "") -> Person:
    """Return the person with that address, made when nobody has it; asked as the system, which knows everybody."""
    address = email.strip().lower()
    person = Person.objects.filter(email=address).first()
    if person is None:
        person = Person(email=address, name=name, title=title, language=language, is_active=False, created_at=now)
        person.set_unusable_password()
        person.save(force_insert=True)
    return person


def open_membership(person: Person, partner_id: UUID | None, roles: frozenset[Role], *, now: datetime) -> Membership:
    """Begin a membership; the person may sign in from now on."""
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
    return Membership.objects.create(person=person, partner_id=partner_id, roles=in_order(roles), since_at=now)


def end_membership(membership: Membership, now: datetime) -> None:
    """End a membership with its keys and clients; without another one the person's sessions end too."""
    membership.until = max(now, membership.since_at)  # the clock may have been set back meanwhile
    membership.save(update_fields=["until"])
    ApiKey.objects.filter(membership=membership, revoked_at=None).update(revoked_at=now)
    OAuthClient.objects.filter(membership=membership, revoked_at=None).update(revoked_at=now)
    person = membership.person
    if not person.memberships.filter(until=None).exists():
        person.is_active = False
        person.save(update_fields=["is_active"])
        Session.objects.filter(person=person).delete()


def joined(person: Person, partner_id: UUID | None, roles: frozenset[Role]) -> events.PersonJoined:
    """Return the announcement that a person belongs to an organization now."""
    return events.PersonJoined(
        subject_id=person.id, subject_label=person.name, partner_id=partner_id, roles=in_order(roles)
    )


def set_roles(membership: Membership, roles: frozenset[Role], *, actor: Actor, now: datetime) -> None:
    """Give a membership exactly these roles, and record it."""
    before = membership.ordered_roles
    membership.roles = in_order(roles)
    membership.save(update_fields=["roles"])
    changed = events.RolesChanged(
        subject_id=membership.person_id,
        subject_label=membership.person.name,
        partner_id=membership.partner_id,
        before=before,
        roles=in_order(roles),
    )
    record(changed, actor=actor, now=now)


def _get_managed(actor: Actor, membership_id: UUID) -> Membership:
    rows = Membership.visible_to(actor).select_for_update(of=("self",)).select_related("person")
    membership = rows.filter(id=membership_id).first()
    if membership is None:
        raise NotFound
    require(can_manage_people(actor, membership.partner_id))
    return membership


def require_another_administrator(membership: Membership) -> None:
    """Refuse to leave an organization without anybody who could manage its people. Raises: LastAdministrator."""
    if is_last_administrator(membership):
        raise LastAdministrator


def is_last_administrator(membership: Membership) -> bool:
    """Tell whether without this member nobody could manage the organization's people.

    The organization's administrators are locked in one order, so that two of them cannot remove each other at once.
    """
    if not membership.role_set & ADMINISTRATORS:
        return False
    administrators = (
        Membership.objects.filter(partner_id=membership.partner_id, until=None, roles__overlap=sorted(ADMINISTRATORS))
        .order_by("id")
        .select_for_update()
    )
    return all(other.id == membership.id for other in administrators)


def follow_directory(membership: Membership, roles: frozenset[Role], *, now: datetime) -> None:
    """Give a member the roles that an identity provider or a directory decided; the last administrator stays one."""
    if not roles & ADMINISTRATORS and is_last_administrator(membership):
        roles |= membership.role_set & ADMINISTRATORS
    if roles != membership.role_set:
        set_roles(membership, roles, actor=SYSTEM, now=now)


def belongs_to_others(person: Person, connection: Connection) -> bool:
    """Tell whether somebody is out of a partner's connection's reach, because they belong to another organization too."""
    elsewhere = person.memberships.filter(until=None).exclude(partner_id=connection.partner_id)
    return connection.partner_id is not None and elsewhere.exists()
