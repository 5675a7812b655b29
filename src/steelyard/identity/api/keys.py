"""API keys over the API."""

from dataclasses import asdict
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from steelyard.identity.commands import keys as key_commands
from steelyard.identity.models import ApiKey, Membership
from steelyard.identity.queries import access
from steelyard.identity.schemas.keys import ApiKeyCreatedOut, ApiKeyIn, ApiKeyOut
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/api-keys", response=list[ApiKeyOut], summary="List API keys")
def list_api_keys(
    request: HttpRequest,
    of: Literal["me", "everybody"] = "me",
) -> list[ApiKeyOut]:
    """Return one's own keys, or for an administrator those of everybody in the organization."""
    found = access.list_keys(asker(request), now=utc_now(), of_organization=of == "everybody")
    return [ApiKeyOut(**asdict(line)) for line in found]


@router.post("/api-keys", response={201: ApiKeyCreatedOut}, summary="Create an API key")
def create_api_key(request: HttpRequest, body: ApiKeyIn, response: HttpResponse) -> Status[ApiKeyCreatedOut]:
    """Create a key for the signed-in person's membership; its secret is in this answer only. A key cannot create keys."""
    now = utc_now()
    response["Cache-Control"] = "no-store"
    membership: Membership = request.membership  # type: ignore[attr-defined]
    key_id, secret = key_commands.create_api_key(
        actor=asker(request), membership_id=membership.id, now=now, **body.model_dump()
    )
    line = access.get_key(asker(request), key_id, now=now)
    return Status(201, ApiKeyCreatedOut(**asdict(line), key=secret))


@router.post("/api-keys/{key_id}/revocation", response=ApiKeyOut, summary="Revoke an API key")
def revoke_api_key(request: HttpRequest, key_id: str) -> ApiKeyOut:
    """Make the key open nothing from its next request on."""
    key = ApiKey.parse_id(key_id)
    key_commands.revoke_api_key(actor=asker(request), key_id=key, now=utc_now())
    return ApiKeyOut(**asdict(access.get_key(asker(request), key, now=utc_now())))
