"""What the address of the list of inactive partners asks for. What makes no sense does not restrict."""

from datetime import date

from django.http import QueryDict

from steelyard.partners.filters import word_of
from steelyard.partners.inactivity.terms import QuietFilter, Signal
from steelyard.partners.onboarding.filters import day_from

DAYS = ("30", "60", "90", "120", "180", "270", "365")
"""After how many days a partner can be asked for as inactive."""


def quiet_filter_from(params: QueryDict, *, today: date) -> QuietFilter:
    """Return the filter of inactive partners that the parameters of an address say; without a day, as of today."""
    days, signal, on = word_of(params, "days"), word_of(params, "signal"), day_from(params)
    return QuietFilter(
        on=on if on is not None and on < date.max else today,
        days=int(days) if days in DAYS else 60,
        signal=Signal(signal) if signal in set(Signal) else Signal.ANY,
        text=word_of(params, "q"),
        region=word_of(params, "region"),
    )
