"""What the addresses of the lists of states and offboardings ask for. What makes no sense does not restrict."""

from datetime import date

from django.http import QueryDict

from steelyard.partners.filters import word_of
from steelyard.partners.lifecycle.terms import LifeFilter, OffboardingState
from steelyard.partners.terms import PartnerStatus


def life_filter_from(params: QueryDict, *, today: date) -> LifeFilter:
    """Return the filter of states that the parameters of an address say; without a day, of today."""
    status = word_of(params, "status")
    return LifeFilter(
        on=_day_of(word_of(params, "on")) or today,
        text=word_of(params, "q"),
        status=status if status in set(PartnerStatus) else "",
        region=word_of(params, "region"),
    )


def offboarding_state_from(params: QueryDict) -> OffboardingState | None:
    """Return the state of offboardings that is asked for."""
    state = word_of(params, "state")
    return OffboardingState(state) if state in set(OffboardingState) else None


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None
