"""Saying something about a registration."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands, queries
from steelyard.deals.api.asking import id_of
from steelyard.deals.schemas.answers import CreatedOut
from steelyard.deals.schemas.comments import CommentIn, CommentOut
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/deal-registrations/{registration_id}/comments", response=list[CommentOut], summary="List comments")
def list_deal_comments(request: HttpRequest, registration_id: str) -> list[CommentOut]:
    """Return what was said about a registration, oldest first; internal comments for the host only."""
    actor, key = asker(request), id_of(registration_id)
    queries.get_card(actor, key)
    return [CommentOut.of(card) for card in queries.list_comments(actor, key)]


@router.post(
    "/deal-registrations/{registration_id}/comments", response={201: CreatedOut}, summary="Comment on a registration"
)
def add_deal_comment(request: HttpRequest, registration_id: str, body: CommentIn) -> Status[CreatedOut]:
    """Say something to both sides, or within the host."""
    said = commands.add_comment(
        actor=asker(request),
        registration_id=id_of(registration_id),
        body=body.body,
        is_internal=body.is_internal,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("comment", said)))
