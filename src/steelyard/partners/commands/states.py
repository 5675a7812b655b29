"""Putting partners into a state of their life, many at once."""

from collections.abc import Iterable
from datetime import datetime

from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import PartnerStatusChanged
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.arrays import among


def put_into_state(
    partners: Iterable[Partner], status: PartnerStatus, *, reason: str = "", now: datetime
) -> list[PartnerStatusChanged]:
    """Put partners, held by the caller, into a state in one statement, and return what happened; the caller records it."""
    found = {one.id: one for one in partners}
    if found:
        Partner.objects.filter(among("id", found)).update(status=status, status_reason=reason, status_since_at=now)
    return [
        PartnerStatusChanged(**subject_of(one), before=one.status, after=status, reason=reason)
        for one in found.values()
    ]
