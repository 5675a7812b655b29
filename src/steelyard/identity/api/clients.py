"""OAuth clients over the API."""

from dataclasses import asdict
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from steelyard.identity.commands import clients as client_commands
from steelyard.identity.models import Membership, OAuthClient
from steelyard.identity.queries import clients
from steelyard.identity.schemas.clients import OAuthClientCreatedOut, OAuthClientIn, OAuthClientOut
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/oauth-clients", response=list[OAuthClientOut], summary="List OAuth clients")
def list_oauth_clients(request: HttpRequest, of: Literal["me", "everybody"] = "me") -> list[OAuthClientOut]:
    """Return one's own clients, or for an administrator those of everybody in the organization."""
    found = clients.list_oauth_clients(asker(request), now=utc_now(), of_organization=of == "everybody")
    return [OAuthClientOut(**asdict(line)) for line in found]


@router.post("/oauth-clients", response={201: OAuthClientCreatedOut}, summary="Create an OAuth client")
def create_oauth_client(
    request: HttpRequest, body: OAuthClientIn, response: HttpResponse
) -> Status[OAuthClientCreatedOut]:
    """Create a client that gets access tokens at `/api/oauth/token`; its secret is in this answer only. A key cannot create one."""
    now = utc_now()
    response["Cache-Control"] = "no-store"
    membership: Membership = request.membership  # type: ignore[attr-defined]
    client_id, secret = client_commands.create_oauth_client(
        actor=asker(request), membership_id=membership.id, now=now, **body.model_dump()
    )
    line = clients.get_oauth_client(asker(request), client_id, now=now)
    return Status(201, OAuthClientCreatedOut(**asdict(line), client_secret=secret))


@router.post("/oauth-clients/{client_id}/revocation", response=OAuthClientOut, summary="Revoke an OAuth client")
def revoke_oauth_client(request: HttpRequest, client_id: str) -> OAuthClientOut:
    """Give the client no more tokens, and refuse those that it has from their next request on."""
    key = OAuthClient.parse_id(client_id)
    client_commands.revoke_oauth_client(actor=asker(request), client_id=key, now=utc_now())
    return OAuthClientOut(**asdict(clients.get_oauth_client(asker(request), key, now=utc_now())))
