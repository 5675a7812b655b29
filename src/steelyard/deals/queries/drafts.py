"""Drafts as they were left."""

from uuid import UUID

from steelyard.deals.cards import DraftCard
from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound


def get_draft(actor: Actor, registration_id: UUID) -> DraftCard:
    """Return what was typed so far. Raises: NotFound, also once it was submitted."""
    rows = DealRegistration.visible_to(actor).filter(id=registration_id, state=RegistrationState.DRAFT)
    row = rows.first()
    if row is None:
        raise NotFound
    return DraftCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        is_on_behalf=row.registered_by_id is not None,
        draft=row.draft or {},
        created_at=row.created_at,
        version=row.version,
    )
