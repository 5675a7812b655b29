"""What a request says: who asks, about which registration, for which stretch of a list."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steelyard.deals import queries
from steelyard.deals.models import DealRegistration
from steelyard.deals.schemas.registrations import RegistrationDetailOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import MAX_PAGE_SIZE

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)]
Id = Annotated[str, Query(max_length=60)]


def asker(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def id_of(text: str) -> UUID:
    """Return the registration that an address names. Raises: NotFound."""
    return DealRegistration.parse_id(text)


def detail_of(actor: Actor, registration_id: UUID) -> RegistrationDetailOut:
    """Return everything about a registration. Raises: NotFound."""
    return RegistrationDetailOut.of_record(queries.get_registration(actor, registration_id))
