"""A learner registers for a live session and joins it by the keyboard; every page of live sessions holds together."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import public_id
from steelyard.learning.models import LiveSession
from steelyard.learning.sessions import commands
from steelyard.learning.sessions.terms import PresenceEntry
from steelyard.learning.terms import Lesson, LessonKind
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.learning.making import enroll, make_course
from tests.learning.meeting import HOUR, make_session, register
from tests.partners.making import make_ecosystem, make_person

SignIn = Callable[..., Page]
LIVE = Lesson(key="live", title="Come together", kind=LessonKind.SESSION, minutes=60)
_DESCRIPTION = "How to weigh what does not hold still.\n\n- three scales\n- your own questions"

pytestmark = pytest.mark.journey


def test_a_session_is_registered_for_and_every_page_of_sessions_holds_together(
    address: str, sign_in: SignIn, settings
) -> None:
    settings.BASE_URL, now = address, utc_now()
    with as_system():
        world = make_ecosystem(now)
        author = make_person(now, "Ena Blem", Role.ENABLEMENT)
        course = make_course(now, lessons=(LIVE,))
        said = {"description": _DESCRIPTION, "presenters": ("Ena Blem", "Otto von Guericke")}
        ahead = make_session(now, seats=2, course_id=course, lesson="live", **said)
        full = make_session(now, title="Scales of the north", zone="America/New_York", seats=1, place="Room 4, Oslo")
        over = make_session(now, title="Weights and measures", **said)
        draft = make_session(now, title="Not told of yet", is_published=False)
        lost = make_session(now, title="Melting")
        for actor in (world.acme_admin, world.beta_seller, world.acme_seller):
            register(now, actor, full)
            register(now, actor, over)
        register(now, world.acme_seller, lost)
        commands.cancel_session(actor=SYSTEM, session_id=lost, reason="The room is flooded.", now=now)
        LiveSession.objects.filter(id=over).update(starts_at=now - 3 * HOUR, ends_at=now - 2 * HOUR)
        people = zip((world.acme_seller, world.acme_admin, world.beta_seller), (60, 30, 0), strict=True)
        entries = [PresenceEntry(person_id=person.person_id, minutes=minutes) for person, minutes in people]
        commands.record_attendance(actor=author, session_id=over, entries=entries, now=now)
        commands.add_recording(actor=author, session_id=over, url="https://video.example/1", now=now)
        enrollment = public_id("enrollment", enroll(now, world.acme_seller, course))

    page = sign_in(world.acme_seller)
    page.goto("/learning/sessions/")
    page.get_by_role("link", name="Weighing live").click()
    page.get_by_text("Otto von Guericke").first.wait_for()
    page.keyboard.press("r")
    page.get_by_text("You are registered.").wait_for()
    browsers.close(page)

    here = {
        key: f"/learning/sessions/{public_id(LiveSession.PREFIX, key)}/" for key in (ahead, full, over, draft, lost)
    }
    pages = (
        (world.acme_seller, "/learning/sessions/", "list"),
        (world.acme_seller, here[ahead], "registered"),
        (world.acme_seller, here[full], "waiting"),
        (world.acme_seller, here[over], "over"),
        (world.acme_seller, here[lost], "canceled"),
        (world.acme_seller, "/learning/sessions/calendar/", "feed"),
        (world.acme_seller, f"/learning/enrollments/{enrollment}/lessons/live/", "lesson"),
        (world.acme_seller, "/", "home"),
        (world.acme_admin, "/learning/attendees/", "attendees"),
        (author, "/learning/sessions/?phase=upcoming", "host-list"),
        (author, here[over], "host-session"),
        (author, here[draft], "draft"),
        (author, "/learning/sessions/new/", "form"),
        (author, f"{here[over]}attendance/", "attendance"),
        (author, f"{here[over]}attendance/file/", "attendance-file"),
        (author, f"{here[over]}recording/new/", "recording"),
        (author, f"{here[ahead]}cancellation/", "cancellation"),
        (author, "/learning/sessions/figures/", "figures"),
    )
    broken = []
    for (width, theme, language), actor in product(
        ((390, "light", "de"), (768, "light", "en"), (1440, "dark", "en")), {one for one, _, _ in pages}
    ):
        page = sign_in(actor, width=width, theme=theme, language=language)
        for _, path, name in (one for one in pages if one[0] is actor):
            page.goto(path)
            browsers.screenshot(page, f"sessions-{name}-{width}-{theme}-{language}")
            faults = [
                *browsers.axe(page),
                *browsers.no_overflow(page),
                *browsers.no_overlap(page),
                *browsers.complaints(page),
            ]
            broken += [(name, width, theme, fault) for fault in faults]
        browsers.close(page)
    assert not broken, "\n".join(map(str, broken))
