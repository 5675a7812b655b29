"""Pages and API of live sessions: both say and refuse the same."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import public_id
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions import commands
from steelyard.learning.terms import Lesson, LessonKind
from steelyard.platform.clock import utc_now
from steelyard.platform.models import EventRecord
from tests.learning.making import READING, enroll, make_course
from tests.learning.meeting import HOUR, LINK, make_session, register
from tests.partners.making import Ecosystem, browser_of, make_person

LIVE = Lesson(key="live", title="Come together", kind=LessonKind.SESSION, minutes=60)
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 200
FORM = {
    "title": "Weighing live",
    "zone": "Europe/Berlin",
    "link": LINK,
    "language": "en",
    "for_partners": "on",
    "presenters": "Ena Blem, Otto Ott",
}


@pytest.fixture
def now() -> datetime:
    return utc_now()


@pytest.fixture
def runner(ecosystem: Ecosystem, now: datetime) -> Client:
    return browser_of(make_person(now, "Ena Blem", Role.ENABLEMENT))


def local(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")


def page_of(key: Any) -> str:
    return f"/learning/sessions/{public_id(LiveSession.PREFIX, key)}/"


def put(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.put(f"/api/v1{path}", body, content_type="application/json")


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json")


def begin_now(key: Any, *, minutes: int = 10, length: timedelta = HOUR) -> None:
    """Let a session have begun some minutes ago, as time would."""
    start = utc_now() - timedelta(minutes=minutes)
    LiveSession.objects.filter(id=key).update(starts_at=start, ends_at=start + length)


def test_a_session_goes_from_its_form_to_its_recording(ecosystem: Ecosystem, now: datetime, runner: Client) -> None:
    starts = now + timedelta(days=2)
    said = {**FORM, "starts": local(starts), "ends": local(starts + HOUR), "seats": "1"}
    wrong = (
        {"ends": local(starts - HOUR)},
        {"starts": "soon"},
        {"link": "http://meet.example"},
        {"zone": "Mars/Olympus"},
    )
    for one in (*wrong, {"starts": local(now - HOUR)}, {"starts": "2027-03-28T02:30", "ends": "2027-03-28T05:00"}):
        assert runner.post("/learning/sessions/new/", {**said, **one}).status_code == 422, one
    page = runner.post("/learning/sessions/new/", said)["Location"]
    learner, other, leader = (
        browser_of(one) for one in (ecosystem.acme_seller, ecosystem.beta_seller, ecosystem.acme_admin)
    )
    assert learner.get(page).status_code == 404, "a draft"
    assert "Weighing live" not in learner.get("/learning/sessions/").content.decode()
    assert runner.post(f"{page}publication/")["Location"] == page
    assert "Weighing live" in learner.get("/learning/sessions/").content.decode()
    assert "1 of 1 seats free" in learner.get(page).content.decode()
    learner.post(f"{page}registration/")
    again = learner.post(f"{page}registration/", follow=True).content.decode()
    assert "registered for this session already" in again
    shown = learner.get(page).content.decode()
    assert "You have a seat" in shown
    assert LINK not in shown
    other.post(f"{page}registration/")
    assert "You are number 1 on the waiting list" in other.get(page).content.decode()
    assert "Ben Boll" not in leader.get(page).content.decode()
    assert "Sami Acar" in leader.get("/learning/attendees/").content.decode()
    assert all(name in runner.get(page).content.decode() for name in ("Sami Acar", "Ben Boll", LINK))
    file = learner.get(f"{page}calendar/")
    assert file["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert str(event["URL"]).endswith(f"{page}join/")
    early = learner.get(f"{page}join/", follow=True).content.decode()
    assert "from 15 minutes before it begins" in early
    assert runner.post(f"{page}change/", {**said, "seats": "2", "title": "Weighing, live"})["Location"] == page
    assert "You have a seat" in other.get(page).content.decode()
    assert runner.post(f"{page}change/", {**said, "seats": "1"}).status_code == 422
    key = LiveSession.objects.get().id
    begin_now(key)
    assert 'data-key="j"' in learner.get(page).content.decode()
    assert learner.get(f"{page}join/")["Location"] == LINK
    assert Attendee.objects.get(person=ecosystem.acme_seller.person_id).joined_at is not None
    attendee = Attendee.objects.get(person=ecosystem.beta_seller.person_id).public_id
    assert runner.get(f"{page}attendance/").status_code == 200
    assert runner.post(f"{page}attendance/", {attendee: "61"}).status_code == 422
    assert runner.post(f"{page}attendance/", {attendee: "30"})["Location"] == page
    assert "There for 30 of 60 minutes; 45 would have been enough." in other.get(page).content.decode()

    def send(text: bytes) -> Any:
        file = SimpleUploadedFile("there.csv", text, content_type="text/csv")
        return runner.post(f"{page}attendance/file/", {"file": file})

    for text in (b"sami.acar@example.com,x", b"nobody@example.com,5", b"sami.acar@example.com,900", b"\xff\xfe,5"):
        assert send(text).status_code == 422, text
    assert send(b"Email,Minutes\nsami.acar@example.com,30\nSami.Acar@example.com,25\n")["Location"] == page
    assert Attendee.objects.get(person=ecosystem.acme_seller.person_id).minutes == 55
    assert runner.post(f"{page}recording/new/", {"url": ""}).status_code == 422
    film = SimpleUploadedFile("film.mp4", MP4, content_type="video/mp4")
    assert runner.post(f"{page}recording/new/", {"file": film})["Location"] == page
    assert learner.get(f"{page}recording/video/").status_code in (200, 206)
    assert runner.post(f"{page}recording/new/", {"url": "https://video.example/1"})["Location"] == page
    assert leader.get(f"{page}recording/")["Location"] == "https://video.example/1"
    learner.post(f"{page}recording/watched/")
    assert "You have watched it." in learner.get(page).content.decode()
    LiveSession.objects.filter(id=key).update(starts_at=now - 3 * HOUR, ends_at=now - 2 * HOUR)
    figures = runner.get("/learning/sessions/figures/").content.decode()
    assert "Acme Systems GmbH" in figures
    assert "50 %" in figures
    for path in ("/learning/sessions/?recording=1", "/learning/sessions/?mine=1&phase=over"):
        assert "Weighing, live" in learner.get(path).content.decode()
    for name in ("live-sessions", "attendees"):
        assert browser_of(ecosystem.manager).get(f"/exports/{name}.csv").status_code == 200


def test_a_session_is_canceled_with_a_reason_that_is_shown(ecosystem: Ecosystem, now: datetime, runner: Client) -> None:
    page = page_of(make_session(now))
    assert runner.post(f"{page}cancellation/", {"reason": ""}).status_code == 422
    learner = browser_of(ecosystem.acme_seller)
    learner.post(f"{page}registration/")
    assert runner.post(f"{page}cancellation/", {"reason": "The room is flooded"})["Location"] == page
    assert "The room is flooded" in learner.get(page).content.decode()
    assert runner.post(f"{page}cancellation/", {"reason": "Again"}).status_code == 422
    assert learner.get(f"{page}join/", follow=True).status_code == 200


def test_people_withdraw_on_the_page(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    attendee = Attendee(id=register(now, ecosystem.acme_seller, key)).public_id
    learner, other = browser_of(ecosystem.acme_seller), browser_of(ecosystem.beta_seller)
    assert other.post(f"/learning/attendees/{attendee}/withdrawal/").status_code == 404
    assert learner.get(f"/learning/attendees/{attendee}/")["Location"] == page_of(key)
    assert learner.post(f"/learning/attendees/{attendee}/withdrawal/")["Location"] == page_of(key)
    assert "The registration was withdrawn." in learner.get(page_of(key)).content.decode()


def test_a_calendar_has_a_private_address_that_is_shown_once(
    ecosystem: Ecosystem, now: datetime, settings: Any
) -> None:
    learner = browser_of(ecosystem.acme_seller)
    register(now, ecosystem.acme_seller, make_session(now))
    assert "No address yet" in learner.get("/learning/sessions/calendar/").content.decode()
    shown = learner.post("/learning/sessions/calendar/").content.decode()
    address = shown.split('data-copy="')[1].split('"')[0]
    path = address.removeprefix(settings.BASE_URL)
    assert path not in learner.get("/learning/sessions/calendar/").content.decode()
    answer = Client().get(path)
    assert answer.status_code == 200
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert "no-store" in answer["Cache-Control"]
    learner.post("/learning/sessions/calendar/", {"step": "revocation"})
    assert Client().get(path).status_code == 404
    made = post(learner, "/calendar-feed").json()["url"].removeprefix(settings.BASE_URL)
    assert Client().get(made).status_code == 200
    assert learner.delete("/api/v1/calendar-feed").status_code == 204
    assert Client().get(made).status_code == 404


def test_the_api_does_what_the_pages_do(ecosystem: Ecosystem, now: datetime, runner: Client) -> None:
    starts = now + timedelta(days=2)
    body: dict[str, Any] = {
        "title": "Weighing live",
        "starts": f"{local(starts)}:00",
        "ends": f"{local(starts + HOUR)}:00",
        "zone": "Europe/Berlin",
        "link": LINK,
        "seats": 1,
    }
    assert post(runner, "/live-sessions", {**body, "ends": body["starts"]}).json()["code"] == "session_ends_too_early"
    assert post(runner, "/live-sessions", {**body, "starts": f"{body['starts']}Z"}).status_code == 422
    skipped = {"starts": "2027-03-28T02:30:00", "ends": "2027-03-28T05:00:00"}
    assert post(runner, "/live-sessions", {**body, **skipped}).json()["code"] == "time_skipped"
    made = post(runner, "/live-sessions", body)
    assert made.status_code == 201
    path = f"/live-sessions/{made.json()['id']}"
    learner, other = browser_of(ecosystem.acme_seller), browser_of(ecosystem.beta_seller)
    assert learner.get(f"/api/v1{path}").status_code == 404
    assert post(learner, f"{path}/publication").status_code in (403, 404)
    assert post(runner, f"{path}/publication").json()["state"] == "published"
    seat = post(learner, f"{path}/attendees")
    assert (seat.status_code, seat.json()["state"]) == (201, "seated")
    assert post(learner, f"{path}/attendees").json()["code"] == "already_registered"
    assert post(other, f"{path}/attendees").json()["state"] == "waiting"
    (listed,) = learner.get("/api/v1/live-sessions?mine=true").json()["items"]
    assert (listed["own_state"], listed["seats_left"]) == ("seated", 0)
    assert (listed["waiting"], listed["seats_taken"]) == (None, None), "how many others come is the host's to know"
    (listed,) = runner.get("/api/v1/live-sessions").json()["items"]
    assert (listed["waiting"], listed["seats_taken"]) == (1, 1)
    shown = learner.get(f"/api/v1{path}").json()
    assert (shown["link"], shown["audience"]) == ("", None)
    assert runner.get(f"/api/v1{path}").json()["link"] == LINK
    lowered = put(runner, path, {**body, "seats": 2})
    assert lowered.json()["seats_taken"] == 2
    assert put(runner, path, body).json()["code"] == "seats_below_registered"
    assert post(learner, f"{path}/joining").json()["code"] == "door_closed"
    assert learner.get(f"/api/v1{path}/calendar")["Content-Type"].startswith("text/calendar")
    key = LiveSession.objects.get().id
    begin_now(key)
    assert post(learner, f"{path}/joining").json() == {"link": LINK}
    person = public_id("person", ecosystem.acme_seller.person_id)
    entry = {"entries": [{"person_id": person, "minutes": 60}]}
    assert put(learner, f"{path}/attendance", entry).status_code == 403
    (recorded,) = put(runner, f"{path}/attendance", entry).json()
    assert (recorded["attendance"], recorded["source"]) == ("attended", "recorded")
    assert recorded["reasons"] == ["LN-3: There for 60 of 60 minutes; 45 are enough."]
    assert put(runner, f"{path}/recording", {"url": "http://video.example"}).json()["code"] == "link_not_safe"
    put(runner, f"{path}/recording", {"url": "https://video.example"})
    assert other.get(f"/api/v1{path}/recording").json() == {"url": "https://video.example"}
    assert post(learner, f"{path}/recording/watched").status_code == 204
    (own,) = learner.get("/api/v1/attendees").json()["items"]
    assert (own["id"], own["watched_at"] is not None) == (seat.json()["id"], True)
    assert other.get(f"/api/v1/attendees/{own['id']}").status_code == 404
    LiveSession.objects.filter(id=key).update(starts_at=now - 3 * HOUR, ends_at=now - 2 * HOUR)
    figures = runner.get("/api/v1/live-session-figures").json()
    assert (figures["registered"], figures["attended"], figures["rate"]) == (2, 1, 50)
    assert learner.get("/api/v1/live-session-figures").status_code == 403


def test_page_and_api_leave_the_same_events(ecosystem: Ecosystem, now: datetime) -> None:
    first, second = make_session(now), make_session(now)
    learner = browser_of(ecosystem.acme_seller)
    learner.post(f"{page_of(first)}registration/")
    post(learner, f"/live-sessions/{public_id(LiveSession.PREFIX, second)}/attendees")
    rows = EventRecord.objects.filter(type="learning.attendee.registered").order_by("occurred_at")
    page, api = ({name: value for name, value in row.payload.items() if name != "session_id"} for row in rows)
    assert page == api
    assert {row.partner_id for row in rows} == {ecosystem.acme}


def test_a_lesson_leads_to_the_sessions_that_complete_it(ecosystem: Ecosystem, now: datetime, runner: Client) -> None:
    course = make_course(now, lessons=(READING, LIVE))
    make_session(now, title="On Tuesday", course_id=course, lesson="live")
    make_session(now, title="Of something else")
    enrollment = public_id("enrollment", enroll(now, ecosystem.acme_seller, course))
    shown = browser_of(ecosystem.acme_seller).get(f"/learning/enrollments/{enrollment}/lessons/live/").content.decode()
    assert "On Tuesday" in shown
    assert "Of something else" not in shown
    assert "The art of weighing · Come together" in runner.get("/learning/sessions/new/").content.decode()


def test_home_tells_of_the_sessions_ahead(ecosystem: Ecosystem, now: datetime) -> None:
    key = make_session(now)
    register(now, ecosystem.acme_seller, key)
    assert "My live sessions" in browser_of(ecosystem.acme_seller).get("/").content.decode()
    commands.cancel_session(actor=SYSTEM, session_id=key, reason="No", now=now)
    assert browser_of(ecosystem.beta_seller).get("/").content.decode().count("My live sessions") == 0
