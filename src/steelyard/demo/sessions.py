"""The demo's live sessions: some that are over, with who was there and their recordings, and some that lie ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from steelyard.demo.ecosystem import Ecosystem
from steelyard.demo.lessons import AUTHOR
from steelyard.identity.public import get_actor, list_people
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import Refusal
from steelyard.learning.models import Course
from steelyard.learning.sessions import commands
from steelyard.learning.sessions.terms import PresenceEntry, SessionDraft
from steelyard.learning.terms import Audience
from steelyard.platform.db import acting_as

LEARNER, PARTNER = "Ana Reyes", "CloudForge"
_LEAD = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session of the demo: so many days before or after today, at an hour by the clock where it is."""

    title: str
    about: str
    days: int
    hour: int
    minutes: int
    zone: str
    presenters: tuple[str, ...]
    people: int
    seats: int | None = None
    place: str = ""
    course: str = ""
    audience: Audience = Audience()  # noqa: RUF009 - a frozen value
    recording: str = ""
    told_by_file: bool = False
    """Whether the meeting software said how long people were there; otherwise it is known from joining."""


MEETINGS = (
    Meeting(
        title="Partner 101, live",
        about="How the program works, and your questions. Whoever stays completes the course.",
        days=-120,
        hour=10,
        minutes=60,
        zone="Europe/Berlin",
        presenters=("Marta Lind",),
        people=24,
        course="partner-101",
        recording="https://video.northgate.example/partner-101",
    ),
    Meeting(
        title="What is new in the Core Platform",
        about="The release of the quarter in forty-five minutes: what to show, what to promise, what to leave out.",
        days=-45,
        hour=16,
        minutes=45,
        zone="Europe/London",
        presenters=("Ingrid Solheim", "Priya Raman"),
        people=30,
        recording="https://video.northgate.example/core-autumn",
        told_by_file=True,
    ),
    Meeting(
        title="Edge Gateways: bring your hardest site",
        about="Three sites of yours, planned together. Send the measurements before.",
        days=-10,
        hour=11,
        minutes=90,
        zone="America/New_York",
        presenters=("Daniel Osei",),
        people=14,
        seats=12,
        audience=Audience(partner_types=("reseller", "msp", "services", "gsi", "boutique")),
    ),
    Meeting(
        title="Selling against the usual competitor",
        about="What they say, what is true of it, and what to answer.",
        days=4,
        hour=15,
        minutes=60,
        zone="Europe/Berlin",
        presenters=("Marta Lind", "Jonas Weber"),
        people=11,
        seats=10,
    ),
    Meeting(
        title="Installing gateways, hands on",
        about="A day in the workshop: mount, ground, connect, measure. Shoes with steel caps are there.",
        days=16,
        hour=9,
        minutes=420,
        zone="Europe/Berlin",
        presenters=("Helen Brodie",),
        people=5,
        seats=8,
        place="Northgate workshop, Hamburg",
        audience=Audience(partner_types=("reseller", "msp", "services", "gsi", "boutique")),
    ),
    Meeting(
        title="Partner 101, live",
        about="How the program works, and your questions. Whoever stays completes the course.",
        days=30,
        hour=10,
        minutes=60,
        zone="America/New_York",
        presenters=("Daniel Osei",),
        people=6,
        course="partner-101",
    ),
)


def build_sessions(ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Hold the sessions of the past year, and let people register for those ahead."""
    random = Random("live sessions")  # noqa: S311 - a story, not a secret
    author = get_actor(ecosystem.people[AUTHOR], None)
    home = next(partner.id for partner in ecosystem.partners if partner.name.startswith(PARTNER))
    learner = next(person.id for person in list_people(home) if person.name == LEARNER and person.id)
    people = [(person, partner.id) for partner in ecosystem.partners if partner.is_active for person in partner.sellers]
    others = [one for one in people if one[0] != learner]
    for meeting in MEETINGS:
        draft = _draft(meeting, ends_at)
        begins = draft.starts.replace(tzinfo=ZoneInfo(meeting.zone))
        told_at = min(begins - _LEAD, ends_at - timedelta(days=1))
        with acting_as(author):
            session = commands.schedule_session(actor=author, draft=draft, now=told_at)
            commands.publish_session(actor=author, session_id=session, now=told_at)
        came = [(learner, home), *random.sample(others, min(len(others), meeting.people - 1))]
        registered = [one for one in came if _register(session, one, told_at + timedelta(hours=random.uniform(1, 20)))]
        if meeting.days < 0:
            _hold(random, meeting, session, registered, author, begins)


def _draft(meeting: Meeting, ends_at: datetime) -> SessionDraft:
    day = (ends_at + timedelta(days=meeting.days)).date()
    if day.weekday() >= 5:
        day -= timedelta(days=day.weekday() - 4)
    starts = datetime(day.year, day.month, day.day, meeting.hour)  # noqa: DTZ001 - by the clock on the wall
    return SessionDraft(
        title=meeting.title,
        description=meeting.about,
        presenters=meeting.presenters,
        starts=starts,
        ends=starts + timedelta(minutes=meeting.minutes),
        zone=meeting.zone,
        link="" if meeting.place else "https://meet.northgate.example/live",
        place=meeting.place,
        seats=meeting.seats,
        course_id=Course.objects.values_list("id", flat=True).get(key=meeting.course) if meeting.course else None,
        audience=meeting.audience,
    )


def _register(session: UUID, who: tuple[UUID, UUID], at: datetime) -> bool:
    person, partner = who
    actor = get_actor(person, partner)
    with acting_as(actor):
        try:
            commands.register_attendee(actor=actor, session_id=session, person_id=person, partner_id=partner, now=at)
        except Refusal:  # not for partners of that type
            return False
    return True


def _hold(
    random: Random,
    meeting: Meeting,
    session: UUID,
    registered: list[tuple[UUID, UUID]],
    author: Actor,
    begins: datetime,
) -> None:
    """Let most of those registered come, some of them late, and count them."""
    ends = begins + timedelta(minutes=meeting.minutes)
    entries = []
    for person, partner in registered[: meeting.seats]:
        if random.random() < 0.2:
            continue
        late = random.choice((0, 0, 0, 2, 5, meeting.minutes // 2))
        if meeting.told_by_file:
            entries.append(PresenceEntry(person_id=person, minutes=meeting.minutes - late))
        else:
            actor = get_actor(person, partner)
            with acting_as(actor):
                commands.join_session(actor=actor, session_id=session, now=begins + timedelta(minutes=late))
    if entries:
        with acting_as(author):
            commands.record_attendance(actor=author, session_id=session, entries=entries, now=ends)
    with acting_as(SYSTEM):
        commands.close_session(session_id=session, now=ends)
    if meeting.recording:
        with acting_as(author):
            at = ends + timedelta(days=1)
            commands.add_recording(actor=author, session_id=session, url=meeting.recording, now=at)
