"""A learner takes a course by the keyboard and is certified; every page of learning holds together."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import public_id
from steelyard.learning import commands
from steelyard.learning.models import Attempt, Certificate, Course, Enrollment, LearningPath, PackageLaunch, Work
from steelyard.learning.packages.commands import launch_package
from steelyard.learning.paths.commands import define_path
from steelyard.learning.paths.terms import PathDraft
from steelyard.learning.practice.commands import hand_in_work
from steelyard.learning.terms import Audience, Lapse, Level
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests import browser as browsers
from tests.learning.making import (
    QUESTIONS,
    READING,
    SURVEY,
    complete,
    enroll,
    make_certification,
    make_course,
    quiz_lesson,
)
from tests.learning.packaging import SCORM_2004, package_lesson, scorm
from tests.partners.making import Ecosystem, make_ecosystem, make_person

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now())


def test_a_course_is_taken_by_the_keyboard(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    with as_system():
        make_certification(utc_now())
        make_course(
            utc_now(),
            lessons=(READING, quiz_lesson(pass_mark=20, minutes=10)),
            questions=QUESTIONS[:1],
            certification="weigher",
        )
    page = sign_in(ecosystem.acme_seller)
    page.goto("/learning/")
    page.get_by_role("link", name="The art of weighing").click()
    for address, key in (("courses/*/", "b"), ("lessons/reading/", "n"), ("lessons/exam/", "b")):
        page.wait_for_url(f"**/{address}")
        page.keyboard.press(key)
    page.get_by_label("It weighs").check()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("Passed with 100").first.wait_for()
    page.keyboard.press("n")
    page.get_by_role("link", name="Open the certificate").click()
    page.get_by_role("heading", name="Show it to others").wait_for()
    browsers.close(page)


def test_every_page_of_learning_holds_together(ecosystem: Ecosystem, sign_in: SignIn, address: str, settings) -> None:
    settings.BASE_URL = address
    settings.PACKAGES_URL = address.replace("127.0.0.1", "packages.localhost")
    now = utc_now()
    seller, admin = ecosystem.acme_seller, ecosystem.acme_admin
    with as_system():
        author = make_person(now, "Ena Blem", Role.ENABLEMENT)
        make_certification(now)
        make_certification(now, "conformance", lapse=Lapse.BY_RELEASE)
        commands.publish_release(
            actor=SYSTEM, certification="conformance", name="1.30", released_on=now.date(), now=now
        )
        commands.define_competency(
            actor=SYSTEM,
            key="masters",
            name="Masters of weighing",
            summary="Partners who weigh well",
            level=Level.EXPERT,
            certifications=["weigher"],
            people=2,
            family="general",
            now=now,
        )
        course = make_course(now, certification="weigher", subjects=("scales", "trade"))
        exam = make_course(now, "exams", lessons=(READING, quiz_lesson(attempts=2, minutes=15)), questions=QUESTIONS)
        survey = make_course(now, "surveying", lessons=(SURVEY,))
        scales = make_course(now, "scales", lessons=(package_lesson(now, scorm(SCORM_2004)),))
        draft = PathDraft(title="From the first scale to the last", courses=(course, exam, survey), due_days=60)
        path = define_path(actor=SYSTEM, key="scales", draft=draft, now=now)
        make_course(now, "melting", level=Level.EXPERT, audience=Audience(for_host=True))
        commands.begin_version(actor=SYSTEM, course_id=exam, now=now)
    with acting_as(seller):
        complete(now, seller, course)
        surveying = enroll(now, seller, survey)
        work = hand_in_work(actor=seller, enrollment_id=surveying, lesson="survey", text="Forty *paces*.", now=now)
        packed = enroll(now, seller, scales)
        opened = launch_package(actor=seller, enrollment_id=packed, lesson="scales", unit="unit-1", now=now)
        enrollment = enroll(now, seller, exam)
        attempt = commands.start_attempt(actor=seller, enrollment_id=enrollment, lesson="exam", now=now)
    with acting_as(admin):
        second = enroll(now, admin, exam)
        wrong = commands.start_attempt(actor=admin, enrollment_id=second, lesson="exam", now=now)
        commands.hand_in_attempt(actor=admin, attempt_id=wrong, given={}, now=now)
    with as_system():
        certificate = Certificate.objects.get()
    courses = f"/learning/courses/{public_id(Course.PREFIX, course)}/"
    draft = f"/learning/courses/{public_id(Course.PREFIX, exam)}/draft/"
    player = f"/learning/enrollments/{public_id(Enrollment.PREFIX, enrollment)}/lessons/"
    pages = (
        (seller, "/learning/", "courses"),
        (seller, "/learning/mine/", "mine"),
        (seller, courses, "course"),
        (seller, "/learning/paths/", "paths"),
        (seller, f"/learning/paths/{public_id(LearningPath.PREFIX, path)}/", "path"),
        (author, "/learning/paths/new/", "path-form"),
        (seller, f"{player}reading/", "lesson"),
        (seller, f"/learning/enrollments/{public_id(Enrollment.PREFIX, surveying)}/lessons/survey/", "practice"),
        (seller, f"/learning/enrollments/{public_id(Enrollment.PREFIX, packed)}/lessons/scales/", "package-lesson"),
        (seller, f"/learning/launches/{public_id(PackageLaunch.PREFIX, opened)}/", "package"),
        (author, "/learning/work/", "work-queue"),
        (author, f"/learning/work/{public_id(Work.PREFIX, work)}/", "work"),
        (seller, f"{player}exam/", "quiz"),
        (seller, f"/learning/attempts/{public_id(Attempt.PREFIX, attempt)}/", "attempt"),
        (admin, f"/learning/attempts/{public_id(Attempt.PREFIX, wrong)}/", "result"),
        (seller, f"/learning/certificates/{certificate.public_id}/", "certificate"),
        (seller, f"/certificates/{certificate.number}/", "verified"),
        (seller, "/badges/achievements/weigher/", "achievement"),
        (author, "/learning/badge-keys/", "badge-keys"),
        (admin, "/learning/team/", "team"),
        (ecosystem.manager, "/learning/enrollments/", "learners"),
        (ecosystem.manager, "/learning/certificates/", "certificates"),
        (author, "/learning/certifications/", "certifications"),
        (author, "/learning/competencies/", "competencies"),
        (author, draft, "draft"),
        (author, f"{draft}modules/first/exam/content/", "lesson-form"),
        (author, f"{courses}audience/", "audience"),
    )
    broken = []
    for (width, theme, language), actor in product(
        ((390, "light", "de"), (768, "light", "en"), (1440, "dark", "en")), {one for one, _, _ in pages}
    ):
        page = sign_in(actor, width=width, theme=theme, language=language)
        for _, address, name in (one for one in pages if one[0] is actor):
            page.goto(address)
            browsers.screenshot(page, f"learning-{name}-{width}-{theme}-{language}")
            faults = [
                *browsers.axe(page),
                *browsers.no_overflow(page),
                *browsers.no_overlap(page),
                *browsers.complaints(page),
            ]
            broken += [(name, width, theme, fault) for fault in faults]
        browsers.close(page)
    assert not broken, "\n".join(map(str, broken))
