"""What a request says: who asks, about which registration, for which stretch of a list."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from steelyard.deals import queries
from steelyard.deals.models import DealRegistration
from steelyard.deals.schemas.registrations import RegistrationDetailOut
from steelyard.kernel.actors import Actor

Id = Annotated[str, Query(max_length=60)]


def id_of(text: str) -> UUID:
    """Return the registration that an address names. Raises: NotFound."""
    return DealRegistration.parse_id(text)


def detail_of(actor: Actor, registration_id: UUID) -> RegistrationDetailOut:
    """Return everything about a registration. Raises: NotFound."""
    return RegistrationDetailOut.of_record(queries.get_registration(actor, registration_id))
