"""What content does after events: telling owners."""

from datetime import datetime

from django.urls import reverse

from steelyard.content.events import AssetArchived, FeedbackGiven, ReviewDue
from steelyard.content.models import Asset
from steelyard.kernel.ids import public_id
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(ReviewDue, AssetArchived, FeedbackGiven)
def tell_owner(happened: Happened, now: datetime) -> None:
    """Tell the owner that the day of review is near, that the asset went to rest, or what a reader says."""
    url = reverse("content:asset", args=[public_id(Asset.PREFIX, happened.event.subject_id)])
    notify([happened.event.owner_id], happened, url=url, now=now)
