"""What partners deletes after a while."""

from datetime import datetime

from django.db.models import QuerySet

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import PartnerProfile
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.privacy.places import Whose
from steelyard.platform.privacy.retention import Retention, register_retention


def _profiles(before: datetime, whose: Whose) -> QuerySet[PartnerProfile]:
    rows = PartnerProfile.saying_something().filter(
        partner__status=PartnerStatus.ENDED, partner__merged_into=None, partner__status_since_at__lt=before
    )
    return whose.of(rows)


def _erase(before: datetime, whose: Whose) -> int:
    return PartnerProfile.erase_of(list(_profiles(before, whose).values_list("partner_id", flat=True)))


register_retention(
    Retention(
        key="former-profiles",
        label=sentence("What partners that left said of themselves"),
        reason=sentence("Needed in case a partner comes back; its agreements and deals stay."),
        days=1095,
        least_days=30,
        count=lambda before, whose: _profiles(before, whose).count(),
        delete=_erase,
        regional=True,
    )
)
