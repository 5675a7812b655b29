"""Practical work: handed in, accepted or given back by a person of the host, seen by nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction

from steelyard.identity.commands.people import deactivate_member, reactivate_member
from steelyard.identity.models import Membership
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Certificate, Enrollment, Work
from steelyard.learning.policies import list_problems
from steelyard.learning.practice.commands import grade_work, hand_in_work
from steelyard.learning.practice.queries import get_work, list_work, list_work_of
from steelyard.learning.practice.terms import WorkFilter, WorkState
from steelyard.learning.refusals import (
    FeedbackMissing,
    LessonIsNoPractice,
    LessonIsPractice,
    OwnWork,
    WorkAlreadyAccepted,
    WorkAlreadyGraded,
    WorkMissing,
    WorkWaits,
)
from steelyard.learning.terms import Audience, CourseDraft, Module, Outline
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from tests.jobs import run_jobs
from tests.learning.making import READING, SURVEY, enroll, make_certification, make_course
from tests.partners.making import Ecosystem, browser_of, make_person

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def enrollment(ecosystem: Ecosystem, now: datetime):
    make_certification(now)
    course = make_course(now, lessons=(SURVEY,), certification="weigher", audience=Audience(for_host=True))
    return enroll(now, ecosystem.acme_seller, course)


@pytest.fixture
def reviewer(ecosystem: Ecosystem, now: datetime) -> Actor:
    return make_person(now, "Ena Blem", Role.ENABLEMENT)


def hand_in(actor: Actor, enrollment, now: datetime, text: str = "Forty paces."):
    return hand_in_work(actor=actor, enrollment_id=enrollment, lesson="survey", text=text, now=now)


def grade(actor: Actor, work, now: datetime, *, is_accepted: bool = True, feedback: str = "") -> None:
    grade_work(actor=actor, work_id=work, is_accepted=is_accepted, feedback=feedback, now=now)


def test_accepted_work_completes_the_lesson_and_certifies(
    ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime
) -> None:
    seller = ecosystem.acme_seller
    with pytest.raises(LessonIsPractice):
        commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="survey", now=now)
    first = hand_in(seller, enrollment, now)
    with pytest.raises(WorkWaits):
        hand_in(seller, enrollment, now)
    with pytest.raises(FeedbackMissing):
        grade(reviewer, first, now, is_accepted=False)
    grade(reviewer, first, now, is_accepted=False, feedback="Which unit?")
    assert not Certificate.objects.exists()
    second = hand_in(seller, enrollment, now + timedelta(hours=1), "Forty meters.")
    grade(reviewer, second, now + timedelta(hours=2), feedback="Well measured.")
    assert Enrollment.objects.get().completed_at == now + timedelta(hours=2)
    assert Certificate.objects.get().person_id == seller.person_id
    cards = list_work_of(seller, enrollment, "survey")
    assert [(one.number, one.state, one.grader) for one in cards] == [
        (2, WorkState.ACCEPTED, "Ena Blem"),
        (1, WorkState.RETURNED, "Ena Blem"),
    ]
    with pytest.raises(WorkAlreadyAccepted):
        hand_in(seller, enrollment, now)


def test_work_is_graded_once_and_then_stays(ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime) -> None:
    work = hand_in(ecosystem.acme_seller, enrollment, now)
    grade(reviewer, work, now, is_accepted=False, feedback="Which unit?")
    with pytest.raises(WorkAlreadyGraded):
        grade(ecosystem.manager, work, now)
    with pytest.raises(Error, match="graded_once"), transaction.atomic():
        Work.objects.filter(id=work).update(is_accepted=True)


def test_nobody_grades_their_own_work_and_no_partner_any(
    ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime
) -> None:
    own = enroll(now, reviewer, Enrollment.objects.get().course_id)
    work = hand_in(reviewer, own, now)
    with pytest.raises(OwnWork):
        grade(reviewer, work, now)
    theirs = hand_in(ecosystem.acme_seller, enrollment, now)
    with acting_as(ecosystem.acme_admin), pytest.raises(NotAllowed):
        grade(ecosystem.acme_admin, theirs, now)
    with pytest.raises(NotAllowed):
        grade(ecosystem.seller_of_host, theirs, now)
    with acting_as(ecosystem.acme_admin), pytest.raises(NotAllowed):
        hand_in(ecosystem.acme_admin, enrollment, now)


def test_another_partner_sees_nothing_of_it(ecosystem: Ecosystem, enrollment, now: datetime) -> None:
    work = hand_in(ecosystem.acme_seller, enrollment, now)
    beta = ecosystem.beta_seller
    with acting_as(beta):
        assert not Work.objects.exists()
        with pytest.raises(NotFound):
            get_work(beta, work)
        with pytest.raises(NotFound):
            hand_in(beta, enrollment, now)
    with acting_as(ecosystem.acme_seller):
        assert get_work(ecosystem.acme_seller, work).text == "Forty paces."
        with pytest.raises(NotAllowed):
            list_work(ecosystem.acme_seller, WorkFilter(), PageRequest())
    colleague = make_person(now, "Cleo Acar", Role.SELLER, partner_id=ecosystem.acme)
    with acting_as(colleague), pytest.raises(NotFound):
        get_work(colleague, work)


def test_something_is_handed_in_and_only_where_it_is_asked_for(ecosystem: Ecosystem, enrollment, now: datetime) -> None:
    with pytest.raises(WorkMissing):
        hand_in(ecosystem.acme_seller, enrollment, now, " ")
    other = enroll(now, ecosystem.acme_seller, make_course(now, "reading"))
    with pytest.raises(LessonIsNoPractice):
        hand_in_work(actor=ecosystem.acme_seller, enrollment_id=other, lesson="reading", text="x", now=now)
    outline = Outline(modules=(Module(key="a", title="A", lessons=(READING, replace(SURVEY, text=""))),))
    (problem,) = list_problems(CourseDraft(title="Surveys", outline=outline), ())
    assert problem[1] == {"name": "Survey a site"}


def test_work_that_is_accepted_while_its_learner_is_away_counts_when_they_return(
    ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime
) -> None:
    seller = ecosystem.acme_seller
    work = hand_in(seller, enrollment, now)
    member = Membership.objects.get(person=seller.person_id)
    deactivate_member(actor=ecosystem.acme_admin, membership_id=member.id, now=now)
    run_jobs()
    assert Enrollment.objects.get().paused_at is not None
    grade(reviewer, work, now + timedelta(days=1))
    reactivate_member(actor=ecosystem.acme_admin, membership_id=member.id, now=now + timedelta(days=2))
    run_jobs()
    assert Enrollment.objects.get().lessons_done == 1


def test_reviewers_and_learners_are_told(ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime) -> None:
    work = hand_in(ecosystem.acme_seller, enrollment, now)
    run_jobs()
    assert Notification.objects.filter(person_id=reviewer.person_id, url__contains="/learning/work/").count() == 1
    grade(reviewer, work, now)
    run_jobs()
    told = Notification.objects.filter(person_id=ecosystem.acme_seller.person_id, url__contains="/learning/work/")
    assert told.count() == 1


def test_pages_and_api_take_it_from_task_to_grade(
    ecosystem: Ecosystem, enrollment, reviewer: Actor, now: datetime
) -> None:
    learner, grader = browser_of(ecosystem.acme_seller), browser_of(reviewer)
    player = f"/learning/enrollments/{Enrollment.objects.get().public_id}/lessons/survey/"
    assert "Hand in your work" in learner.get(player).content.decode()
    assert learner.post(f"{player}work/", {"text": ""}).status_code == 422
    lying = SimpleUploadedFile("survey.pdf", b"MZ\x90\x00" * 50)
    assert learner.post(f"{player}work/", {"text": "See file.", "file": lying}).status_code == 422
    file = SimpleUploadedFile("survey.pdf", PDF)
    assert learner.post(f"{player}work/", {"text": "See **file**.", "file": file})["Location"] == player
    assert "Hand in your work" not in learner.get(player).content.decode()
    address = f"/learning/work/{Work.objects.get().public_id}/"
    assert address in grader.get("/learning/work/?state=waiting").content.decode()
    shown = grader.get(address).content.decode()
    assert "<strong>file</strong>" in shown
    assert grader.get(f"{address}file/").getvalue() == PDF
    assert learner.post(address, {"grade": "accepted"}).status_code == 403
    assert grader.post(address, {"grade": "returned"}).status_code == 422
    grader.post(address, {"grade": "returned", "feedback": "Which unit?"})
    assert "Which unit?" in learner.get(address).content.decode()

    api = f"/api/v1/enrollments/{Enrollment.objects.get().public_id}/lessons/survey/work"
    made = learner.post(api, {"text": "Forty meters."})
    assert made.status_code == 201, made.content
    work = f"/api/v1/practical-work/{made.json()['id']}"
    assert [one["state"] for one in grader.get("/api/v1/practical-work?state=waiting").json()["items"]] == ["waiting"]
    graded = grader.post(f"{work}/grade", {"is_accepted": True}, content_type="application/json")
    assert graded.json()["state"] == "accepted"
    assert learner.get(work).json()["grader"] == "Ena Blem"
    assert grader.post(f"{work}/grade", {"is_accepted": True}, content_type="application/json").status_code == 409
