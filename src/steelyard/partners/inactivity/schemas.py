"""What the API says of inactive partners."""

from datetime import date

from steelyard.kernel.ids import public_id
from steelyard.partners.inactivity.terms import Engagement, QuietLine, Signal
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.http.schemas import Schema


class InactivePartnerOut(Schema):
    """A partner that gave no sign of life: since when, and for how many days by each signal."""

    partner_id: str
    partner: str
    region: str
    status: PartnerStatus
    since_on: date
    days: int
    days_by_signal: dict[Signal, int]

    @classmethod
    def of(cls, line: QuietLine) -> "InactivePartnerOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, line.partner_id),
            partner=line.partner,
            region=line.region,
            status=line.status,
            since_on=line.since_on,
            days=line.days,
            days_by_signal=line.by_signal,
        )


class PartnerEngagementOut(Schema):
    """How many partners there were on a day, and how many of them did something lately; the share is a rate."""

    partners: int
    engaged: int
    share: float | None

    @classmethod
    def of(cls, counted: Engagement) -> "PartnerEngagementOut":
        return cls(partners=counted.partners, engaged=counted.engaged, share=counted.share)
