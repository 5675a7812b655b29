"""What an address asks of use before wins. What makes no sense does not restrict, so that an old link still opens."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.http import QueryDict

from steelyard.content.usage.queries import windows_of
from steelyard.content.usage.terms import Source, Stretch, UsageFilter
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound, sentence

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


class Period(StrEnum):
    """Stretches until today that are chosen by name."""

    MONTH = "30-days"
    QUARTER = "90-days"
    YEAR = "12-months"
    YEARS = "3-years"


PERIOD_NAMES: Mapping[Period, str] = {
    Period.MONTH: sentence("Last 30 days"),
    Period.QUARTER: sentence("Last 90 days"),
    Period.YEAR: sentence("Last 12 months"),
    Period.YEARS: sentence("Last 3 years"),
}
_DAYS: Mapping[Period, int] = {Period.MONTH: 30, Period.QUARTER: 90, Period.YEAR: 365, Period.YEARS: 1096}


def stretch_from(params: QueryDict, now: datetime) -> Stretch:
    """Return the stretch that the parameters of an address say: a year until now, unless they say something else."""
    windows = windows_of(now)
    said = params.get("window", "")
    window = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0
    since, until = _day(params.get("since", "")), _day(params.get("until", ""))
    named = params.get("period", "")
    period = Period(named) if named in set(Period) else Period.YEAR
    tomorrow = now.date() + timedelta(days=1)
    if since is None or (until or tomorrow) <= since:
        since, until = tomorrow - timedelta(days=_DAYS[period]), tomorrow
    return Stretch(since=since, until=until or tomorrow, as_of=now, window=window if window in windows else windows[0])


def usage_filter_from(params: QueryDict) -> UsageFilter:
    """Return whose use of what the parameters of an address ask for."""
    try:
        partner_id = parse_public_id("partner", params.get("partner", "")) if params.get("partner") else None
    except NotFound:
        partner_id = None
    return UsageFilter(
        library=_clean(params.get("library", "")),
        kind=_clean(params.get("kind", "")),
        family=_clean(params.get("family", "")),
        region=_clean(params.get("region", "")),
        type=_clean(params.get("type", "")),
        partner_id=partner_id,
    )


def content_key(content_id: str) -> UUID:
    """Return the key of a content of whichever kind. Raises: NotFound."""
    prefix = content_id.rpartition("_")[0]
    if prefix not in set(Source):
        raise NotFound
    return parse_public_id(prefix, content_id)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day < _LAST_DAY else None


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:60]
