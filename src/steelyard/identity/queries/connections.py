"""Reading connections to identity providers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.identity.models import Connection
from steelyard.identity.permissions import can_manage_connections, require
from steelyard.identity.terms import ConnectionKind, in_order
from steelyard.identity.vault import SealBroken, unseal
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLine:
    """A connection without its secret; it needs one where that which is kept cannot be read any more."""

    id: str
    key: UUID
    name: str
    kind: ConnectionKind
    partner_id: UUID | None
    organization: str
    issuer: str
    client_id: str
    sign_in_url: str
    certificate: str
    domains: tuple[str, ...]
    group_claim: str
    group_roles: dict[str, list[Role]]
    default_roles: tuple[Role, ...]
    provisions: bool
    vouches_second_factor: bool
    is_enforced: bool
    is_enabled: bool
    needs_secret: bool
    changed_at: datetime


def list_connections(actor: Actor) -> list[ConnectionLine]:
    """Return every connection, the host's first, then by name. Raises: NotAllowed."""
    require(can_manage_connections(actor))
    rows = list(Connection.visible_to(actor).prefetch_related("domains"))
    names = directory.find_organization_names({row.partner_id for row in rows if row.partner_id})
    lines = [_line(row, names) for row in rows]
    return sorted(lines, key=lambda line: (line.partner_id is not None, line.name.casefold(), line.id))


def get_connection(actor: Actor, connection_id: UUID) -> ConnectionLine:
    """Return one connection. Raises: NotFound, NotAllowed."""
    require(can_manage_connections(actor))
    row = Connection.visible_to(actor).filter(id=connection_id).first()
    if row is None:
        raise NotFound
    names = directory.find_organization_names({row.partner_id} if row.partner_id else set())
    return _line(row, names)


def find_connection_of(email: str, *, enforced: bool = False) -> Connection | None:
    """Return the enabled connection that answers for an address's domain; with `enforced`, one that all must use."""
    rows = Connection.objects.filter(domains__name=email.rpartition("@")[2].lower(), is_enabled=True)
    return (rows.filter(is_enforced=True) if enforced else rows).first()


def has_connections() -> bool:
    """Tell whether anybody could sign in through an organization."""
    return Connection.objects.filter(is_enabled=True).exists()


def _line(row: Connection, names: dict[UUID, str]) -> ConnectionLine:
    return ConnectionLine(
        id=row.public_id,
        key=row.id,
        name=row.name,
        kind=ConnectionKind(row.kind),
        partner_id=row.partner_id,
        organization=names.get(row.partner_id, "") if row.partner_id else "",
        issuer=row.issuer,
        client_id=row.client_id,
        sign_in_url=row.sign_in_url,
        certificate=row.certificate,
        domains=tuple(row.names),
        group_claim=row.group_claim,
        group_roles={group: [Role(role) for role in roles] for group, roles in row.group_roles.items()},
        default_roles=tuple(in_order(row.role_set)),
        provisions=row.provisions,
        vouches_second_factor=row.vouches_second_factor,
        is_enforced=row.is_enforced,
        is_enabled=row.is_enabled,
        needs_secret=_needs_secret(row),
        changed_at=row.changed_at,
    )


def _needs_secret(row: Connection) -> bool:
    try:
        if row.sealed_secret:
            unseal(row.sealed_secret)
    except SealBroken:
        return True
    return False
