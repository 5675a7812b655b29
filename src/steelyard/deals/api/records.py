"""One registration: itself, its review, its timeline."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from steelyard.deals import queries
from steelyard.deals.api.asking import detail_of, id_of
from steelyard.deals.queries.records import get_registration
from steelyard.deals.queries.used import list_used
from steelyard.deals.schemas.registrations import RegistrationDetailOut
from steelyard.deals.schemas.review import ReviewOut
from steelyard.deals.schemas.used import ContentUsedOut
from steelyard.platform import feed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.schemas import EventOut

router = Router()


@router.get("/deal-registrations/{registration_id}", response=RegistrationDetailOut, summary="Read a registration")
def get_deal_registration(request: HttpRequest, registration_id: str) -> RegistrationDetailOut:
    """Return everything about a registration, with its decision as the caller may read it."""
    return detail_of(asker(request), id_of(registration_id))


@router.get("/deal-registrations/{registration_id}/review", response=ReviewOut, summary="Read its review")
def get_deal_registration_review(request: HttpRequest, registration_id: str) -> ReviewOut:
    """Return competing claims, match evidence and the ladder as evaluated. For the host."""
    return ReviewOut.of(queries.get_review(asker(request), id_of(registration_id), now=utc_now()))


@router.get("/deal-registrations/{registration_id}/timeline", response=list[EventOut], summary="Read its timeline")
def get_deal_registration_timeline(
    request: HttpRequest, registration_id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[EventOut]:
    """Return what happened to a registration, newest first."""
    actor, key = asker(request), id_of(registration_id)
    queries.get_card(actor, key)
    return [EventOut.of(entry) for entry in feed.list_feed(actor, key, limit=limit)]


@router.get(
    "/deal-registrations/{registration_id}/content", response=list[ContentUsedOut], summary="List what was used before"
)
def list_registration_content(request: HttpRequest, registration_id: str) -> list[ContentUsedOut]:
    """Return what the partner's people used in the longest window before it ended, or lately, in order; a hundred at most."""
    actor = asker(request)
    record = get_registration(actor, id_of(registration_id))
    return [ContentUsedOut.of(row) for row in list_used(actor, record, at=utc_now())]
