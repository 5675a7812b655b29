"""Taking hold of one opportunity for the rest of the transaction."""

from typing import Any
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.refusals import OpportunityClosed


def lock_opportunity(
    actor: Actor, opportunity_id: UUID, *, version: int | None = None, is_open: bool = True
) -> Opportunity:
    """Return the opportunity, held until the transaction ends, to an actor who works it; the change counts as a new version.

    Raises: NotFound, NotAllowed, ChangedMeanwhile (it is not at `version` any more), OpportunityClosed.
    """
    seen = queries.get_opportunity(actor, opportunity_id)
    if not permissions.can_work_opportunity(actor, seen):
        raise NotAllowed
    opportunity = Opportunity.objects.select_for_update().get(id=seen.id)
    if version is not None and opportunity.version != version:
        raise ChangedMeanwhile
    if is_open and not opportunity.is_open:
        raise OpportunityClosed(name=opportunity.name)
    opportunity.version += 1
    return opportunity


def subject_of(opportunity: Opportunity) -> dict[str, Any]:
    """Return what every event about the opportunity says of its subject."""
    return {
        "subject_id": opportunity.id,
        "subject_label": opportunity.name,
        "partner_id": opportunity.partner_id,
    }


def related_to(opportunity: Opportunity) -> list[UUID]:
    """Return the other things whose feeds show what happens to the opportunity."""
    others = (opportunity.company_id, opportunity.partner_id, opportunity.source_registration_id)
    return [other for other in others if other is not None]
