"""Those who look after a partner hear of its offboarding, and of its coming back."""

from datetime import datetime

from steelyard.kernel.ids import public_id
from steelyard.partners.events import (
    OffboardingBegan,
    OffboardingCancelled,
    OffboardingCompleted,
    OffboardingDue,
    PartnerReturned,
)
from steelyard.partners.lifecycle import jobs  # noqa: F401 - what runs by night
from steelyard.partners.models import Offboarding, Partner
from steelyard.partners.queries import find_cards, today
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.ui.records import record_url


@reacts_to(OffboardingBegan, OffboardingCompleted, OffboardingCancelled, OffboardingDue)
def tell_of_offboarding(happened: Happened, now: datetime) -> None:
    """Tell the partner's managers how its offboarding goes."""
    _tell_managers(happened, record_url(public_id(Offboarding.PREFIX, happened.event.offboarding_id)), now)


@reacts_to(PartnerReturned)
def tell_of_return(happened: Happened, now: datetime) -> None:
    """Tell the partner's managers that it is back."""
    _tell_managers(happened, record_url(public_id(Partner.PREFIX, happened.event.subject_id)), now)


def _tell_managers(happened: Happened, url: str, now: datetime) -> None:
    card = find_cards([happened.event.subject_id], on=today(now)).get(happened.event.subject_id)
    notify(card.manager_ids if card else (), happened, url=url, now=now)
