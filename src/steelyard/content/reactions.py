"""What content does after events: telling owners of assets, verifiers and those who registered contributions."""

from datetime import datetime

from django.urls import reverse

from steelyard.content.contributions.events import (
    ContributionConfirmed,
    ContributionDue,
    ContributionFeatured,
    ContributionLapsed,
    ContributionRefused,
    ContributionReturned,
    ContributionSubmitted,
    ContributionVerified,
)
from steelyard.content.events import AssetArchived, FeedbackGiven, ReviewDue
from steelyard.content.models import Asset, Contribution
from steelyard.identity.public import list_host_people, list_people
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(ReviewDue, AssetArchived, FeedbackGiven)
def tell_owner(happened: Happened, now: datetime) -> None:
    """Tell the owner that the day of review is near, that the asset went to rest, or what a reader says."""
    url = reverse("content:asset", args=[public_id(Asset.PREFIX, happened.event.subject_id)])
    notify([happened.event.owner_id], happened, url=url, now=now)


@reacts_to(ContributionSubmitted)
def tell_verifiers(happened: Happened, now: datetime) -> None:
    """Tell marketing that a contribution waits to be verified."""
    people = [person.id for person in list_host_people(Role.MARKETING) if person.id]
    notify(people, happened, url=_page_of_contribution(happened), now=now)


@reacts_to(
    ContributionReturned,
    ContributionRefused,
    ContributionVerified,
    ContributionConfirmed,
    ContributionDue,
    ContributionLapsed,
    ContributionFeatured,
)
def tell_contributors(happened: Happened, now: datetime) -> None:
    """Tell those who registered and wrote a contribution what became of it, as far as they still belong to its partner."""
    row = Contribution.objects.filter(id=happened.event.subject_id).select_related("case").first()
    wanted = {happened.event.person_id, *(row.case.author_ids if row else ())} - {None}
    still_there = {person.id for person in list_people(happened.event.partner_id)}
    notify(wanted & still_there, happened, url=_page_of_contribution(happened), now=now)


def _page_of_contribution(happened: Happened) -> str:
    return reverse("content:contribution", args=[public_id(Contribution.PREFIX, happened.event.subject_id)])
