"""Moving a partner to another state, or under another partner: the one way in which each is done and told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.partners import queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import ParentRemoved, ParentSet, PartnerStatusChanged, TierEnded
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform import visibility
from steelyard.platform.events import record


def move_partner(partner: Partner, after: PartnerStatus, *, reason: str, actor: Actor, now: datetime) -> None:
    """Put a partner that is held by the caller into a state, for a reason that it may read.

    Whose time in the program ends leaves its tier on that day.
    """
    before = partner.status
    partner.status, partner.status_reason, partner.status_since_at = after, reason, now
    partner.save(update_fields=["status", "status_reason", "status_since_at"])
    happened = PartnerStatusChanged(**subject_of(partner), before=before, after=after, reason=reason)
    record(happened, *(_leave_tier(partner, now) if after is PartnerStatus.ENDED else ()), actor=actor, now=now)


def _leave_tier(partner: Partner, now: datetime) -> list[TierEnded]:
    """End the tier that a partner is in, and with it the notice that it would end."""
    today = queries.today(now)
    partner.tier_notices.filter(ended_on=None).update(ended_on=today, is_withdrawn=True)
    present = partner.tiers.filter(until=None).first()
    if present is None:
        return []
    present.until = max(today, present.since_on)
    present.save(update_fields=["until"])
    return [TierEnded(**subject_of(partner), tier=present.tier_id, until=present.until)]


def place_under(
    partner: Partner, parent: Partner | None, family: Sequence[UUID], *, actor: Actor, now: datetime
) -> None:
    """Put a partner with its family under another one, which sees its business from now on, or under none.

    The caller holds the hierarchy.
    """
    before = partner.parent_id
    visibility.hide(viewers=partner.list_ancestor_ids(), partners=family)
    partner.parent = parent
    partner.save(update_fields=["parent"])
    visibility.show(viewers=partner.list_ancestor_ids(), partners=family)
    happened = (
        ParentSet(**subject_of(partner), parent_id=parent.id, parent=parent.name, before_id=before)
        if parent
        else ParentRemoved(**subject_of(partner), before_id=before)
    )
    record(happened, actor=actor, now=now, related=[other for other in (before, partner.parent_id) if other])
