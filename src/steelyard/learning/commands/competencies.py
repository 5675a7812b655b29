"""Competencies of partners looked at again, and the product families that they certify partners for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM
from steelyard.learning.commands.assessing import assess_partners
from steelyard.learning.models import CompetencyGrant
from steelyard.partners.public import AlreadyRecorded, end_certification, record_certification


@transaction.atomic
def assess_competencies(*, partner_ids: Collection[UUID] | None = None, now: datetime) -> int:
    """Grant and take competencies as they are on the day, of some partners or of all; return how many changed. For the system."""
    return assess_partners(partner_ids, now=now)


@transaction.atomic
def follow_grant(*, grant_id: UUID, now: datetime) -> None:
    """Let a partner be certified for the competency's product family for exactly as long as the grant holds. For the system.

    The grant is held meanwhile, so that whichever of its two events is heard last leaves what is the case.
    """
    rows = CompetencyGrant.objects.select_for_update(of=("self",)).select_related("competency")
    grant = rows.get(id=grant_id)
    if not grant.competency.family_id:
        return
    if grant.until is not None:
        end_certification(
            actor=SYSTEM, partner_id=grant.partner_id, credential=grant.public_id, until=grant.until, now=now
        )
        return
    try:
        record_certification(
            actor=SYSTEM,
            partner_id=grant.partner_id,
            family=grant.competency.family_id,
            since_on=grant.since_on,
            until=None,
            credential=grant.public_id,
            now=now,
        )
    except AlreadyRecorded:
        return  # it was certified for the family on that very day by other means
