"""What a registration is from its first moment, and how events speak of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor


def begin_registration(actor: Actor, partner_id: UUID, now: datetime) -> DealRegistration:
    """Return a new registration: the partner's own belongs to the actor, one on its behalf says who of the host made it."""
    own, ours = (actor.person_id, None) if actor.is_partner else (None, actor.person_id)
    return DealRegistration(partner_id=partner_id, owner_id=own, registered_by_id=ours, created_at=now)


def subject_of(registration: DealRegistration) -> dict[str, Any]:
    """Return what every event about the registration carries."""
    return {
        "subject_id": registration.id,
        "subject_label": registration.company_name,
        "partner_id": registration.partner_id,
    }


def related_to(registration: DealRegistration) -> list[UUID]:
    """Return the other things whose feeds show what happens to the registration."""
    also = (registration.partner_id, registration.company_id, registration.opportunity_id)
    return [one for one in also if one is not None]
