"""Packages as lessons: uploaded by authors, opened by learners at an address of their own, and what their reports change."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Certificate, Enrollment, Package, PackageLaunch, PackageRun
from steelyard.learning.packages.commands import LAUNCH_LASTS, add_package, launch_package, save_progress
from steelyard.learning.packages.queries import find_package_file, get_launch, get_start, list_units
from steelyard.learning.packages.refusals import LaunchOver, LessonIsPackage, PackagesHaveNoAddress
from steelyard.learning.packages.terms import UnitState
from steelyard.learning.packages.tokens import address_of
from steelyard.learning.queries.courses import content_of
from steelyard.learning.refusals import CourseIncomplete, EnrollmentOver
from steelyard.learning.terms import Lesson, LessonKind
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.learning.making import READING, enroll, make_certification, make_course
from tests.learning.packaging import SCORM_2004, package_lesson, scorm
from tests.partners.making import Ecosystem, browser_of, make_person

PASSED = {"core": {"lesson_status": "passed", "score": {"raw": "90"}, "session_time": "00:10:00"}, "suspend_data": "p4"}
HALFWAY = {"core": {"lesson_status": "incomplete", "session_time": "00:05:00", "exit": "suspend"}, "suspend_data": "p2"}


@pytest.fixture
def enrollment(ecosystem: Ecosystem, now: datetime) -> UUID:
    make_certification(now)
    return enroll(now, ecosystem.acme_seller, make_course(now, lessons=(package_lesson(now),), certification="weigher"))


@pytest.fixture
def author(ecosystem: Ecosystem, now: datetime) -> Actor:
    return make_person(now, "Ena Blem", Role.ENABLEMENT)


def launch(actor: Actor, enrollment: UUID, now: datetime, unit: str = "unit-1") -> UUID:
    return launch_package(actor=actor, enrollment_id=enrollment, lesson="scales", unit=unit, now=now)


def report(launch_id: UUID, sequence: int, cmi: dict, now: datetime) -> int:
    return save_progress(launch_id=launch_id, sequence=sequence, cmi=cmi, now=now)


def test_what_a_package_reports_completes_the_lesson_and_certifies(
    ecosystem: Ecosystem, enrollment: UUID, now: datetime
) -> None:
    seller = ecosystem.acme_seller
    with pytest.raises(LessonIsPackage):
        commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="scales", now=now)
    first = launch(seller, enrollment, now)
    report(first, 1, HALFWAY, now + timedelta(minutes=5))
    assert not Certificate.objects.exists()
    second = launch(seller, enrollment, now + timedelta(hours=1))
    start = get_start(second).cmi
    assert (start["suspend_data"], start["core"]["entry"], start["core"]["total_time"]) == (
        "p2",
        "resume",
        "0000:05:00",
    )
    assert (start["student_data"], start["launch_data"]) == ({"mastery_score": "80"}, "mode=careful")
    assert (start["core"]["student_name"], "exit" in start["core"]) == (seller.name, False)
    report(second, 1, PASSED, now + timedelta(hours=2))
    assert Enrollment.objects.get().completed_at == now + timedelta(hours=2)
    assert Certificate.objects.get().person_id == seller.person_id
    run = PackageRun.objects.get()
    assert (run.seconds, run.score, run.is_passed) == (900, 90, True)


def test_replayed_and_late_reports_change_nothing(ecosystem: Ecosystem, enrollment: UUID, now: datetime) -> None:
    seller = ecosystem.acme_seller
    first = launch(seller, enrollment, now)
    assert report(first, 2, PASSED, now) == 2
    assert report(first, 2, HALFWAY, now) == 2
    assert report(first, 1, HALFWAY, now) == 2
    assert PackageRun.objects.get().state == PASSED
    assert (PackageRun.objects.get().seconds, Certificate.objects.count()) == (600, 1)
    second = launch(seller, enrollment, now + timedelta(minutes=1))
    with pytest.raises(LaunchOver):
        report(first, 3, HALFWAY, now + timedelta(minutes=2))
    with pytest.raises(LaunchOver):
        report(second, 1, HALFWAY, now + timedelta(minutes=1) + LAUNCH_LASTS)
    report(second, 1, HALFWAY, now + timedelta(minutes=3))
    run = PackageRun.objects.get()
    assert (run.done_at, run.is_passed, run.seconds) == (now, True, 900)
    assert Certificate.objects.count() == 1


def test_every_unit_is_to_be_done(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    enrollment = enroll(now, seller, make_course(now, lessons=(package_lesson(now, scorm(SCORM_2004)),)))
    launch(seller, enrollment, now, "unit-2")
    lesson = content_of(Enrollment.objects.get().version).outline.find_lesson("scales")
    with acting_as(seller):
        states = [one.state for one in list_units(seller, enrollment, lesson)]
    assert states == [UnitState.NEW, UnitState.DONE]
    assert Enrollment.objects.get().completed_at is None
    first = launch(seller, enrollment, now)
    report(first, 1, {"completion_status": "completed", "success_status": "failed", "score": {"scaled": "0.2"}}, now)
    with acting_as(seller):
        assert list_units(seller, enrollment, lesson)[0].state is UnitState.FAILED
    report(first, 2, {"completion_status": "completed", "success_status": "passed", "score": {"scaled": "0.8"}}, now)
    assert Enrollment.objects.get().completed_at == now


def test_only_its_learner_opens_it(ecosystem: Ecosystem, enrollment: UUID, now: datetime) -> None:
    with acting_as(ecosystem.beta_seller), pytest.raises(NotFound):
        launch(ecosystem.beta_seller, enrollment, now)
    with acting_as(ecosystem.acme_admin), pytest.raises(NotAllowed):
        launch(ecosystem.acme_admin, enrollment, now)
    with acting_as(ecosystem.acme_seller):
        found = launch(ecosystem.acme_seller, enrollment, now)
        assert get_launch(ecosystem.acme_seller, found, at=now).title == "Scales"
        assert not Package.objects.exists()
    with acting_as(ecosystem.beta_seller), pytest.raises(NotFound):
        assert not PackageLaunch.objects.exists()
        get_launch(ecosystem.beta_seller, found, at=now)


def test_who_has_left_reports_no_more(ecosystem: Ecosystem, enrollment: UUID, now: datetime) -> None:
    found = launch(ecosystem.acme_seller, enrollment, now)
    commands.withdraw_learner(actor=ecosystem.acme_seller, enrollment_id=enrollment, now=now)
    with pytest.raises(EnrollmentOver):
        report(found, 1, PASSED, now)
    assert PackageRun.objects.get().done_at is None


def test_a_lesson_without_a_package_is_not_published(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(CourseIncomplete):
        make_course(now, lessons=(Lesson(key="scales", title="Scales", kind=LessonKind.PACKAGE),))


def test_packages_never_change_and_only_authors_add_them(
    ecosystem: Ecosystem, author: Actor, now: datetime, settings
) -> None:
    add_package(actor=author, uploaded=scorm(), now=now)
    with pytest.raises(Error, match="never_changes"), transaction.atomic():
        Package.objects.update(standard="cmi5")
    with pytest.raises(NotAllowed):
        add_package(actor=ecosystem.acme_admin, uploaded=scorm(), now=now)
    settings.PACKAGES_URL = ""
    with pytest.raises(PackagesHaveNoAddress):
        add_package(actor=author, uploaded=scorm(), now=now)


def stage_of(settings, launch_id: UUID) -> tuple[Client, str]:
    """Return a client at the address of packages, and the path of a launch there."""
    address = address_of(launch_id, Package.objects.get().file_id)
    assert address.startswith(f"{settings.PACKAGES_URL}/packages/")
    return Client(headers={"host": "packages.localhost:8000"}), address.removeprefix(settings.PACKAGES_URL)


def test_packages_run_at_an_address_of_their_own_and_reach_nothing_else(
    ecosystem: Ecosystem, enrollment: UUID, now: datetime, settings
) -> None:
    settings.PACKAGES_URL = "http://packages.localhost:8000"
    found = launch(ecosystem.acme_seller, enrollment, now)
    there, path = stage_of(settings, found)
    stage = there.get(path)
    assert "files/pages/start.html" in stage.content.decode()
    assert "sandbox allow-scripts allow-same-origin allow-forms" in stage["Content-Security-Policy"]
    assert stage["Referrer-Policy"] == "no-referrer"
    assert "X-Frame-Options" not in stage
    page = there.get(f"{path}files/pages/start.html")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html")
    assert page.getvalue().startswith(b"<!doctype html>")
    policy = dict(one.strip().partition(" ")[::2] for one in page["Content-Security-Policy"].split(";"))
    assert policy["connect-src"] == policy["form-action"] == f"{settings.PACKAGES_URL}{path}"
    assert policy["object-src"] == "'none'"
    part = there.get(f"{path}files/pages/start.html", headers={"range": "bytes=2-8"})
    assert (part.status_code, part.getvalue()) == (206, b"doctype")
    assert not (*stage.cookies, *page.cookies)
    for gone in ("files/pages/", "files/no.html", "files/../../etc/passwd", "files//etc/passwd"):
        assert there.get(f"{path}{gone}").status_code == 404, gone
    assert there.get(path, headers={"sec-fetch-dest": "document"}).status_code == 404
    assert there.get("/packages/forged~x~y/").status_code == 404
    # The portal is not at that address, and no package at the portal's.
    assert [there.get(one).status_code for one in ("/learning/", "/account/login/", "/healthz")] == [404] * 3
    assert Client().get(path).status_code == 404
    assert browser_of(ecosystem.acme_seller).get(f"{path}files/pages/start.html").status_code == 404


def test_reports_are_read_with_care(ecosystem: Ecosystem, enrollment: UUID, now: datetime, settings) -> None:
    settings.PACKAGES_URL = "http://packages.localhost:8000"
    there, path = stage_of(settings, launch(ecosystem.acme_seller, enrollment, utc_now()))

    def send(body: str) -> int:
        return there.post(f"{path}reports/", body, content_type="text/plain").status_code

    for wrong in ("", "[]", "{}", '{"sequence": 0, "cmi": {}}', '{"sequence": "1", "cmi": {}}', "[" * 100_000):
        assert send(wrong) == 422, wrong[:20]
    assert send(json.dumps({"sequence": 1, "cmi": {"suspend_data": "\0"}})) == 422
    assert send(json.dumps({"sequence": 1, "cmi": {"suspend_data": "x" * 300_000}})) == 422
    assert not PackageRun.objects.get().state
    assert send(json.dumps({"sequence": 1, "cmi": PASSED})) == 200
    assert send(json.dumps({"sequence": 1, "cmi": HALFWAY})) == 200
    assert PackageRun.objects.get().is_passed
    launch(ecosystem.acme_seller, enrollment, utc_now())
    assert send(json.dumps({"sequence": 2, "cmi": HALFWAY})) == 409


def test_pages_and_api_take_it_from_upload_to_the_end(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    course = make_course(now, lessons=(READING,), is_published=False)
    writer, learner = browser_of(author), browser_of(ecosystem.acme_seller)
    content = f"/learning/courses/{public_id('course', course)}/draft/modules/first/new/content/"
    said = {"title": "Scales", "kind": "package", "minutes": 20, "pass_mark": 80, "time_limit": 0, "attempts": 0}
    lying = SimpleUploadedFile("weighing.zip", b"MZ\x90\x00" * 50)
    refused = writer.post(content, {**said, "wait_hours": 0, "file": lying})
    assert (refused.status_code, "no ZIP archive" in refused.content.decode()) == (422, True)
    assert writer.post(content, {**said, "wait_hours": 0, "file": scorm()}).status_code == 302
    commands.publish_course(actor=author, course_id=course, now=now)
    enrollment = public_id("enrollment", enroll(now, ecosystem.acme_seller, course))
    lesson = f"/learning/enrollments/{enrollment}/lessons/scales/"
    assert "The first scale" in learner.get(lesson).content.decode()
    opened = learner.post(f"{lesson}units/unit-1/launches/")["Location"]
    page = learner.get(opened)
    assert "frame-src http://packages.localhost:8000/packages/" in page["Content-Security-Policy"]
    assert "http://packages.localhost:8000/packages/" in page.content.decode()
    assert writer.get(opened).status_code == 403
    assert learner.get(f"{lesson}file/").status_code == 404
    learner.post(f"{lesson}units/unit-1/launches/")
    assert "opened again elsewhere" in learner.get(opened).content.decode()

    sent = writer.post("/api/v1/course-packages", {"file": scorm(SCORM_2004)})
    assert (sent.status_code, sent.json()["standard"], len(sent.json()["units"])) == (201, "scorm_2004", 2)
    assert learner.post("/api/v1/course-packages", {"file": scorm()}).status_code == 403
    api = f"/api/v1/enrollments/{enrollment}/lessons/scales/units"
    assert [one["state"] for one in learner.get(api).json()] == ["begun"]
    made = learner.post(f"{api}/unit-1/launches")
    assert (made.status_code, made.json()["unit"]) == (201, "unit-1")
    with acting_as(ecosystem.acme_seller):
        key = PackageLaunch.parse_id(made.json()["id"])
        assert find_package_file(ecosystem.acme_seller, key)
    report(key, 1, PASSED, now)
    assert learner.get(api).json()[0] == {
        "key": "unit-1",
        "title": "The first scale",
        "state": "done",
        "score": "90.0",
        "seconds": 600,
    }
