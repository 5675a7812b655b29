"""What the addresses of journeys and their curves ask for. What makes no sense does not restrict."""

from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.onboarding.terms import CurveFilter, JourneyFilter, JourneyState

BEGUN_DAYS = ("90", "180", "365", "730")
"""For how many days back journeys can be asked for by their start."""


def journey_filter_from(params: QueryDict, actor: Actor) -> JourneyFilter:
    """Return the filter of journeys that the parameters of an address say."""
    state, manager = word_of(params, "state"), params.get("manager", "")
    return JourneyFilter(
        text=word_of(params, "q"),
        state=JourneyState(state) if state in set(JourneyState) else None,
        journey=word_of(params, "journey"),
        stage=word_of(params, "stage"),
        region=word_of(params, "region"),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )


def curve_filter_from(params: QueryDict, *, on: date) -> CurveFilter:
    """Return of which journeys the parameters of an address want curves; days back are counted from `on`."""
    begun = word_of(params, "begun")
    return CurveFilter(
        journey=word_of(params, "journey"),
        region=word_of(params, "region"),
        since=on - timedelta(days=int(begun)) if begun in BEGUN_DAYS else None,
    )


def day_from(params: QueryDict) -> date | None:
    """Return the day that the parameters of an address name, if one."""
    try:
        return parse_date(params.get("on", ""))
    except ValueError:  # a day that no month has
        return None
