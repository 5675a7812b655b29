"""Rollouts hear what changes about partners, and decide anew whom they admit; people hear of feedback and answers."""

from datetime import datetime

from django.urls import reverse

from steelyard.kernel.ids import public_id
from steelyard.partners.events import (
    CertificationRecorded,
    ManagerAssigned,
    ManagerReleased,
    ParentRemoved,
    ParentSet,
    PartnerChanged,
    PartnerEnrolled,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    ProfileChanged,
    RoleEnded,
    RoleGranted,
    SegmentDefined,
    SegmentRemoved,
    TierAssigned,
)
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.rollouts.commands import admit_anew
from steelyard.rollouts.events import FeedbackAnswered, FeedbackGiven
from steelyard.rollouts.models import PilotFeedback, Rollout


@reacts_to(
    CertificationRecorded,
    ManagerAssigned,
    ManagerReleased,
    ParentRemoved,
    ParentSet,
    PartnerChanged,
    PartnerEnrolled,
    PartnerStatusChanged,
    ProfileChanged,
    RoleEnded,
    RoleGranted,
    TierAssigned,
)
def decide_about_partner(happened: Happened, now: datetime) -> None:
    """Decide anew about a partner of which something changed that a phase or a segment may ask about."""
    admit_anew(partner_ids=[happened.event.subject_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def decide_about_both(happened: Happened, now: datetime) -> None:
    """Decide anew about two partners that became one, or are two again."""
    admit_anew(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(SegmentDefined, SegmentRemoved)
def decide_about_everybody(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - reactions are called alike
    """Decide anew about all partners, because a segment holds others."""
    admit_anew(now=now)


@reacts_to(FeedbackGiven)
def tell_host_of_feedback(happened: Happened, now: datetime) -> None:
    """Tell whoever planned the rollout what was said about it."""
    owner = Rollout.objects.values_list("created_by", flat=True).get(id=happened.event.rollout_id)
    if owner is not None:
        notify([owner], happened, url=_url(happened), now=now)


@reacts_to(FeedbackAnswered)
def tell_author_of_answer(happened: Happened, now: datetime) -> None:
    """Tell whoever said something what becomes of it."""
    author = PilotFeedback.objects.values_list("author_id", flat=True).get(id=happened.event.subject_id)
    notify([author], happened, url=_url(happened), now=now)


def _url(happened: Happened) -> str:
    return reverse("rollouts:feedback-record", args=[public_id(PilotFeedback.PREFIX, happened.event.subject_id)])
