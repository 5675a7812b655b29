"""Reading what directories say: their accounts and groups, and the tokens with which they say it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from steelyard.identity.models import (
    Connection,
    DirectoryAccount,
    DirectoryGroupMember,
    Person,
    ScimToken,
)
from steelyard.identity.permissions import can_manage_connections, require
from steelyard.identity.queries.access import KeyState
from steelyard.identity.scim.saying import read_account
from steelyard.identity.terms import Standing, in_order
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimTokenLine:
    """A token of a directory without its secret."""

    id: str
    connection_id: str
    name: str
    hint: str
    state: KeyState
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account of a directory with what came of it; `groups` are those that it is in."""

    id: str
    user_name: str
    name: str
    email: str
    standing: Standing
    groups: tuple[str, ...]
    member_id: str | None
    is_member: bool
    roles: tuple[Role, ...]
    changed_at: datetime


def list_scim_tokens(actor: Actor, connection_id: UUID, *, now: datetime) -> list[ScimTokenLine]:
    """Return the tokens of a connection, the newest first. Raises: NotFound, NotAllowed."""
    connection = _get(actor, connection_id)
    return [_token(row, now) for row in connection.scim_tokens.order_by("-created_at", "-id")]


def get_scim_token(actor: Actor, token_id: UUID, *, now: datetime) -> ScimTokenLine:
    """Return one token. Raises: NotFound, NotAllowed."""
    require(can_manage_connections(actor))
    row = ScimToken.visible_to(actor).filter(id=token_id).first()
    if row is None:
        raise NotFound
    return _token(row, now)


def count_accounts(actor: Actor, connection_id: UUID) -> tuple[int, int]:
    """Return how many accounts a connection's directory keeps, and how many of them have access. Raises: NotFound, NotAllowed."""
    accounts = _get(actor, connection_id).accounts
    return accounts.count(), accounts.filter(standing=Standing.IN).count()


def list_accounts(
    actor: Actor, connection_id: UUID, page: PageRequest, *, standing: Standing | None = None
) -> Page[AccountLine]:
    """Return a page of the accounts that a connection's directory keeps, by user name. Raises: NotFound, NotAllowed."""
    rows = _get(actor, connection_id).accounts.select_related("membership")
    if standing is not None:
        rows = rows.filter(standing=standing)
    stretch = take(rows, page, ("user_name", "id"))
    names = group_names([row.id for row in stretch.rows], for_people=True)
    items = [_account(row, names.get(row.id, set())) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def group_names(account_ids: Collection[UUID], *, for_people: bool = False) -> dict[UUID, set[str]]:
    """Return, by account, how the groups that it is in are called; with `for_people` without the ids that programs use."""
    names: dict[UUID, set[str]] = {}
    for row in DirectoryGroupMember.objects.filter(account__in=account_ids).select_related("group"):
        names.setdefault(row.account_id, set()).update({row.group.name} if for_people else row.group.names)
    return names


def is_kept_by_directory(person: Person) -> bool:
    """Tell whether the directory of a connection that is switched on keeps the person as somebody with access."""
    rows = DirectoryAccount.objects.filter(membership__person=person, membership__until=None)
    return rows.filter(standing=Standing.IN, connection__is_enabled=True).exists()


def find_directory(secret_hash: bytes, now: datetime) -> ScimToken | None:
    """Return the live token with that hash, with its connection; asked as sign-in."""
    rows = ScimToken.objects.select_related("connection").filter(connection__is_enabled=True, revoked_at=None)
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=now), secret_hash=secret_hash).first()


def _get(actor: Actor, connection_id: UUID) -> Connection:
    require(can_manage_connections(actor))
    connection = Connection.visible_to(actor).filter(id=connection_id).first()
    if connection is None:
        raise NotFound
    return connection


def _token(row: ScimToken, now: datetime) -> ScimTokenLine:
    return ScimTokenLine(
        id=row.public_id,
        connection_id=Connection(id=row.connection_id).public_id,
        name=row.name,
        hint=row.hint,
        state="live" if row.is_live(now) else "revoked" if row.revoked_at else "expired",
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


def _account(row: DirectoryAccount, groups: set[str]) -> AccountLine:
    membership = row.membership
    return AccountLine(
        id=row.public_id,
        user_name=row.user_name,
        name=read_account(row.said).name,
        email=row.email,
        standing=Standing(row.standing),
        groups=tuple(sorted(groups)),
        member_id=membership.public_id if membership else None,
        is_member=membership is not None and membership.until is None,
        roles=tuple(in_order(membership.role_set)) if membership else (),
        changed_at=row.changed_at,
    )
