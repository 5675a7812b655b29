"""Connections to identity providers over the API."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.identity.commands import connections as connection_commands
from steelyard.identity.models import Connection
from steelyard.identity.queries import connections
from steelyard.identity.schemas.connections import ConnectionIn, ConnectionOut, ConnectionTermsIn
from steelyard.kernel.ids import parse_public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/connections", response=list[ConnectionOut], summary="List connections")
def list_connections(request: HttpRequest) -> list[ConnectionOut]:
    """Return the identity providers that are trusted, for the host's own people and for partners'."""
    return [ConnectionOut.of(line) for line in connections.list_connections(asker(request))]


@router.post("/connections", response={201: ConnectionOut}, summary="Create a connection")
def create_connection(request: HttpRequest, body: ConnectionIn) -> Status[ConnectionOut]:
    """Trust an identity provider; its kind, issuer and client never change."""
    actor = asker(request)
    key = connection_commands.create_connection(
        actor=actor,
        kind=body.kind,
        issuer=body.issuer,
        client_id=body.client_id,
        partner_id=parse_public_id("partner", body.partner_id) if body.partner_id else None,
        terms=body.terms(),
        now=utc_now(),
    )
    return Status(201, ConnectionOut.of(connections.get_connection(actor, key)))


@router.get("/connections/{connection_id}", response=ConnectionOut, summary="Show a connection")
def get_connection(request: HttpRequest, connection_id: str) -> ConnectionOut:
    """Return one connection; its secret is never shown."""
    return ConnectionOut.of(connections.get_connection(asker(request), Connection.parse_id(connection_id)))


@router.put("/connections/{connection_id}", response=ConnectionOut, summary="Change a connection")
def change_connection(request: HttpRequest, connection_id: str, body: ConnectionTermsIn) -> ConnectionOut:
    """Change what a connection does; it holds from the next sign-in."""
    key = Connection.parse_id(connection_id)
    connection_commands.change_connection(actor=asker(request), connection_id=key, terms=body.terms(), now=utc_now())
    return ConnectionOut.of(connections.get_connection(asker(request), key))


@router.delete("/connections/{connection_id}", response={204: None}, summary="Delete a connection")
def delete_connection(request: HttpRequest, connection_id: str) -> Status[None]:
    """Trust an identity provider no more; the people it let in stay."""
    connection_commands.delete_connection(
        actor=asker(request), connection_id=Connection.parse_id(connection_id), now=utc_now()
    )
    return Status(204, None)
