"""Letting in whom an identity provider has recognized: who that is here, and in which roles."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q

from steelyard.identity import events
from steelyard.identity.commands.people import (
    belongs_to_others,
    find_or_create_person,
    follow_directory,
    joined,
    open_membership,
)
from steelyard.identity.models import Connection, DirectoryAccount, Invitation, Membership, Person
from steelyard.identity.queries.directories import group_names
from steelyard.identity.refusals import AddressNotCovered, NotAdmitted, PersonOfOthersToo
from steelyard.identity.terms import Standing
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an identity provider says of somebody, after it was checked that it says so."""

    subject: str
    email: str
    is_verified: bool
    name: str
    groups: Any = ()


@transaction.atomic
def admit(*, connection: Connection, claims: Claims, now: datetime) -> Person:
    """Return the person whom the claims mean, with the membership and roles that the connection gives.

    Issuer and subject are who somebody is. The mail address introduces them once, and only where its domain is the connection's
    own. A partner's connection opens nothing but that partner: somebody who belongs to others too does not come in through it.

    Raises: AddressNotCovered, PersonOfOthersToo, NotAdmitted.
    """
    with as_system():
        known = SocialAccount.objects.filter(provider=connection.id.hex, uid=claims.subject).first()
        if known is not None:
            person: Person | None = Person.objects.select_for_update().get(id=known.user_id)
        else:
            _check_address(connection, claims)
            person = Person.objects.select_for_update().filter(email=claims.email).first()
        if person is not None and person.is_active and belongs_to_others(person, connection):
            raise PersonOfOthersToo(name=person.name)
        claims = _heed_directory(connection, person, claims)
        membership = _find_or_open_membership(connection, person, claims, now)
        if known is None:
            linked = events.PersonLinked(
                subject_id=membership.person_id,
                subject_label=membership.person.name,
                partner_id=connection.partner_id,
                connection=connection.name,
            )
            record(linked, actor=SYSTEM, now=now, related=[connection.id])
        if membership.partner_id == connection.partner_id:
            _follow_groups(connection, membership, claims, now)
        return membership.person


def _check_address(connection: Connection, claims: Claims) -> None:
    domain = claims.email.rpartition("@")[2]
    if not claims.is_verified or not connection.domains.filter(name=domain).exists():
        raise AddressNotCovered(connection=connection.name, email=claims.email)


def _heed_directory(connection: Connection, person: Person | None, claims: Claims) -> Claims:
    """Return the claims with the groups that the connection's directory writes, where it keeps an account of the person.

    Raises: NotAdmitted, where the directory's account gives no access.
    """
    is_theirs = Q(email=claims.email) if person is None else Q(email=claims.email) | Q(membership__person=person)
    account = DirectoryAccount.objects.filter(is_theirs, connection=connection).order_by("membership", "id").first()
    if account is None:
        return claims
    if account.standing != Standing.IN:
        raise NotAdmitted
    return replace(claims, groups=group_names([account.id]).get(account.id, set()))


def _find_or_open_membership(
    connection: Connection, person: Person | None, claims: Claims, now: datetime
) -> Membership:
    """Return a membership that the person has, takes up by an open invitation, or is given because the connection provisions."""
    open_ones = person.memberships.filter(until=None).select_related("person") if person else Membership.objects.none()
    here = open_ones.filter(partner_id=connection.partner_id).select_for_update(of=("self",)).first()
    if here is not None:
        return here
    invitation = (
        Invitation.objects.filter(email=claims.email, partner_id=connection.partner_id, expires_at__gt=now)
        .filter(accepted_at=None, revoked_at=None)
        .select_for_update()
        .first()
    )
    roles = connection.roles_of(claims.groups)
    if invitation is not None:
        roles = roles if connection.group_roles and roles else invitation.role_set
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
    elif (somewhere := open_ones.first()) is not None:
        return somewhere
    elif person is not None or not connection.provisions or not roles:
        raise NotAdmitted  # a deactivated person comes back by an administrator's hand only
    person = find_or_create_person(email=claims.email, name=claims.name or claims.email, now=now, language="en")
    membership = open_membership(person, connection.partner_id, roles, now=now)
    record(joined(person, connection.partner_id, roles), actor=SYSTEM, now=now, related=[connection.id])
    return membership


def _follow_groups(connection: Connection, membership: Membership, claims: Claims, now: datetime) -> None:
    """Give the member the roles of today's groups, where the connection maps any; the last administrator stays one."""
    if not connection.group_roles:
        return
    wanted = connection.roles_of(claims.groups)
    if not wanted:
        raise NotAdmitted
    follow_directory(membership, wanted, now=now)
