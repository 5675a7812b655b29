"""Single values that several shapes take: addresses, roles, languages, whose people are meant."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id

_ADDRESS = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"
Email = Annotated[
    str,
    Field(max_length=254, pattern=_ADDRESS, examples=["ada@example.com"]),
]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
Language = Annotated[str, Field(min_length=2, max_length=10, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["en", "de"])]


def partner_id_of(partner_id: UUID | None) -> str | None:
    """Return the outside id of a partner; the host has none."""
    return None if partner_id is None else public_id("partner", partner_id)
