"""Short answers: what was made, and where it stands."""

from typing import Self
from uuid import UUID

from steelyard.deals.models import DealRegistration
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Schema


class CreatedOut(Schema):
    """The id of what was made."""

    id: str


class StateOut(Schema):
    """Where the registration stands now."""

    id: str
    state: str

    @classmethod
    def of(cls, registration_id: UUID, state: str) -> Self:
        return cls(id=public_id(DealRegistration.PREFIX, registration_id), state=state)
