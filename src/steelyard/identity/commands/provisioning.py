"""Provisioning: what a directory writes of its accounts and groups, and the memberships and roles that come of it.

An account is what the directory says, and kept as such even where nothing comes of it: directories write accounts before their
groups. A membership begins when an account comes to have access, and ends when it no longer does. In between it is the
organization's: whom an administrator put out comes back only when the directory, or the administrator, lets them in anew.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.db import IntegrityError, transaction

from steelyard.identity import events
from steelyard.identity.commands.people import (
    belongs_to_others,
    end_membership,
    find_or_create_person,
    follow_directory,
    joined,
    open_membership,
)
from steelyard.identity.models import (
    Connection,
    DirectoryAccount,
    DirectoryGroup,
    DirectoryGroupMember,
    Invitation,
    Membership,
    Person,
)
from steelyard.identity.permissions import can_manage_people, require
from steelyard.identity.policies import decide_standing
from steelyard.identity.queries.directories import group_names
from steelyard.identity.refusals import AccountUnknown, AddressTaken, UserNameTaken
from steelyard.identity.scim.saying import LONGEST_NAME, Said, read_account
from steelyard.identity.terms import Standing, in_order
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import InvalidInput, NotFound, sentence
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTerms:
    """What a directory says of a group."""

    name: str
    external_id: str
    account_ids: frozenset[UUID]


# --- Accounts -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_account(*, actor: Actor, connection: Connection, document: dict[str, Any], now: datetime) -> UUID:
    """Keep a new account of the directory, let its person in where it gives access, and return its id.

    Raises: NotAllowed, InvalidInput, UserNameTaken, AddressTaken.
    """
    require(can_manage_people(actor, connection.partner_id))
    account = DirectoryAccount(
        connection=connection, partner_id=connection.partner_id, standing=Standing.INACTIVE, created_at=now
    )
    _keep(account, document, read_account(document), now)
    settle(connection, [account.id], now=now)
    return account.id


@transaction.atomic
def replace_account(
    *, actor: Actor, connection: Connection, account_id: UUID, document: dict[str, Any], now: datetime
) -> None:
    """Keep what the directory says of an account now. Whom it switches off loses sessions and keys with the commit.

    Raises: NotFound, NotAllowed, InvalidInput, UserNameTaken, AddressTaken.
    """
    account = _get_account(actor, connection, account_id)
    before, after = read_account(account.said), read_account(document)
    _keep(account, document, after, now)
    settle(connection, [account.id], now=now)
    _change_person(connection, account_id, before, after, now)


@transaction.atomic
def delete_account(*, actor: Actor, connection: Connection, account_id: UUID, now: datetime) -> None:
    """Forget an account and end the membership that came of it. Raises: NotFound, NotAllowed."""
    account = _get_account(actor, connection, account_id)
    with as_system():
        if account.standing == Standing.IN:
            _put_out(connection, account, now)
        account.delete()


def _get_account(actor: Actor, connection: Connection, account_id: UUID) -> DirectoryAccount:
    require(can_manage_people(actor, connection.partner_id))
    rows = DirectoryAccount.visible_to(actor).select_for_update(of=("self",)).select_related("membership__person")
    account = rows.filter(id=account_id, connection=connection).first()
    if account is None:
        raise NotFound
    return account


def _keep(account: DirectoryAccount, document: dict[str, Any], said: Said, now: datetime) -> None:
    account.said, account.changed_at = document, now
    account.user_name, account.external_id = said.user_name, said.external_id
    account.email, account.is_active = said.email, said.is_active
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise UserNameTaken(user_name=said.user_name) from error


def _change_person(connection: Connection, account_id: UUID, before: Said, after: Said, now: datetime) -> None:
    """Tell the person's profile what the directory has changed; what people changed themselves stays otherwise."""
    with as_system():
        person = Person.objects.select_for_update().filter(memberships__account=account_id).first()
        account = DirectoryAccount.objects.get(id=account_id)
        if person is None or account.standing != Standing.IN:
            return
        wanted = {name: value for name, value in _profile(after).items() if value != _profile(before).get(name)}
        changed = sorted(name for name, value in wanted.items() if getattr(person, name) != value)
        if not changed:
            return
        if "email" in changed and Person.objects.filter(email=after.email).exists():
            raise AddressTaken(email=after.email)
        for name in changed:
            setattr(person, name, wanted[name])
        person.save(update_fields=changed)
        happened = events.PersonChangedByDirectory(
            subject_id=person.id,
            subject_label=person.name,
            partner_id=connection.partner_id,
            connection=connection.name,
            changed=changed,
        )
        record(happened, actor=SYSTEM, now=now, related=[connection.id])


def _profile(said: Said) -> dict[str, str]:
    """Return what a person's profile can take of it."""
    profile = {"email": said.email, "name": said.name, "title": said.title, "phone": said.phone}
    if said.language in dict(settings.LANGUAGES):
        profile["language"] = said.language
    if said.time_zone in available_timezones():
        profile["time_zone"] = said.time_zone
    return profile


# --- Groups ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_group(*, actor: Actor, connection: Connection, terms: GroupTerms, now: datetime) -> UUID:
    """Keep a new group of the directory, give its members the roles that the connection has for it, and return its id.

    Raises: NotAllowed, InvalidInput, AccountUnknown.
    """
    require(can_manage_people(actor, connection.partner_id))
    group = DirectoryGroup(connection=connection, partner_id=connection.partner_id, created_at=now)
    _write_group(actor, group, terms, now)
    settle(connection, terms.account_ids, now=now)
    return group.id


@transaction.atomic
def replace_group(*, actor: Actor, connection: Connection, group_id: UUID, terms: GroupTerms, now: datetime) -> None:
    """Keep what the directory says of a group now; who came or went gets or loses its roles with the commit.

    Raises: NotFound, NotAllowed, InvalidInput, AccountUnknown.
    """
    group = _get_group(actor, connection, group_id)
    names, members = group.names, frozenset(group.accounts.values_list("id", flat=True))
    _write_group(actor, group, terms, now)
    touched = members ^ terms.account_ids if group.names == names else members | terms.account_ids
    settle(connection, touched, now=now)


@transaction.atomic
def delete_group(*, actor: Actor, connection: Connection, group_id: UUID, now: datetime) -> None:
    """Forget a group; its members lose the roles that they had through it alone. Raises: NotFound, NotAllowed."""
    group = _get_group(actor, connection, group_id)
    members = list(group.accounts.values_list("id", flat=True))
    group.delete()
    settle(connection, members, now=now)


def _get_group(actor: Actor, connection: Connection, group_id: UUID) -> DirectoryGroup:
    require(can_manage_people(actor, connection.partner_id))
    rows = DirectoryGroup.visible_to(actor).select_for_update()
    group = rows.filter(id=group_id, connection=connection).first()
    if group is None:
        raise NotFound
    return group


def _write_group(actor: Actor, group: DirectoryGroup, terms: GroupTerms, now: datetime) -> None:
    if max(len(terms.name), len(terms.external_id)) > LONGEST_NAME:
        raise InvalidInput(fields={"displayName": sentence("This is too long.")})
    group.name, group.external_id, group.changed_at = terms.name, terms.external_id, now
    group.save()
    known = set(
        DirectoryAccount.visible_to(actor)
        .filter(connection=group.connection_id, id__in=terms.account_ids)
        .values_list("id", flat=True)
    )
    if unknown := terms.account_ids - known:
        raise AccountUnknown(account=public_id(DirectoryAccount.PREFIX, min(unknown)))
    members = DirectoryGroupMember.objects.filter(group=group)
    members.exclude(account__in=known).delete()
    kept = set(members.values_list("account_id", flat=True))
    DirectoryGroupMember.objects.bulk_create(
        [DirectoryGroupMember(group=group, account_id=account) for account in sorted(known - kept)]
    )


# --- What comes of it -----------------------------------------------------------------------------------------------------


def settle(connection: Connection, account_ids: Collection[UUID], *, now: datetime) -> None:
    """Decide what these accounts come to, and open, change and end memberships accordingly.

    The accounts are locked in one order before their groups are read, so that two who write to the groups of one account at once
    each find what the other has done. Raises: AddressTaken.
    """
    if not account_ids:
        return
    with as_system():
        domains = set(connection.domains.values_list("name", flat=True))
        rows = DirectoryAccount.objects.select_for_update(of=("self",)).select_related("membership__person")
        accounts = list(rows.filter(id__in=account_ids).order_by("id"))
        groups = group_names(account_ids)
        for account in accounts:
            _settle(connection, account, domains, connection.roles_of(groups.get(account.id, ())), now)


def _settle(
    connection: Connection, account: DirectoryAccount, domains: set[str], roles: frozenset[Role], now: datetime
) -> None:
    person = account.membership.person if account.membership else Person.objects.filter(email=account.email).first()
    was_in = account.standing == Standing.IN
    account.standing = decide_standing(
        is_active=account.is_active,
        is_covered=account.email.rpartition("@")[2] in domains,
        roles=roles,
        is_of_others=person is not None and belongs_to_others(person, connection),
    )
    if account.standing == Standing.IN and not was_in:
        _let_in(connection, account, person, roles, now)
    elif was_in and account.standing != Standing.IN:
        _put_out(connection, account, now)
    elif was_in and account.membership is not None:
        _follow(connection, account.membership, roles, now)
    account.save(update_fields=["standing", "membership"])


def _let_in(
    connection: Connection, account: DirectoryAccount, person: Person | None, roles: frozenset[Role], now: datetime
) -> None:
    said, partner_id = read_account(account.said), connection.partner_id
    is_new = person is None
    if person is None:
        person = find_or_create_person(email=said.email, name=said.name, now=now, language="en")
        for name, value in _profile(said).items():
            setattr(person, name, value)
        person.save()
    of_others = DirectoryAccount.objects.filter(membership__person=person, partner_id=partner_id)
    if of_others.exclude(id=account.id).exists():
        raise AddressTaken(email=account.email)
    here = person.memberships.filter(partner_id=partner_id)
    membership = here.filter(until=None).select_related("person").select_for_update(of=("self",)).first()
    if membership is not None:
        _follow(connection, membership, roles, now)
    else:
        returns = not is_new and here.exists()
        membership = open_membership(person, partner_id, roles, now=now)
        _take_up_invitation(account.email, partner_id, now)
        came: events.PersonJoined | events.PersonReactivated = joined(person, partner_id, roles)
        if returns:
            came = events.PersonReactivated(
                subject_id=person.id, subject_label=person.name, partner_id=partner_id, roles=in_order(roles)
            )
        record(came, actor=SYSTEM, now=now, related=[connection.id])
    if account.membership_id is None:
        kept = events.PersonKept(
            subject_id=person.id, subject_label=person.name, partner_id=partner_id, connection=connection.name
        )
        record(kept, actor=SYSTEM, now=now, related=[connection.id])
    account.membership = membership


def _take_up_invitation(email: str, partner_id: UUID | None, now: datetime) -> None:
    invitations = Invitation.objects.filter(email=email, partner_id=partner_id, accepted_at=None, revoked_at=None)
    invitations.update(accepted_at=now)


def _follow(connection: Connection, membership: Membership, roles: frozenset[Role], now: datetime) -> None:
    if connection.group_roles and membership.until is None:
        follow_directory(membership, roles, now=now)


def _put_out(connection: Connection, account: DirectoryAccount, now: datetime) -> None:
    """End the membership that came of an account; whoever leaves, leaves, though it be the last administrator."""
    membership = account.membership
    if membership is None or membership.until is not None:
        return
    end_membership(membership, now)
    happened = events.PersonDeactivated(
        subject_id=membership.person_id, subject_label=membership.person.name, partner_id=membership.partner_id
    )
    record(happened, actor=SYSTEM, now=now, related=[connection.id])
