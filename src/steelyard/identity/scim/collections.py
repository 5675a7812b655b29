"""The accounts and groups of one directory as collections of SCIM resources: found, read, written by commands."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import orjson
from django.db.models import Model, QuerySet
from django.db.models.functions import Lower
from scim2_models import Context, GroupMembership, InvalidValueException, Meta, Resource, ScimFilter
from scim2_models.path import AttrPath, CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator

from steelyard.identity.commands import provisioning as commands
from steelyard.identity.models import Connection, DirectoryAccount, DirectoryGroup, DirectoryGroupMember
from steelyard.identity.scim.resources import Group, Member, User, location_of
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound

Row = TypeVar("Row", DirectoryAccount, DirectoryGroup)


class Collection(Generic[Row]):
    """What the directory of a connection keeps of one type."""

    model: ClassVar[type[Resource[Any]]]
    table: ClassVar[type[Model]]
    name: ClassVar[str]

    def __init__(self, actor: Actor, connection: Connection) -> None:
        self.actor, self.connection = actor, connection

    def rows(self) -> QuerySet[Row]:
        """Return every row, the oldest first."""
        visible: QuerySet[Row] = self.table.visible_to(self.actor)  # type: ignore[attr-defined]
        return visible.filter(connection=self.connection).order_by("id")

    def parse_id(self, text: str) -> UUID:
        """Return the key behind a resource's id. Raises: NotFound."""
        key: UUID = self.table.parse_id(text)  # type: ignore[attr-defined]
        return key

    def get(self, id_: str, *, locks: bool = False) -> Resource[Any]:
        """Return one resource, for a change with its row locked. Raises: NotFound."""
        rows = self.rows().filter(id=self.parse_id(id_))
        found = self.build(rows.select_for_update(of=("self",)) if locks else rows)
        if not found:
            raise NotFound
        return found[0]

    def narrow(self, wanted: ScimFilter[Any] | None) -> QuerySet[Row]:
        """Return the rows among which all are that the filter wants: fewer than all, where an index finds what it compares."""
        rows = self.rows()
        for compared in _equalities(wanted.ast if wanted else None):
            find = self.found_by(_path(compared.attr_path))
            if find is not None and isinstance(compared.value, str):
                rows = find(rows, compared.value) if "\x00" not in compared.value else rows.none()
        return rows

    def found_by(self, path: str) -> Callable[[QuerySet[Row], str], QuerySet[Row]] | None:
        """Return how rows are found whose attribute equals a value, if an index has it."""
        if path == "id":
            return self._by_id
        return _by_external_id if path == "externalid" else None

    def _by_id(self, rows: QuerySet[Row], value: str) -> QuerySet[Row]:
        try:
            return rows.filter(id=self.parse_id(value))
        except NotFound:
            return rows.none()

    def build(self, rows: QuerySet[Row]) -> list[Resource[Any]]:
        """Return the rows as resources."""
        raise NotImplementedError

    def create(self, resource: Any, now: datetime) -> str:
        """Keep a new resource and return its id."""
        raise NotImplementedError

    def replace(self, id_: str, resource: Any, now: datetime) -> None:
        """Keep a resource as it is now."""
        raise NotImplementedError

    def delete(self, id_: str, now: datetime) -> None:
        """Forget a resource."""
        raise NotImplementedError

    def _meta(self, row: Row, resource: Resource[Any]) -> Meta:
        """Return when and where the resource is, with a version made of all that it says."""
        digest = blake2b(orjson.dumps(resource.model_dump(), option=orjson.OPT_SORT_KEYS), digest_size=12)
        return Meta(
            resource_type=self.model.__name__,
            created=row.created_at,
            last_modified=row.changed_at,
            location=location_of(self.name, row.public_id),
            version=f'W/"{digest.hexdigest()}"',
        )


class Users(Collection[DirectoryAccount]):
    """Accounts, each as the directory wrote it, with the groups that it is in."""

    model, table, name = User, DirectoryAccount, "Users"

    def found_by(self, path: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]] | None:
        return _by_user_name if path == "username" else super().found_by(path)

    def build(self, rows: QuerySet[DirectoryAccount]) -> list[Resource[Any]]:
        loaded = list(rows)
        groups: dict[UUID, list[GroupMembership]] = {}
        links = DirectoryGroupMember.objects.filter(account__in=[row.id for row in loaded]).select_related("group")
        for link in links.order_by("group_id"):
            id_ = link.group.public_id
            found = GroupMembership(value=id_, ref=location_of("Groups", id_), display=link.group.name, type="direct")
            groups.setdefault(link.account_id, []).append(found)
        return [self._resource(row, groups.get(row.id)) for row in loaded]

    def _resource(self, row: DirectoryAccount, groups: list[GroupMembership] | None) -> User:
        user = User.model_validate(row.said)
        user.id, user.groups = row.public_id, groups
        user.meta = self._meta(row, user)
        return user

    def create(self, resource: User, now: datetime) -> str:
        key = commands.create_account(
            actor=self.actor, connection=self.connection, document=_document(resource), now=now
        )
        return DirectoryAccount(id=key).public_id

    def replace(self, id_: str, resource: User, now: datetime) -> None:
        commands.replace_account(
            actor=self.actor,
            connection=self.connection,
            account_id=self.parse_id(id_),
            document=_document(resource),
            now=now,
        )

    def delete(self, id_: str, now: datetime) -> None:
        commands.delete_account(actor=self.actor, connection=self.connection, account_id=self.parse_id(id_), now=now)


class Groups(Collection[DirectoryGroup]):
    """Groups, with the accounts in them."""

    model, table, name = Group, DirectoryGroup, "Groups"

    def found_by(self, path: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]] | None:
        found = {"displayname": _by_name, "members.value": _by_member, "members": _by_member}.get(path)
        return found or super().found_by(path)

    def build(self, rows: QuerySet[DirectoryGroup]) -> list[Resource[Any]]:
        loaded = list(rows)
        members: dict[UUID, list[Member]] = {}
        links = DirectoryGroupMember.objects.filter(group__in=[row.id for row in loaded]).order_by("account_id")
        for group_id, account_id in links.values_list("group_id", "account_id"):
            id_ = DirectoryAccount(id=account_id).public_id
            members.setdefault(group_id, []).append(Member(value=id_, ref=location_of("Users", id_), type="User"))
        return [self._resource(row, members.get(row.id)) for row in loaded]

    def _resource(self, row: DirectoryGroup, members: list[Member] | None) -> Group:
        group = Group(display_name=row.name, external_id=row.external_id or None, members=members)
        group.id = row.public_id
        group.meta = self._meta(row, group)
        return group

    def create(self, resource: Group, now: datetime) -> str:
        key = commands.create_group(actor=self.actor, connection=self.connection, terms=_terms(resource), now=now)
        return DirectoryGroup(id=key).public_id

    def replace(self, id_: str, resource: Group, now: datetime) -> None:
        commands.replace_group(
            actor=self.actor,
            connection=self.connection,
            group_id=self.parse_id(id_),
            terms=_terms(resource),
            now=now,
        )

    def delete(self, id_: str, now: datetime) -> None:
        commands.delete_group(actor=self.actor, connection=self.connection, group_id=self.parse_id(id_), now=now)


# --- Translation ----------------------------------------------------------------------------------------------------------


def _document(user: User) -> dict[str, Any]:
    """Return what the directory may write of an account, as JSON."""
    return user.model_dump(scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)


def _terms(group: Group) -> commands.GroupTerms:
    """Return what the directory says of a group. Raises: InvalidValueException for a member who is no account."""
    try:
        accounts = frozenset(DirectoryAccount.parse_id(member.value or "") for member in group.members or ())
    except NotFound as error:
        raise InvalidValueException(detail="members holds an id that is no account's") from error
    return commands.GroupTerms(name=group.display_name or "", external_id=group.external_id or "", account_ids=accounts)


# --- What an index finds --------------------------------------------------------------------------------------------------


def _equalities(node: FilterNode | None) -> Sequence[Comparison]:
    """Return the comparisons for equality all of which hold of whatever the filter wants."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        return [compared for term in node.terms for compared in _equalities(term)]
    return [node] if isinstance(node, Comparison) and node.op == CompareOperator.eq else []


def _path(path: AttrPath) -> str:
    return ".".join(part for part in (path.attr, path.sub_attr) if part).lower()


def _by_external_id(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(external_id=value)


def _by_user_name(rows: QuerySet[DirectoryAccount], value: str) -> QuerySet[DirectoryAccount]:
    return rows.annotate(lower_name=Lower("user_name")).filter(lower_name=value.lower())


def _by_name(rows: QuerySet[DirectoryGroup], value: str) -> QuerySet[DirectoryGroup]:
    return rows.filter(name__iexact=value)


def _by_member(rows: QuerySet[DirectoryGroup], value: str) -> QuerySet[DirectoryGroup]:
    try:
        return rows.filter(accounts=DirectoryAccount.parse_id(value))
    except NotFound:
        return rows.none()
