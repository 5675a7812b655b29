"""People as others may know them."""

from typing import Self

from steelyard.platform.directory import PersonCard
from steelyard.platform.http.schemas import Schema


class PersonOut(Schema):
    """A person as others may know them."""

    name: str
    organization: str
    is_host: bool

    @classmethod
    def of(cls, card: PersonCard) -> Self:
        return cls(name=card.name, organization=card.organization, is_host=card.is_host)
