"""Pages of learning: found, taken, examined, certified, verified; written and published by the host."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.learning import commands
from steelyard.learning.models import Attempt, Certificate, Course, Enrollment
from steelyard.learning.terms import Level
from steelyard.partners.models import Partner
from tests.learning.making import QUESTIONS, READING, complete, make_certification, make_course, quiz_lesson
from tests.partners.making import Ecosystem, browser_of, make_person

FACTS = {"title": "Weighing", "summary": "For all", "level": "foundation", "language": "en", "subjects": "a, b"}
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 200


@pytest.fixture
def author(ecosystem: Ecosystem, now: datetime) -> Client:
    return browser_of(make_person(now, "Ena Blem", Role.ENABLEMENT))


def test_a_course_is_written_published_taken_and_certified(ecosystem: Ecosystem, now: datetime, author: Client) -> None:
    make_certification(now)
    begun = author.post("/learning/courses/new/", {**FACTS, "key": "weighing", "certification": "weigher"})
    draft = begun["Location"]
    assert author.get(draft).status_code == 200
    assert author.post(f"{draft}modules/new/", {"title": "First steps"})["Location"] == draft
    lesson = f"{draft}modules/first-steps/new/content/"
    usual = {"minutes": "5", "pass_mark": "60", "time_limit": "0", "attempts": "0", "wait_hours": "0"}
    author.post(lesson, {**usual, "title": "Reading", "kind": "text", "text": "# Weigh\n\n<script>x</script>"})
    film = SimpleUploadedFile("film.mp4", MP4, content_type="video/mp4")
    assert author.post(lesson, {**usual, "title": "Film", "kind": "video", "file": film}).status_code == 302
    author.post(lesson, {**usual, "title": "Exam", "kind": "quiz", "pool": "basics: 1"})
    page = author.get(draft).content.decode()
    assert "asks nothing" in page
    answers = "* It weighs\nIt melts"
    author.post(
        f"{draft}questions/new/",
        {"text": "What does it do?", "kind": "single", "pool": "basics", "points": "1", "answers": answers},
    )
    page = author.get(draft).content.decode()
    assert "Ready to be published" in page
    course = draft.removesuffix("draft/")
    assert author.post(f"{course}steps/publication/")["Location"] == course

    learner = browser_of(ecosystem.acme_seller)
    catalogue = learner.get("/learning/").content.decode()
    assert "Weighing" in catalogue
    assert learner.get(course).status_code == 200
    first = learner.post(f"{course}enrollment/", follow=True)
    shown = first.content.decode()
    assert "<h3>Weigh</h3>" in shown
    assert "<script>x" not in shown
    player = first.redirect_chain[-1][0].removesuffix("reading/")
    assert learner.post(f"{player}reading/")["Location"] == f"{player}film/"
    part = learner.get(f"{player}film/video/", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.getvalue(), part["Content-Range"]) == (206, b"ftyp", f"bytes 4-7/{len(MP4)}")
    assert learner.get(f"{player}film/video/").getvalue() == MP4
    assert learner.post(f"{player}film/")["Location"] == f"{player}exam/"
    attempt = learner.post(f"{player}exam/attempt/")["Location"]
    paper = learner.get(attempt).content.decode()
    assert "It weighs" in paper
    assert "is_right" not in paper
    key = Attempt.objects.get().paper[0]["key"]
    result = learner.post(attempt, {key: "a1"}, follow=True).content.decode()
    assert "Passed with 100" in result
    again = learner.post(attempt, {key: "a2"}, follow=True).content.decode()
    assert "handed in before and graded with 100.0 %" in again
    certificate = Certificate.objects.get()
    own = learner.get(f"/learning/certificates/{certificate.public_id}/").content.decode()
    assert certificate.number in own
    verified = Client().get(f"/certificates/{certificate.number}/").content.decode()
    assert "Sami Acar" in verified
    assert "Current" in verified
    assert Client().get("/certificates/?number=AAAA", follow=True).status_code == 404


def test_every_page_opens_for_whom_it_is(ecosystem: Ecosystem, now: datetime, author: Client) -> None:
    make_certification(now)
    course = make_course(now, lessons=(READING,), certification="weigher")
    exam = make_course(now, "exam", lessons=(READING, quiz_lesson(minutes=5, attempts=2)), questions=QUESTIONS)
    complete(now, ecosystem.acme_seller, course)
    commands.define_competency(
        actor=SYSTEM,
        key="masters",
        name="Masters",
        summary="",
        level=Level.EXPERT,
        certifications=["weigher"],
        people=1,
        family="general",
        now=now,
    )
    commands.begin_version(actor=SYSTEM, course_id=exam, now=now)
    address, exam_address = (f"/learning/courses/{Course(id=one).public_id}/" for one in (course, exam))
    certificate = Certificate.objects.get().public_id
    seller, admin, manager = (
        browser_of(one) for one in (ecosystem.acme_seller, ecosystem.acme_admin, ecosystem.manager)
    )
    team = f"/learning/teams/{ecosystem_partner(ecosystem)}/"
    learning = ("/learning/", "/learning/mine/", address, f"/learning/certificates/{certificate}/")
    pages = {
        seller: (*learning, "/learning/certificates/", "/", "/organization/"),
        admin: (
            *("/learning/", address, "/learning/team/", "/learning/enrollments/", "/learning/certificates/"),
            *(f"{address}enrollments/new/", f"/learning/certificates/{certificate}/"),
        ),
        manager: (
            *("/learning/", address, "/learning/enrollments/", "/learning/certificates/", team),
            *(f"{address}enrollments/all/", "/learning/certifications/", "/learning/competencies/"),
        ),
        author: (
            *("/learning/?state=draft", "/learning/courses/new/", f"{address}audience/", f"{exam_address}draft/"),
            *(f"{exam_address}draft/facts/", f"{exam_address}draft/modules/first/reading/content/"),
            *(f"{exam_address}draft/questions/house/", "/learning/certifications/new/"),
            *("/learning/certifications/weigher/", "/learning/certifications/weigher/releases/new/"),
            *("/learning/competencies/new/", "/learning/competencies/masters/", "/learning/completions/new/"),
            f"/learning/certificates/{certificate}/revocation/",
        ),
    }
    for browser, addresses in pages.items():
        for one in addresses:
            assert browser.get(one).status_code == 200, one
    for one in (team, f"{exam_address}draft/"):
        assert seller.get(one).status_code in (403, 404), one
    for one in ("/learning/team/", f"{address}enrollments/new/", "/learning/certifications/new/"):
        assert seller.get(one).status_code == 403, one
    for name in ("courses", "enrollments", "certificates"):
        assert admin.get(f"/exports/{name}.csv").status_code == 200


def ecosystem_partner(ecosystem: Ecosystem) -> str:
    return Partner(id=ecosystem.acme).public_id


def test_people_are_enrolled_from_the_course(ecosystem: Ecosystem, now: datetime) -> None:
    address = f"/learning/courses/{Course(id=make_course(now)).public_id}/"
    admin = browser_of(ecosystem.acme_admin)
    form = admin.get(f"{address}enrollments/new/").content.decode()
    people = re.findall(r'value="(person_\w+)"', form)
    assert len(people) == 2
    tomorrow = (datetime.now(tz=now.tzinfo) + timedelta(days=1)).date().isoformat()
    assert admin.post(f"{address}enrollments/new/", {"people": people, "due_on": tomorrow}).status_code == 302
    assert Enrollment.objects.filter(by="partner").count() == 2
    manager = browser_of(ecosystem.manager)
    assert manager.post(f"{address}enrollments/all/", {"segment": ""}).status_code == 302


def test_program_words_are_defined_by_forms(ecosystem: Ecosystem, author: Client) -> None:
    certification = {
        "name": "Weigher",
        "key": "weigher",
        "level": "associate",
        "lapse": "by_release",
        "is_active": "on",
        "months": "24",
        "releases": "3",
        "grace_days": "30",
    }
    assert author.post("/learning/certifications/new/", certification).status_code == 302
    assert author.post("/learning/certifications/new/", certification).status_code == 422
    changed = {**certification, "name": "Weigher II", "applies_to_issued": "on"}
    assert author.post("/learning/certifications/weigher/", changed).status_code == 302
    release = {"name": "1.30", "released_on": "2024-04-17"}
    assert author.post("/learning/certifications/weigher/releases/new/", release).status_code == 302
    assert author.post("/learning/certifications/weigher/releases/new/", release).status_code == 422
    competency = {
        "name": "Masters",
        "key": "masters",
        "level": "expert",
        "people": "2",
        "is_active": "on",
        "certifications": ["weigher"],
        "family": "general",
    }
    assert author.post("/learning/competencies/new/", competency).status_code == 302
    assert author.post("/learning/competencies/masters/", {**competency, "people": "3"}).status_code == 302
    page = author.get("/learning/competencies/").content.decode()
    assert "3 people certified: Weigher II" in page
    completion = {
        "email": "sami.acar@example.com",
        "certification": "weigher",
        "completed_on": "2024-05-01",
        "evidence": "Report 4711",
    }
    shown = author.post("/learning/completions/new/", completion, follow=True).content.decode()
    assert "Report 4711" in shown


def test_parts_of_a_draft_are_moved_and_removed(ecosystem: Ecosystem, now: datetime, author: Client) -> None:
    course = make_course(now, lessons=(READING, quiz_lesson()), questions=QUESTIONS, is_published=False)
    draft = f"/learning/courses/{Course(id=course).public_id}/draft/"

    def lessons() -> list[str]:
        return re.findall(r"/draft/modules/first/((?!new)\w+)/content/", author.get(draft).content.decode())

    assert lessons() == ["reading", "exam"]
    author.post(f"{draft}places/", {"key": "exam", "to": "earlier"})
    assert lessons() == ["exam", "reading"]
    author.post(f"{draft}places/", {"key": "exam", "to": "away"})
    assert lessons() == ["reading"]
    author.post(f"{draft}places/", {"question": "house", "to": "away"})
    assert "Who traded there" not in author.get(draft).content.decode()
    assert author.post(f"{draft}modules/first/", {"title": "Later steps"}).status_code == 302
    assert "Later steps" in author.get(draft).content.decode()
