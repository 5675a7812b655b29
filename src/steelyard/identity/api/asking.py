"""What a request says: whose people are meant."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

PartnerId = Annotated[
    str, Field(description="The partner whose people are meant; the host's own without it. Partners leave it out.")
]


def organization_meant(actor: Actor, partner: str | None) -> UUID | None:
    """Return the organization meant; a partner that names another one than itself finds nothing."""
    named = parse_public_id("partner", partner) if partner else None
    if actor.is_partner:
        if named not in (None, actor.partner_id):
            raise NotFound
        return actor.partner_id
    return named
