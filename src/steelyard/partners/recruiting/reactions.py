"""Prospects follow what happens: whoever signs is signed; people hear of applications."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.agreements.events import AgreementAccepted
from steelyard.partners.events import AgreementRecorded
from steelyard.partners.models import Prospect
from steelyard.partners.recruiting.events import ProspectApplied, ProspectOwned
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(AgreementRecorded, AgreementAccepted)
def sign_whoever_signed(happened: Happened, now: datetime) -> None:
    """Move the prospect that the partner was to the end of its way."""
    commands.sign_prospect(partner_id=happened.event.subject_id, actor=SYSTEM, now=now)


@reacts_to(ProspectApplied)
def tell_of_application(happened: Happened, now: datetime) -> None:
    """Tell the channel managers that somebody would like to become a partner."""
    people = [person.id for person in list_host_people(Role.CHANNEL_MANAGER) if person.id]
    notify(people, happened, url=_page_of(happened), now=now)


@reacts_to(ProspectOwned)
def tell_owner(happened: Happened, now: datetime) -> None:
    """Tell somebody that a prospect is theirs now."""
    notify([happened.event.owner_id], happened, url=_page_of(happened), now=now)


def _page_of(happened: Happened) -> str:
    return reverse("partners:prospect", args=[public_id(Prospect.PREFIX, happened.event.subject_id)])
