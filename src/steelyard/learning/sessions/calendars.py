"""Sessions as calendar files. Source: RFC 5545 (iCalendar), RFC 5546 (iTIP): one UID for good, a SEQUENCE that grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Steelyard//Live sessions//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
_MARGIN = timedelta(days=1)


class Method(StrEnum):
    """What a calendar is to do with a file."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A session as one person's calendar has it; `url` leads to the portal, never to where the session is held."""

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    url: str
    changed_at: datetime
    is_canceled: bool = False
    is_tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who invites and who is invited, for files that a mail brings."""

    organizer: str
    organizer_mail: str
    attendee: str
    attendee_mail: str


def write_calendar(
    entries: Sequence[Entry], *, method: Method, name: str = "", parties: Parties | None = None
) -> bytes:
    """Return the entries as one file, with the rules of the zones in which they are held."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", str(method))
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, parties))
    if entries:
        calendar.add_missing_timezones(
            first_date=(min(entry.starts_at for entry in entries) - _MARGIN).date(),
            last_date=(max(entry.ends_at for entry in entries) + _MARGIN).date(),
        )
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, parties: Parties | None) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title)
    event.add("description", "\n\n".join(one for one in (entry.description, entry.url) if one))
    event.add("url", entry.url)
    if entry.place:
        event.add("location", entry.place)
    status = "CANCELLED" if entry.is_canceled else "TENTATIVE" if entry.is_tentative else "CONFIRMED"
    event.add("status", status)
    if parties is not None:
        event.add("organizer", _address(parties.organizer, parties.organizer_mail))
        attendee = _address(parties.attendee, parties.attendee_mail)
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee)
    return event


def _address(name: str, mail: str) -> vCalAddress:
    address = vCalAddress(f"MAILTO:{mail}")
    address.params["CN"] = vText(name)
    return address
