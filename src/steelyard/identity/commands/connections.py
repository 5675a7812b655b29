"""Connections to identity providers: making, changing, deleting."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from steelyard.identity import events
from steelyard.identity.commands.provisioning import settle
from steelyard.identity.models import Connection, ConnectionDomain
from steelyard.identity.permissions import can_manage_connections, require
from steelyard.identity.refusals import ConnectionExists, DomainTaken, RolesNotPossible
from steelyard.identity.terms import ConnectionKind, in_order
from steelyard.identity.vault import seal
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record
from steelyard.platform.visibility import is_partner

_DECIDES_STANDING = {"domains", "group_roles", "default_roles"}
"""What of a connection decides who of its directory has access, and in which roles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionTerms:
    """What may change about a connection; an empty secret leaves the one before in place."""

    name: str
    domains: tuple[str, ...]
    secret: str = ""
    sign_in_url: str = ""
    certificate: str = ""
    group_claim: str = ""
    group_roles: dict[str, list[Role]] = field(default_factory=dict)
    default_roles: tuple[Role, ...] = ()
    provisions: bool = False
    vouches_second_factor: bool = False
    is_enforced: bool = False
    is_enabled: bool = True


@transaction.atomic
def create_connection(
    *,
    actor: Actor,
    kind: ConnectionKind,
    issuer: str,
    client_id: str,
    partner_id: UUID | None,
    terms: ConnectionTerms,
    now: datetime,
) -> UUID:
    """Trust an identity provider for the host's own people (no partner) or one partner's, and return the connection's id.

    Raises: NotAllowed, NotFound, RolesNotPossible, ConnectionExists, DomainTaken.
    """
    require(can_manage_connections(actor))
    if partner_id is not None and not is_partner(partner_id):
        raise NotFound
    connection = Connection(kind=kind, issuer=issuer, client_id=client_id, partner_id=partner_id, created_at=now)
    _take_terms(connection, terms, now)
    try:
        with transaction.atomic():
            connection.save(force_insert=True)
    except IntegrityError as error:
        raise ConnectionExists(fields={"issuer": ConnectionExists.text}) from error
    _set_domains(connection, terms.domains)
    created = events.ConnectionCreated(
        subject_id=connection.id,
        subject_label=connection.name,
        partner_id=partner_id,
        issuer=issuer,
        domains=sorted(terms.domains),
    )
    record(created, actor=actor, now=now)
    return connection.id


@transaction.atomic
def change_connection(*, actor: Actor, connection_id: UUID, terms: ConnectionTerms, now: datetime) -> None:
    """Change what a connection does; it holds from the next sign-in, sessions that are open go on.

    What follows from other domains and roles for the accounts of its directory holds with the commit.

    Raises: NotFound, NotAllowed, RolesNotPossible, DomainTaken.
    """
    connection = _get(actor, connection_id)
    before = _readable(connection)
    _take_terms(connection, terms, now)
    connection.save()
    _set_domains(connection, terms.domains)
    after = _readable(connection)
    changed = sorted(name for name in after if after[name] != before[name])
    if changed:
        happened = events.ConnectionChanged(
            subject_id=connection.id,
            subject_label=connection.name,
            partner_id=connection.partner_id,
            changed=changed,
        )
        record(happened, actor=actor, now=now)
    if not _DECIDES_STANDING.isdisjoint(changed):
        settle(connection, connection.accounts.values_list("id", flat=True), now=now)


@transaction.atomic
def delete_connection(*, actor: Actor, connection_id: UUID, now: datetime) -> None:
    """Trust an identity provider no more; whom it knew is forgotten, the people stay. Raises: NotFound, NotAllowed."""
    connection = _get(actor, connection_id)
    SocialAccount.objects.filter(provider=connection.id.hex).delete()
    deleted = events.ConnectionDeleted(
        subject_id=connection.id, subject_label=connection.name, partner_id=connection.partner_id
    )
    connection.delete()
    record(deleted, actor=actor, now=now)


def _get(actor: Actor, connection_id: UUID) -> Connection:
    require(can_manage_connections(actor))
    connection = Connection.visible_to(actor).select_for_update().filter(id=connection_id).first()
    if connection is None:
        raise NotFound
    return connection


def _take_terms(connection: Connection, terms: ConnectionTerms, now: datetime) -> None:
    possible = HOST_ROLES if connection.partner_id is None else PARTNER_ROLES
    given = {*terms.default_roles, *(role for roles in terms.group_roles.values() for role in roles)}
    if not given <= possible or (terms.provisions and not given):
        raise RolesNotPossible(fields={"default_roles": RolesNotPossible.text})
    connection.name = terms.name
    connection.sign_in_url = terms.sign_in_url
    connection.certificate = terms.certificate
    connection.group_claim = terms.group_claim
    connection.group_roles = {
        group: [role.value for role in in_order(roles)] for group, roles in terms.group_roles.items()
    }
    connection.default_roles = in_order(terms.default_roles)
    connection.provisions = terms.provisions
    connection.vouches_second_factor = terms.vouches_second_factor
    connection.is_enforced = terms.is_enforced
    connection.is_enabled = terms.is_enabled
    connection.changed_at = now
    if terms.secret:
        connection.sealed_secret = seal(terms.secret)


def _set_domains(connection: Connection, domains: Collection[str]) -> None:
    wanted = {domain.strip().lower() for domain in domains}
    connection.domains.exclude(name__in=wanted).delete()
    for domain in sorted(wanted - set(connection.domains.values_list("name", flat=True))):
        try:
            with transaction.atomic():
                ConnectionDomain.objects.create(name=domain, connection=connection)
        except IntegrityError as error:
            raise DomainTaken(domain=domain) from error


def _readable(connection: Connection) -> dict[str, Any]:
    names = [field.name for field in connection._meta.concrete_fields if field.name != "changed_at"]
    facts = {name: getattr(connection, name) for name in names}
    facts["secret"] = facts.pop("sealed_secret")
    return facts | {"domains": sorted(connection.domains.values_list("name", flat=True))}
