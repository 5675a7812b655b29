"""What the pipeline does after events: telling the people whom they concern, and following companies that were merged."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.ids import public_id
from steelyard.partners.public import get_partner
from steelyard.pipeline.events import (
    OpportunityLost,
    OpportunityOpened,
    OpportunityPassedOn,
    OpportunityWon,
    OwnerAssigned,
    PartnerOwnerAssigned,
)
from steelyard.pipeline.models import Opportunity
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(OwnerAssigned, PartnerOwnerAssigned, OpportunityOpened)
def tell_owner(happened: Happened, now: datetime) -> None:
    """Tell the person to whom an opportunity was given."""
    if happened.event.owner_id is not None:
        notify([happened.event.owner_id], happened, url=_page(happened), now=now)


@reacts_to(OpportunityPassedOn)
def tell_next_partner(happened: Happened, now: datetime) -> None:
    """Tell the administrators of the partner that an opportunity was passed on to, and the host's owner."""
    opportunity = Opportunity.objects.get(id=happened.event.subject_id)
    people = {opportunity.owner_id} if opportunity.owner_id else set()
    if opportunity.partner_id:
        people |= set(list_administrator_ids({opportunity.partner_id}))
    notify(people, happened, url=_page(happened), now=now)


@reacts_to(OpportunityWon, OpportunityLost)
def tell_everyone_on_it(happened: Happened, now: datetime) -> None:
    """Tell both owners and the partner's channel managers how it ended."""
    opportunity = Opportunity.objects.get(id=happened.event.subject_id)
    people: set[UUID] = {person for person in (opportunity.owner_id, opportunity.partner_owner_id) if person}
    if opportunity.partner_id:
        people |= set(get_partner(opportunity.partner_id, at=now).manager_ids)
    notify(people, happened, url=_page(happened), now=now)


def _page(happened: Happened) -> str:
    return reverse("pipeline:record", args=[public_id(Opportunity.PREFIX, happened.event.subject_id)])
