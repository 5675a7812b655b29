"""Directories over the API: their tokens, and the accounts that they keep."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from steelyard.identity.commands import scim_tokens as token_commands
from steelyard.identity.models import Connection, ScimToken
from steelyard.identity.queries import directories
from steelyard.identity.schemas.directories import AccountOut, ScimTokenCreatedOut, ScimTokenIn, ScimTokenOut
from steelyard.identity.terms import SCIM_PATH, Standing
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get(
    "/connections/{connection_id}/scim-tokens", response=list[ScimTokenOut], summary="List a directory's tokens"
)
def list_scim_tokens(request: HttpRequest, connection_id: str) -> list[ScimTokenOut]:
    """Return the tokens with which the connection's directory writes over SCIM."""
    found = directories.list_scim_tokens(asker(request), Connection.parse_id(connection_id), now=utc_now())
    return [ScimTokenOut(**asdict(line)) for line in found]


@router.post(
    "/connections/{connection_id}/scim-tokens",
    response={201: ScimTokenCreatedOut},
    summary="Create a directory's token",
)
def create_scim_token(
    request: HttpRequest, connection_id: str, body: ScimTokenIn, response: HttpResponse
) -> Status[ScimTokenCreatedOut]:
    """Create a token for the connection's directory; its secret is in this answer only. A key cannot create one."""
    now, actor = utc_now(), asker(request)
    response["Cache-Control"] = "no-store"
    key, secret = token_commands.create_scim_token(
        actor=actor, connection_id=Connection.parse_id(connection_id), now=now, **body.model_dump()
    )
    line = directories.get_scim_token(actor, key, now=now)
    return Status(201, ScimTokenCreatedOut(**asdict(line), token=secret, address=settings.BASE_URL + SCIM_PATH))


@router.post("/scim-tokens/{token_id}/revocation", response=ScimTokenOut, summary="Revoke a directory's token")
def revoke_scim_token(request: HttpRequest, token_id: str) -> ScimTokenOut:
    """Refuse the directory that shows the token from its next request on; its people stay."""
    key = ScimToken.parse_id(token_id)
    token_commands.revoke_scim_token(actor=asker(request), token_id=key, now=utc_now())
    return ScimTokenOut(**asdict(directories.get_scim_token(asker(request), key, now=utc_now())))


@router.get(
    "/connections/{connection_id}/accounts", response=PageSchema[AccountOut], summary="List a directory's accounts"
)
def list_accounts(
    request: HttpRequest,
    connection_id: str,
    standing: Standing | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[AccountOut]:
    """Return the accounts that the connection's directory keeps over SCIM, and why each has access or has none."""
    found = directories.list_accounts(
        asker(request),
        Connection.parse_id(connection_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        standing=standing,
    )
    return PageSchema[AccountOut].of(found.map(AccountOut.of))
