"""Taking hold of one partner for the rest of the transaction."""

from typing import Any
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions, queries
from steelyard.partners.models import Partner


def lock_partner(actor: Actor, partner_id: UUID) -> Partner:
    """Return the partner, held until the transaction ends, to an actor who manages partners. Raises: NotFound, NotAllowed."""
    seen = queries.get_partner(actor, partner_id)
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    return Partner.objects.select_for_update().get(id=seen.id)


def subject_of(partner: Partner) -> dict[str, Any]:
    """Return what every event about the partner says of its subject."""
    return {"subject_id": partner.id, "subject_label": partner.name, "partner_id": partner.id}
