"""Reading which content was used before a registration ended."""

from datetime import datetime

from steelyard.content.public import UseRow, list_uses_before
from steelyard.deals.cards import RegistrationRecord
from steelyard.kernel.actors import Actor
from steelyard.pipeline.public import find_opportunity


def find_end(actor: Actor, record: RegistrationRecord) -> datetime | None:
    """Return when a registration ended, or the opportunity that came of it was closed; None while both go on."""
    if record.closed_at is not None or record.card.opportunity_id is None:
        return record.closed_at
    opportunity = find_opportunity(actor, record.card.opportunity_id)
    return opportunity.closed_at if opportunity else None


def list_used(actor: Actor, record: RegistrationRecord, *, at: datetime) -> list[UseRow]:
    """Return what the partner's people used before a registration ended, or until now, in order."""
    return list_uses_before(
        actor,
        partner_id=record.card.partner_id,
        until=find_end(actor, record) or at,
        at=at,
        registration_id=record.card.id,
    )
