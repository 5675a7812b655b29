"""Enrollments: by oneself, by an administrator, by the host, many at once; and where they go when people move."""

from datetime import datetime, timedelta

import pytest

from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.models import Membership
from steelyard.identity.public import enroll_person, get_actor
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Attempt, Certificate, Enrollment, Holding, LessonDone
from steelyard.learning.queries.enrollments import get_enrollment, list_enrollments, list_team
from steelyard.learning.refusals import AlreadyEnrolled, DueDayPast, EnrollmentOver, NotAMember
from steelyard.learning.terms import Audience, EnrolledBy, EnrollmentFilter, EnrollmentState
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import Notification
from tests.jobs import run_jobs
from tests.learning.making import QUESTIONS, READING, complete, enroll, make_certification, make_course, quiz_lesson
from tests.partners.making import Ecosystem, make_partner, make_person


def test_everybody_may_enroll_those_they_answer_for(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now, audience=Audience(for_host=True))
    seller, admin, manager = ecosystem.acme_seller, ecosystem.acme_admin, ecosystem.manager
    with acting_as(admin):
        (made,) = commands.enroll_people(
            actor=admin,
            course_id=course,
            person_ids=[seller.person_id],
            partner_id=ecosystem.acme,
            due_on=now.date() + timedelta(days=30),
            now=now,
        )
        assert get_enrollment(admin, made).by is EnrolledBy.PARTNER
    with acting_as(manager):
        commands.enroll_people(
            actor=manager,
            course_id=course,
            person_ids=[ecosystem.beta_seller.person_id],
            partner_id=ecosystem.beta,
            now=now,
        )
        enroll(now, manager, course)
    said = {"course_id": course, "now": now}
    for actor, people, partner in (
        (seller, [admin.person_id], ecosystem.acme),
        (admin, [ecosystem.beta_seller.person_id], ecosystem.beta),
        (ecosystem.seller_of_host, [seller.person_id], ecosystem.acme),
    ):
        with pytest.raises(NotAllowed), acting_as(actor):
            commands.enroll_people(actor=actor, person_ids=people, partner_id=partner, **said)
    with pytest.raises(NotAMember), acting_as(manager):
        commands.enroll_people(
            actor=manager, person_ids=[ecosystem.beta_seller.person_id], partner_id=ecosystem.acme, **said
        )
    with pytest.raises(AlreadyEnrolled), acting_as(seller):
        enroll(now, seller, course)
    with pytest.raises(DueDayPast), acting_as(admin):
        commands.enroll_people(
            actor=admin,
            person_ids=[admin.person_id],
            partner_id=ecosystem.acme,
            due_on=now.date() - timedelta(days=1),
            **said,
        )
    run_jobs()
    told = Notification.objects.filter(event_type="learning.enrollment.created").values_list("person_id", flat=True)
    assert set(told) == {seller.person_id, ecosystem.beta_seller.person_id}  # nobody hears of what they did themselves


def test_everybody_whom_a_course_is_for_is_enrolled_at_once(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now, audience=Audience(partner_types=("reseller",), roles=("seller",)))
    enroll(now, ecosystem.acme_seller, course)
    with acting_as(ecosystem.manager):
        commands.plan_enrollments(actor=ecosystem.manager, course_id=course, segment_id=None, due_on=None, now=now)
    run_jobs()
    rows = Enrollment.objects.values_list("person_id", "by")
    assert dict(rows) == {ecosystem.acme_seller.person_id: "self", ecosystem.beta_seller.person_id: "rule"}


def test_a_partner_reads_of_its_own_people_only(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now)
    course = make_course(now, certification="weigher", lessons=(READING,))
    own = complete(now, ecosystem.acme_seller, course)
    other = complete(now, ecosystem.beta_seller, course)
    seller, admin, beta = ecosystem.acme_seller, ecosystem.acme_admin, ecosystem.beta_seller
    with acting_as(beta):
        for model in (Enrollment, Certificate):
            assert [row.person_id for row in model.objects.all()] == [beta.person_id]
        assert LessonDone.objects.count() == Holding.objects.count() == 1
        with pytest.raises(NotFound):
            get_enrollment(beta, own)
    with acting_as(admin):
        found = list_enrollments(admin, EnrollmentFilter(), PageRequest())
        assert [card.id for card in found.items] == [own]
        assert Certificate.visible_to(admin).count() == 1
        with pytest.raises(NotAllowed):
            list_team(admin, ecosystem.beta, at=now)
        assert [
            (member.name, member.completed, member.certificates) for member in list_team(admin, ecosystem.acme, at=now)
        ] == [
            ("Anna Acar", 0, 0),
            ("Sami Acar", 1, 1),
        ]
    colleague = make_person(now, "Cora Kolleg", Role.SELLER, partner_id=ecosystem.acme)
    with acting_as(colleague):
        assert Certificate.visible_to(colleague).count() == 0
        with pytest.raises(NotFound):
            get_enrollment(colleague, own)
    with acting_as(seller), pytest.raises(NotAllowed):
        list_team(seller, ecosystem.acme, at=now)
    assert Enrollment.objects.filter(id=other).exists()


def test_who_moves_takes_course_and_progress_along(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    course = make_course(now, lessons=(READING, quiz_lesson()), questions=QUESTIONS)
    enrollment = enroll(now, seller, course)
    commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="reading", now=now)
    attempt = commands.start_attempt(actor=seller, enrollment_id=enrollment, lesson="exam", now=now)
    membership = Membership.objects.get(person=seller.person_id)
    deactivate_member(actor=ecosystem.acme_admin, membership_id=membership.id, now=now)
    run_jobs()
    assert get_enrollment(SYSTEM, enrollment).state is EnrollmentState.PAUSED
    with acting_as(ecosystem.acme_admin):
        assert Enrollment.visible_to(ecosystem.acme_admin).count() == Attempt.objects.count() == 0
    gamma = make_partner(now, "Gamma Cloud Ltd", types=("msp",))
    enroll_person(
        actor=SYSTEM, email="sami.acar@example.com", name="Sami Acar", partner_id=gamma, roles=[Role.SELLER], now=now
    )
    run_jobs()
    moved = get_actor(seller.person_id, gamma)
    with acting_as(moved):
        card = get_enrollment(moved, enrollment)
        assert (card.state, card.partner_id, card.lessons_done) == (EnrollmentState.STARTED, gamma, 1)
        assert commands.start_attempt(actor=moved, enrollment_id=enrollment, lesson="exam", now=now) == attempt


def test_a_withdrawn_course_can_be_taken_again(ecosystem: Ecosystem, now: datetime) -> None:
    course, seller = make_course(now), ecosystem.acme_seller
    enrollment = enroll(now, seller, course)
    commands.withdraw_learner(actor=seller, enrollment_id=enrollment, now=now)
    with pytest.raises(EnrollmentOver):
        commands.withdraw_learner(actor=seller, enrollment_id=enrollment, now=now)
    with pytest.raises(EnrollmentOver):
        commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="reading", now=now)
    assert enroll(now, seller, course) != enrollment


def test_doing_a_lesson_twice_counts_once(ecosystem: Ecosystem, now: datetime) -> None:
    other = make_course(now, lessons=(READING, quiz_lesson()), questions=QUESTIONS)
    enrollment = enroll(now, ecosystem.acme_seller, other)
    for _ in range(2):
        commands.complete_lesson(actor=ecosystem.acme_seller, enrollment_id=enrollment, lesson="reading", now=now)
    with as_system():
        assert get_enrollment(SYSTEM, enrollment).progress == 50
