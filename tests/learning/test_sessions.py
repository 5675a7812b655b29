"""Live sessions: scheduled, registered for, moved, joined, recorded; what attending completes, and who hears of it."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from icalendar import Calendar

from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.models import Membership, Person
from steelyard.identity.queries.personal_data import subject_of
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands as learning
from steelyard.learning.models import Attendee, Certificate, Enrollment, LiveSession
from steelyard.learning.records.policies import Teller, make_statement
from steelyard.learning.sessions import commands
from steelyard.learning.sessions.diaries import write_feed, write_file
from steelyard.learning.sessions.events import AttendanceRecorded, AttendeeRegistered
from steelyard.learning.sessions.jobs import close_sessions, remind_attendees
from steelyard.learning.sessions.queries import (
    draft_of,
    get_attendee,
    get_row,
    get_session,
    list_attendees,
    list_sessions,
    measure_sessions,
)
from steelyard.learning.sessions.recordings import find_recording
from steelyard.learning.sessions.refusals import (
    AlreadyRegistered,
    AttendanceTooLong,
    AttendeeUnknown,
    CourseExamines,
    DoorClosed,
    LessonIsSession,
    LinkNotSafe,
    NotRegistered,
    RegistrationOver,
    SeatsBelowRegistered,
    SessionAlreadyPublished,
    SessionEndsTooEarly,
    SessionInThePast,
    SessionLessonMissing,
    SessionNotBegun,
    SessionNotForYou,
    SessionNotOpen,
    SessionNowhere,
    SessionSettled,
    TimeSkipped,
    TimeZoneUnknown,
)
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendeeFilter,
    AttendeeState,
    PresenceEntry,
    SessionFilter,
)
from steelyard.learning.terms import Audience, Lesson, LessonKind
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.events import get_happened
from steelyard.platform.models import EventRecord, Notification
from steelyard.platform.privacy.registry import list_holdings
from tests.deals.test_race import at_once
from tests.jobs import run_jobs
from tests.learning.making import QUESTIONS, READING, enroll, make_certification, make_course, quiz_lesson
from tests.learning.meeting import HOUR, LINK, draft_session, make_session, register
from tests.partners.making import Ecosystem, make_ecosystem, make_person

LIVE = Lesson(key="live", title="Come together", kind=LessonKind.SESSION, minutes=60)
MINUTE = timedelta(minutes=1)
ON_THE_WALL = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - by a clock in Berlin, which never shows it


def start_of(session) -> datetime:
    return LiveSession.objects.get(id=session).starts_at


def presence(actor: Actor, minutes: int) -> PresenceEntry:
    return PresenceEntry(person_id=actor.person_id, minutes=minutes)


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(person_id=actor.person_id).order_by("created_at", "id")
    names = [row.event_type.removeprefix("learning.") for row in rows]
    return [name for name in names if name.startswith(("attendee.", "session."))]


# --- Scheduling -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"length": -HOUR}, SessionEndsTooEarly, "ends"),
        ({"length": timedelta()}, SessionEndsTooEarly, "ends"),
        ({"zone_said": "Mars/Olympus"}, TimeZoneUnknown, "zone"),
        ({"link": "http://meet.example"}, LinkNotSafe, "link"),
        ({"link": "javascript:alert(1)"}, LinkNotSafe, "link"),
        ({"lesson": "live"}, SessionLessonMissing, "lesson"),
        ({"starts": ON_THE_WALL, "ends": ON_THE_WALL + HOUR}, TimeSkipped, "starts"),
    ],
)
def test_a_session_that_cannot_be_held_is_refused_beside_its_field(
    ecosystem: Ecosystem, now: datetime, said, refusal, field
) -> None:
    zone = said.pop("zone_said", None)
    draft = draft_session(now + HOUR, **said)
    draft = replace(draft, zone=zone) if zone else draft
    with pytest.raises(refusal) as refused:
        commands.schedule_session(actor=ecosystem.manager, draft=draft, now=now)
    assert field in refused.value.fields


def test_a_session_lies_ahead_and_is_somewhere_before_it_is_published(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(SessionInThePast):
        make_session(now, starts_at=now - MINUTE)
    nowhere = make_session(now, link="", is_published=False)
    with pytest.raises(SessionNowhere):
        commands.publish_session(actor=SYSTEM, session_id=nowhere, now=now)
    with pytest.raises(SessionInThePast):
        commands.publish_session(actor=SYSTEM, session_id=nowhere, now=now + timedelta(days=3))
    with pytest.raises(SessionNotOpen):
        commands.cancel_session(actor=SYSTEM, session_id=nowhere, reason="Nobody", now=now)
    key = make_session(now)
    with pytest.raises(SessionAlreadyPublished):
        commands.publish_session(actor=SYSTEM, session_id=key, now=now)
    with pytest.raises(SessionNowhere):
        commands.change_session(actor=SYSTEM, session_id=key, draft=draft_session(now + HOUR, link=""), now=now)


def test_only_those_who_run_sessions_schedule_them(ecosystem: Ecosystem, now: datetime) -> None:
    draft = draft_session(now + HOUR)
    for actor in (ecosystem.acme_admin, ecosystem.seller_of_host):
        with acting_as(actor), pytest.raises(NotAllowed):
            commands.schedule_session(actor=actor, draft=draft, now=now)
    key = make_session(now)
    with acting_as(ecosystem.acme_admin):
        for call in (
            lambda: commands.change_session(actor=ecosystem.acme_admin, session_id=key, draft=draft, now=now),
            lambda: commands.cancel_session(actor=ecosystem.acme_admin, session_id=key, reason="No", now=now),
            lambda: commands.record_attendance(actor=ecosystem.acme_admin, session_id=key, entries=[], now=now),
            lambda: commands.add_recording(actor=ecosystem.acme_admin, session_id=key, url=LINK, now=now),
            lambda: measure_sessions(ecosystem.acme_admin, since=now, until=now),
        ):
            with pytest.raises(NotAllowed):
                call()


def test_ten_o_clock_stays_ten_o_clock_over_the_change_of_the_clocks(ecosystem: Ecosystem, now: datetime) -> None:
    winter, summer = datetime(2027, 3, 27, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC)
    first, second = make_session(now, starts_at=winter), make_session(now, starts_at=summer)
    for key, offset in ((first, "+01:00"), (second, "+02:00")):
        card = get_session(SYSTEM, key, at=now)
        assert card.local_start.isoformat().endswith(f"T10:00:00{offset}")
        assert draft_of(get_row(SYSTEM, key)).starts.hour == 10
        (event,) = Calendar.from_ical(write_file(SYSTEM, key)).walk("VEVENT")
        assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
        assert event.decoded("DTSTART") == card.starts_at


# --- Registering ------------------------------------------------------------------------------------------------------


def test_people_register_once_wait_where_it_is_full_and_move_up(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now, seats=1)
    first = register(now, ecosystem.acme_seller, key)
    second = register(now + MINUTE, ecosystem.beta_seller, key)
    third = register(now + 2 * MINUTE, ecosystem.acme_admin, key)
    with pytest.raises(AlreadyRegistered):
        register(now, ecosystem.acme_seller, key)
    assert get_session(ecosystem.acme_admin, key, at=now).own_place == 2
    assert [get_attendee(SYSTEM, one).state for one in (first, second, third)] == [
        AttendeeState.SEATED,
        AttendeeState.WAITING,
        AttendeeState.WAITING,
    ]
    commands.withdraw_attendee(actor=ecosystem.acme_seller, attendee_id=first, now=now + HOUR)
    assert get_attendee(SYSTEM, second).state is AttendeeState.SEATED
    assert get_session(ecosystem.acme_admin, key, at=now).own_place == 1
    commands.change_session(
        actor=SYSTEM, session_id=key, draft=replace(draft_of(get_row(SYSTEM, key)), seats=2), now=now + HOUR
    )
    assert get_attendee(SYSTEM, third).state is AttendeeState.SEATED
    with pytest.raises(SeatsBelowRegistered) as refused:
        commands.change_session(
            actor=SYSTEM, session_id=key, draft=replace(draft_of(get_row(SYSTEM, key)), seats=1), now=now + HOUR
        )
    assert "2 people" in refused.value.fields["seats"]
    with pytest.raises(RegistrationOver):
        commands.withdraw_attendee(actor=ecosystem.acme_seller, attendee_id=first, now=now + HOUR)
    run_jobs()
    assert told(ecosystem.beta_seller) == ["attendee.seated"]
    again = register(now + HOUR, ecosystem.acme_seller, key)
    assert get_attendee(SYSTEM, again).state is AttendeeState.WAITING


def test_the_database_holds_the_limit(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now, seats=1)
    register(now, ecosystem.acme_seller, key)
    with pytest.raises(IntegrityError), transaction.atomic():
        LiveSession.objects.filter(id=key).update(seats_taken=2)


def test_nobody_registers_for_what_is_not_open_or_not_theirs(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    draft = make_session(now, is_published=False)
    others = make_session(now, audience=Audience(roles=(Role.ARCHITECT,)))
    ours = make_session(now, audience=Audience(for_partners=False, for_host=True))
    key = make_session(now)
    with acting_as(seller):
        for hidden in (draft, ours):
            with pytest.raises(NotFound):
                register(now, seller, hidden)
            assert not LiveSession.objects.filter(id=hidden).exists()
        with pytest.raises(SessionNotForYou):
            register(now, seller, others)
        with pytest.raises(SessionNotOpen):
            register(start_of(key) + HOUR, seller, key)
        with pytest.raises(NotAllowed):
            commands.register_attendee(
                actor=seller,
                session_id=key,
                person_id=ecosystem.acme_admin.person_id,
                partner_id=ecosystem.acme,
                now=now,
            )
        found = list_sessions(seller, SessionFilter(), PageRequest(), at=now).items
        assert [card.id for card in found] == [key]
    commands.cancel_session(actor=SYSTEM, session_id=key, reason="The room is flooded", now=now)
    with acting_as(seller), pytest.raises(SessionNotOpen):
        register(now, seller, key)


def test_a_partner_sees_its_own_people_alone(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    own, others = register(now, ecosystem.acme_seller, key), register(now, ecosystem.beta_seller, key)
    for actor, seen in (
        (ecosystem.acme_admin, {own}),
        (ecosystem.acme_seller, {own}),
        (ecosystem.beta_seller, {others}),
        (ecosystem.manager, {own, others}),
    ):
        with acting_as(actor):
            found = list_attendees(actor, AttendeeFilter(), PageRequest()).items
            assert {card.id for card in found} == seen
            assert set(Attendee.objects.values_list("id", flat=True)) == seen
    with acting_as(ecosystem.acme_admin):
        with pytest.raises(NotFound):
            commands.withdraw_attendee(actor=ecosystem.acme_admin, attendee_id=others, now=now)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Attendee.objects.filter(id=own).update(minutes=5)
    with acting_as(ecosystem.acme_admin):
        commands.withdraw_attendee(actor=ecosystem.acme_admin, attendee_id=own, now=now)


def test_whoever_leaves_frees_the_seat(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now, seats=1)
    seat = register(now, ecosystem.acme_seller, key)
    waiting = register(now + MINUTE, ecosystem.beta_seller, key)
    run_jobs()
    leave(ecosystem, now + HOUR)
    run_jobs()
    assert get_attendee(SYSTEM, seat).state is AttendeeState.WITHDRAWN
    assert get_attendee(SYSTEM, waiting).state is AttendeeState.SEATED


def leave(ecosystem: Ecosystem, now: datetime) -> None:
    member = Membership.objects.get(person=ecosystem.acme_seller.person_id, until=None)
    deactivate_member(actor=ecosystem.acme_admin, membership_id=member.id, now=now)


@pytest.mark.slow
def test_two_who_want_the_last_seat_do_not_both_get_it(own_database: str, now: datetime) -> None:
    with as_system():
        world = make_ecosystem(now)
        keys = [make_session(now, seats=1) for _ in range(8)]
    for key in keys:

        def attempt(actor: Actor, key=key):
            def run():
                with acting_as(actor):
                    return register(now, actor, key)

            return run

        at_once(attempt(world.acme_seller), attempt(world.beta_seller))
        with as_system():
            states = [
                get_attendee(SYSTEM, one).state
                for one in Attendee.objects.filter(session=key).values_list("id", flat=True)
            ]
            assert sorted(states) == [AttendeeState.SEATED, AttendeeState.WAITING]
            assert LiveSession.objects.get(id=key).seats_taken == 1
    connection.close()


# --- Telling ----------------------------------------------------------------------------------------------------------


def test_everybody_registered_is_told_of_a_move_with_the_file_that_replaces_the_last(
    ecosystem: Ecosystem, now: datetime
) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    run_jobs()
    mail.outbox.clear()
    (before,) = Calendar.from_ical(write_file(SYSTEM, key)).walk("VEVENT")
    moved = draft_session(now + timedelta(days=3), zone="America/New_York", place="Room 1")
    commands.change_session(actor=SYSTEM, session_id=key, draft=moved, now=now + HOUR)
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["sami.acar@example.com"]
    assert "(America/New_York)" in message.body
    calendar, event = _attached(message)
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == before["UID"]
    assert event["SEQUENCE"] > before["SEQUENCE"]
    assert event.decoded("DTSTART") == start_of(key)
    assert LINK not in message.message().as_string()
    assert LINK not in event.to_ical().decode()
    commands.cancel_session(actor=SYSTEM, session_id=key, reason="The room is flooded", now=now + 2 * HOUR)
    run_jobs()
    calendar, canceled = _attached(mail.outbox[-1])
    assert (calendar["METHOD"], canceled["STATUS"], canceled["UID"]) == ("CANCEL", "CANCELLED", event["UID"])
    assert canceled["SEQUENCE"] > event["SEQUENCE"]
    assert "The room is flooded" in mail.outbox[-1].body
    assert told(ecosystem.acme_seller) == ["session.moved", "session.canceled"]
    assert told(ecosystem.beta_seller) == []
    with pytest.raises(SessionSettled):
        commands.change_session(actor=SYSTEM, session_id=key, draft=moved, now=now + 3 * HOUR)


def _attached(message):
    (part,) = [one for one in message.message().walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_what_is_edited_without_a_move_is_told_to_nobody(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    draft = replace(draft_of(get_row(SYSTEM, key)), title="Weighing, live", description="Bring a stone.")
    commands.change_session(actor=SYSTEM, session_id=key, draft=draft, now=now)
    run_jobs()
    assert told(ecosystem.acme_seller) == []


def test_reminders_come_a_day_and_an_hour_before_once_and_again_after_a_move(
    ecosystem: Ecosystem, now: datetime
) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    start = start_of(key)
    for before in (30, 23, 20, 1, 1, 0.5):
        commands.remind_attendees(session_id=key, now=start - before * HOUR)
    run_jobs()
    assert told(ecosystem.acme_seller) == ["attendee.reminded"] * 2
    titles = [message.subject for message in mail.outbox if "begins" in message.subject]
    assert titles == ["Weighing live begins within a day", "Weighing live begins within an hour"]
    commands.change_session(
        actor=SYSTEM, session_id=key, draft=draft_session(start + timedelta(days=7)), now=start - HOUR / 2
    )
    assert commands.remind_attendees(session_id=key, now=start + timedelta(days=6, hours=1)) == 1


def test_a_reminder_speaks_the_readers_language(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    Person.objects.filter(id=ecosystem.acme_seller.person_id).update(language="de", time_zone="Europe/Berlin")
    run_jobs()
    mail.outbox.clear()
    commands.remind_attendees(session_id=key, now=start_of(key) - HOUR)
    run_jobs()
    assert mail.outbox[-1].subject == "Weighing live beginnt binnen einer Stunde"
    assert "(Europe/Berlin)" in mail.outbox[-1].body


# --- Attending --------------------------------------------------------------------------------------------------------


def test_joining_is_noted_once_from_a_quarter_before_until_the_end(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    seller = ecosystem.acme_seller
    start = start_of(key)
    with acting_as(seller), pytest.raises(NotRegistered):
        commands.join_session(actor=seller, session_id=key, now=start)
    attendee = register(now, seller, key)
    with acting_as(seller):
        for closed in (start - 16 * MINUTE, start + HOUR):
            with pytest.raises(DoorClosed):
                commands.join_session(actor=seller, session_id=key, now=closed)
        assert commands.join_session(actor=seller, session_id=key, now=start - 15 * MINUTE) == LINK
        commands.join_session(actor=seller, session_id=key, now=start + 50 * MINUTE)
    assert get_attendee(SYSTEM, attendee).joined_at == start - 15 * MINUTE
    assert EventRecord.objects.filter(type="learning.attendee.joined").count() == 1


def test_when_it_is_over_those_who_joined_are_counted_with_reasons(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    people = (ecosystem.acme_seller, ecosystem.beta_seller, ecosystem.acme_admin)
    whole, late, absent = (register(now, one, key) for one in people)
    start = start_of(key)
    commands.join_session(actor=people[0], session_id=key, now=start - MINUTE)
    commands.join_session(actor=people[1], session_id=key, now=start + 40 * MINUTE)
    commands.close_session(session_id=key, now=start + 59 * MINUTE)
    assert get_attendee(SYSTEM, whole).attendance is None, "it is not over"
    for _ in range(2):
        commands.close_session(session_id=key, now=start + HOUR)
    found = [get_attendee(SYSTEM, one) for one in (whole, late, absent)]
    assert [card.attendance for card in found] == [Attendance.ATTENDED, Attendance.PARTLY, Attendance.ABSENT]
    assert [card.minutes for card in found] == [60, 20, 0]
    assert found[1].reasons == (
        ("LN-3", "There for 20 of 60 minutes; 45 would have been enough."),
        ("LN-4", "Counted from joining, 40 minutes after the beginning, until the end."),
    )
    assert EventRecord.objects.filter(type="learning.attendee.attendance_recorded").count() == 3
    figures = measure_sessions(ecosystem.manager, since=now, until=start + 2 * HOUR)
    assert (figures.sessions, figures.registered, figures.attended, figures.rate) == (1, 3, 1, 33)
    assert {(one.partner, one.registered, one.rate) for one in figures.partners} == {
        ("Acme Systems GmbH", 2, 50),
        ("Beta Networks AG", 1, 0),
    }


def test_what_the_host_records_wins_and_is_all_or_nothing(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    attendee = register(now, ecosystem.acme_seller, key)
    manager, start = ecosystem.manager, start_of(key)

    def record(*entries: PresenceEntry, at: datetime = start + HOUR) -> None:
        commands.record_attendance(actor=manager, session_id=key, entries=entries, now=at)

    seller = ecosystem.acme_seller
    with pytest.raises(SessionNotBegun):
        record(presence(seller, 5), at=start - MINUTE)
    with pytest.raises(AttendeeUnknown):
        record(presence(seller, 5), presence(ecosystem.beta_seller, 5))
    for minutes in (-1, 61):
        with pytest.raises(AttendanceTooLong):
            record(presence(seller, minutes))
    assert get_attendee(SYSTEM, attendee).attendance is None
    record(presence(seller, 20))
    commands.close_session(session_id=key, now=start + HOUR)
    assert get_attendee(SYSTEM, attendee).attendance is Attendance.PARTLY
    record(presence(seller, 45))
    assert get_attendee(SYSTEM, attendee).attendance is Attendance.ATTENDED


def test_attending_completes_the_lesson_and_the_course_and_certifies_once(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now)
    course = make_course(now, lessons=(READING, LIVE), certification="weigher")
    key = make_session(now, course_id=course, lesson="live")
    seller = ecosystem.acme_seller
    register(now, seller, key)
    enrollment = enroll(now, seller, course)
    learning.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="reading", now=now)
    with pytest.raises(LessonIsSession):
        learning.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="live", now=now)
    start = start_of(key)
    for minutes in (30, 60, 50):
        entries = [presence(seller, minutes)]
        commands.record_attendance(actor=ecosystem.manager, session_id=key, entries=entries, now=start + HOUR)
        certificates = Certificate.objects.filter(person=seller.person_id).count()
        assert certificates == (0 if minutes == 30 else 1)
    assert EventRecord.objects.filter(type="learning.enrollment.completed").count() == 1


def test_attending_enrolls_who_was_not_and_completes_a_course_that_asks_for_no_more(
    ecosystem: Ecosystem, now: datetime
) -> None:
    course = make_course(now)
    examined = make_course(now, "examined", lessons=(READING, quiz_lesson()), questions=QUESTIONS)
    with pytest.raises(CourseExamines):
        make_session(now, course_id=examined)
    with pytest.raises(SessionLessonMissing):
        make_session(now, course_id=course, lesson="reading")
    key = make_session(now, course_id=course)
    register(now, ecosystem.acme_seller, key)
    entries = [presence(ecosystem.acme_seller, 60)]
    commands.record_attendance(actor=ecosystem.manager, session_id=key, entries=entries, now=start_of(key) + HOUR)
    enrollment = Enrollment.objects.get(person=ecosystem.acme_seller.person_id)
    assert enrollment.completed_at is not None
    assert enrollment.by == "rule"


def test_recordings_are_for_those_registered_or_meant_and_watching_counts_by_rule(
    ecosystem: Ecosystem, now: datetime
) -> None:
    key = make_session(now, audience=Audience(roles=(Role.SELLER,)))
    attendee = register(now, ecosystem.acme_seller, key)
    start = start_of(key)
    with pytest.raises(SessionNotBegun):
        commands.add_recording(actor=SYSTEM, session_id=key, url="https://video.example/1", now=now)
    with pytest.raises(LinkNotSafe):
        commands.add_recording(actor=SYSTEM, session_id=key, url="http://video.example/1", now=start + HOUR)
    commands.add_recording(actor=SYSTEM, session_id=key, url="https://video.example/1", now=start + HOUR)
    commands.close_session(session_id=key, now=start + HOUR)
    for actor in (ecosystem.acme_seller, ecosystem.beta_seller):
        with acting_as(actor):
            assert find_recording(actor, key, at=start) == "https://video.example/1"
    with acting_as(ecosystem.acme_admin), pytest.raises(SessionNotForYou):
        find_recording(ecosystem.acme_admin, key, at=start)
    with acting_as(ecosystem.beta_seller), pytest.raises(NotRegistered):
        commands.note_watching(actor=ecosystem.beta_seller, session_id=key, now=start + 2 * HOUR)
    with acting_as(ecosystem.acme_seller):
        commands.note_watching(actor=ecosystem.acme_seller, session_id=key, now=start + 2 * HOUR)
    card = get_attendee(SYSTEM, attendee)
    assert (card.watched_at, card.attendance) == (start + 2 * HOUR, Attendance.ABSENT)
    run_jobs()
    assert "session.recorded" in told(ecosystem.acme_seller)


# --- Calendars --------------------------------------------------------------------------------------------------------


def test_a_calendar_follows_its_persons_sessions_until_it_is_revoked(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    first, second = make_session(now, seats=1), make_session(now, title="Another")
    register(now, ecosystem.beta_seller, first)
    register(now, seller, first)
    register(now, seller, second)
    make_session(now, title="Not hers")
    with acting_as(seller):
        old = commands.open_feed(actor=seller, now=now)
        secret = commands.open_feed(actor=seller, now=now)
    commands.cancel_session(actor=SYSTEM, session_id=second, reason="No", now=now)
    events = Calendar.from_ical(write_feed(secret, at=now)).walk("VEVENT")
    assert {(str(one["SUMMARY"]), str(one["STATUS"])) for one in events} == {
        ("Weighing live", "TENTATIVE"),
        ("Another", "CANCELLED"),
    }
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from learning_calendarfeed f where f::text like %s", [f"%{secret}%"])
        assert cursor.fetchone() == (0,)
    for wrong in (old, "", "no-such"):
        with pytest.raises(NotFound):
            write_feed(wrong, at=now)
    with acting_as(seller):
        commands.revoke_feed(actor=seller)
    with pytest.raises(NotFound):
        write_feed(secret, at=now)


def test_the_calendar_of_who_left_leads_nowhere(ecosystem: Ecosystem, now: datetime) -> None:
    secret = commands.open_feed(actor=ecosystem.acme_seller, now=now)
    leave(ecosystem, now)
    with pytest.raises(NotFound):
        write_feed(secret, at=now)


# --- All together -----------------------------------------------------------------------------------------------------


def test_whatever_people_do_no_seat_is_given_twice_and_none_stays_free_while_somebody_waits(
    ecosystem: Ecosystem, now: datetime
) -> None:
    random = Random(42)
    people = [make_person(now, f"Person {n}", Role.SELLER, partner_id=ecosystem.acme) for n in range(6)]
    key = make_session(now, seats=2)
    for step in range(120):
        at = now + step * MINUTE / 10
        actor = random.choice(people)
        with suppress(AlreadyRegistered, SeatsBelowRegistered):
            own = Attendee.objects.filter(session=key, person=actor.person_id, withdrawn_at=None).first()
            if random.random() < 0.15:
                draft = replace(draft_of(get_row(SYSTEM, key)), seats=random.choice((1, 2, 3, 4, None)))
                commands.change_session(actor=SYSTEM, session_id=key, draft=draft, now=at)
            elif own is not None and random.random() < 0.6:
                commands.withdraw_attendee(actor=actor, attendee_id=own.id, now=at)
            else:
                register(at, actor, key)
        session = LiveSession.objects.get(id=key)
        open_ones = session.attendees.filter(withdrawn_at=None)
        seated, waiting = open_ones.filter(seated_at__isnull=False), open_ones.filter(seated_at=None)
        assert session.seats_taken == seated.count()
        assert session.seats is None or session.seats_taken <= session.seats
        assert not waiting.exists() or session.seats_taken == session.seats
        for one in waiting:
            assert one.registered_at >= max(seat.registered_at for seat in seated)


def test_jobs_remind_and_count(ecosystem: Ecosystem) -> None:
    now = utc_now()
    soon = make_session(now, starts_at=now + 30 * MINUTE)
    register(now, ecosystem.acme_seller, soon)
    over = make_session(now, starts_at=now + 30 * MINUTE)
    attendee = register(now, ecosystem.acme_seller, over)
    LiveSession.objects.filter(id=over).update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    remind_attendees.func(0)
    close_sessions.func(0)
    run_jobs()
    assert told(ecosystem.acme_seller).count("attendee.reminded") == 1
    assert get_attendee(SYSTEM, attendee).attendance is Attendance.ABSENT


def test_a_record_store_is_told_who_registered_and_attended(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    entries = [presence(ecosystem.acme_seller, 60)]
    commands.record_attendance(actor=SYSTEM, session_id=key, entries=entries, now=start_of(key) + HOUR)
    teller = Teller(address="https://portal.example", platform="Northgate")
    statements = []
    for row in EventRecord.objects.filter(type__in=(AttendeeRegistered.type, AttendanceRecorded.type)):
        happened = get_happened(row.id)
        statements.append(make_statement(happened.event, event_id=row.id, at=happened.occurred_at, teller=teller))
    verbs = {one["verb"]["display"]["en"]: one for one in statements}
    assert sorted(verbs) == ["attended", "registered"]
    assert verbs["attended"]["result"] == {"duration": "PT60M"}
    assert verbs["registered"]["object"]["id"] == (
        f"https://portal.example/learning/sessions/{public_id('livesession', key)}/"
    )
    assert "Sami" not in str(statements)


def test_people_are_given_what_is_held_of_them(ecosystem: Ecosystem, now: datetime) -> None:
    register(now, ecosystem.acme_seller, make_session(now))
    commands.open_feed(actor=ecosystem.acme_seller, now=now)
    (holding,) = [one for one in list_holdings() if one.key == "live_sessions"]
    person = Person.objects.get(id=ecosystem.acme_seller.person_id)
    found = list(holding.find(subject_of(person.email, person.id)))
    assert [one["kind"] for one in found] == ["registration", "calendar"]


def test_that_others_register_is_no_change_of_the_session(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    before = LiveSession.objects.get(id=key)
    register(now, ecosystem.beta_seller, key)
    after = LiveSession.objects.get(id=key)
    assert (after.seats_taken, after.updated_at) == (1, before.updated_at)
    with acting_as(ecosystem.acme_seller):
        card = get_session(ecosystem.acme_seller, key, at=now)
        assert (card.seats_taken, card.waiting, card.seats_left) == (None, None, None)
    LiveSession.objects.filter(id=key).update(title="Another")
    assert LiveSession.objects.get(id=key).updated_at > before.updated_at
