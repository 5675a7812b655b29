"""Passing on what a partner worked on, when it leaves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions
from steelyard.pipeline.commands.locking import related_to, subject_of
from steelyard.pipeline.events import OpportunityPassedOn
from steelyard.pipeline.models import Activity, Opportunity
from steelyard.platform.events import record


@transaction.atomic
def pass_on_opportunities(*, actor: Actor, partner_id: UUID, heir_id: UUID | None, now: datetime) -> int:
    """Pass all open opportunities of a partner on to another one, or keep them without a partner, and return how many.

    Nobody of the former partner works on them any more. What was noted until then stays with the host: the next partner learns
    of the deal, and nothing of who worked on it before.

    Raises: NotAllowed.
    """
    if not permissions.can_change_all_terms(actor):
        raise NotAllowed
    rows = Opportunity.objects.select_for_update(of=("self",)).filter(partner=partner_id, closed_at=None)
    passed = list(rows.order_by("id"))
    Activity.objects.filter(opportunity__in=passed, is_internal=False).update(is_internal=True)
    for opportunity in passed:
        opportunity.partner_id, opportunity.partner_owner_id = heir_id, None
        opportunity.version += 1
        opportunity.save(update_fields=["partner", "partner_owner", "version"])
        record(OpportunityPassedOn(**subject_of(opportunity)), actor=actor, now=now, related=related_to(opportunity))
    return len(passed)
