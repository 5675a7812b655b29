"""What happens when a partner does nothing."""

from dataclasses import dataclass
from datetime import date

from steelyard.kernel.refusals import sentence
from steelyard.partners.events import PartnerEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerInactive(PartnerEvent):
    """A partner has not signed in, done anything about a deal or learned for so many days; told once for each number of them."""

    type = "partners.partner.inactive"
    sentence = sentence("{subject} has done nothing for {days} days, since {since_on}")
    icon = "zzz"
    is_internal = True

    days: int
    since_on: date
