"""Courses: written, published as versions that never change, found by those whom they are for."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed, NotFound
from steelyard.learning import commands, policies
from steelyard.learning.models import Course, CourseVersion, QuestionBank
from steelyard.learning.queries.courses import get_view, list_catalog
from steelyard.learning.refusals import CourseIncomplete, CourseKeyTaken, CourseNotForYou
from steelyard.learning.terms import Audience, CourseDraft, CourseFilter, LearnerFacts, Lesson, LessonKind
from steelyard.platform.db import acting_as
from tests.learning.making import QUESTIONS, READING, enroll, make_course, quiz_lesson
from tests.partners.making import Ecosystem, make_person


def titles(actor, now: datetime, **wanted) -> list[str]:
    with acting_as(actor):
        return [card.title for card in list_catalog(actor, CourseFilter(**wanted), PageRequest(), at=now).items]


def test_a_published_version_never_changes(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now, lessons=(READING, quiz_lesson()), questions=QUESTIONS)
    version = CourseVersion.objects.get(course=course)
    for change in (
        lambda: CourseVersion.objects.filter(id=version.id).update(content={}),
        lambda: CourseVersion.objects.filter(id=version.id).update(published_at=None),
        lambda: QuestionBank.objects.filter(version=version).update(questions=[]),
        lambda: QuestionBank.objects.filter(version=version).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


def test_a_learner_keeps_the_version_that_was_begun(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now)
    enrollment = enroll(now, ecosystem.acme_seller, course)
    commands.begin_version(actor=SYSTEM, course_id=course, now=now)
    view = get_view(SYSTEM, course, draft=True)
    more = Lesson(key="more", title="More", kind=LessonKind.TEXT, text="More.")
    module = view.content.outline.modules[0]
    outline = replace(view.content.outline, modules=(replace(module, lessons=(*module.lessons, more)),))
    commands.write_draft(
        actor=SYSTEM,
        course_id=course,
        draft=replace(view.content, title="The art of weighing, 2", outline=outline),
        questions=(),
        revision=view.revision,
        now=now,
    )
    assert Course.objects.get(id=course).title == "The art of weighing"  # readers see the draft when it is published
    commands.publish_course(actor=SYSTEM, course_id=course, now=now)
    assert Course.objects.get(id=course).title == "The art of weighing, 2"
    commands.complete_lesson(actor=ecosystem.acme_seller, enrollment_id=enrollment, lesson="reading", now=now)
    assert Course.objects.get(id=course).enrollments.get().completed_at == now


def test_two_authors_do_not_overwrite_each_other(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now, is_published=False)
    view = get_view(SYSTEM, course, draft=True)
    said = {"actor": SYSTEM, "course_id": course, "questions": (), "revision": view.revision, "now": now}
    commands.write_draft(draft=replace(view.content, title="First"), **said)
    with pytest.raises(ChangedMeanwhile):
        commands.write_draft(draft=replace(view.content, title="Second"), **said)


@pytest.mark.parametrize(
    ("lessons", "questions", "said"),
    [
        ((), (), "no lesson"),
        ((replace(READING, text=" "),), (), "no text"),
        ((Lesson(key="v", title="Film", kind=LessonKind.VIDEO),), (), "no file"),
        ((quiz_lesson(),), (), "asks nothing"),
        ((quiz_lesson(),), (replace(QUESTIONS[0], choices=QUESTIONS[0].choices[1:]),), "two answers"),
        ((quiz_lesson(),), (replace(QUESTIONS[3], number=None),), "no right answer"),
        ((READING, READING), (), "twice"),
    ],
)
def test_what_cannot_be_completed_is_not_published(
    ecosystem: Ecosystem, now: datetime, lessons, questions, said
) -> None:
    with pytest.raises(CourseIncomplete, match=said):
        make_course(now, lessons=lessons, questions=questions)


def test_a_course_is_found_by_those_whom_it_is_for(ecosystem: Ecosystem, now: datetime) -> None:
    make_course(now, "resellers", audience=Audience(partner_types=("reseller",), regions=("DACH",)))
    make_course(now, "services", audience=Audience(partner_types=("services",)))
    make_course(now, "golden", audience=Audience(tiers=("gold",)))
    make_course(now, "admins", audience=Audience(roles=("partner_admin",)))
    make_course(now, "inside", audience=Audience(for_partners=False, for_host=True))
    make_course(now, "unfinished", is_published=False)
    assert titles(ecosystem.acme_seller, now) == ["The art of resellers"]
    assert titles(ecosystem.acme_admin, now) == ["The art of admins", "The art of resellers"]
    assert titles(ecosystem.beta_seller, now) == ["The art of resellers", "The art of services"]
    assert titles(ecosystem.seller_of_host, now) == ["The art of inside"]
    assert len(titles(ecosystem.admin, now)) == 6


def test_condition_and_policy_agree_on_whom_a_course_is_for(ecosystem: Ecosystem, now: datetime) -> None:
    audience = Audience(partner_types=("reseller", "msp"), regions=("DACH",), roles=("seller",))
    learner = LearnerFacts(
        is_host=False, roles=frozenset({"seller"}), partner_types=frozenset({"reseller"}), region="DACH"
    )
    assert policies.admits(audience, learner)
    for field, value in (
        ("roles", frozenset({"architect"})),
        ("partner_types", frozenset({"isv"})),
        ("region", "UKI"),
        ("is_host", True),
    ):
        assert not policies.admits(audience, replace(learner, **{field: value})), field


def test_filters_narrow_the_catalogue(ecosystem: Ecosystem, now: datetime) -> None:
    make_course(now, "alpha", subjects=("cloud",), language="de")
    enroll(now, ecosystem.acme_seller, make_course(now, "beta", summary="About the beam"))
    seller = ecosystem.acme_seller
    assert titles(seller, now, text="BEAM") == ["The art of beta"]
    assert titles(seller, now, subject="cloud") == ["The art of alpha"]
    assert titles(seller, now, language="de") == ["The art of alpha"]
    assert titles(seller, now, mine="open") == ["The art of beta"]
    assert titles(seller, now, mine="new") == ["The art of alpha"]
    assert titles(seller, now, certifies=True) == []


def test_only_authors_write(ecosystem: Ecosystem, now: datetime) -> None:
    enablement = make_person(now, "Ena Blem", Role.ENABLEMENT)
    make_course(now, "by-enablement", actor=enablement)
    for actor in (ecosystem.acme_admin, ecosystem.manager, ecosystem.seller_of_host):
        with pytest.raises(NotAllowed), acting_as(actor):
            commands.create_course(
                actor=actor, key="mine", draft=CourseDraft(title="Mine"), audience=Audience(), now=now
            )
    with pytest.raises(CourseKeyTaken):
        make_course(now, "by-enablement")


def test_a_course_for_others_is_neither_found_nor_begun(ecosystem: Ecosystem, now: datetime) -> None:
    inside = make_course(now, "inside", audience=Audience(for_partners=False, for_host=True))
    services = make_course(now, "services", audience=Audience(partner_types=("services",)))
    seller = ecosystem.acme_seller
    with acting_as(seller):
        with pytest.raises(NotFound):
            get_view(seller, inside)
        with pytest.raises(CourseNotForYou):
            enroll(now, seller, services)


def test_a_retired_course_is_completed_but_not_begun(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now)
    enrollment = enroll(now, ecosystem.acme_seller, course)
    commands.retire_course(actor=SYSTEM, course_id=course, now=now)
    assert titles(ecosystem.acme_admin, now) == []
    assert titles(ecosystem.acme_seller, now) == ["The art of weighing"]
    commands.complete_lesson(actor=ecosystem.acme_seller, enrollment_id=enrollment, lesson="reading", now=now)
    assert Course.objects.get(id=course).enrollments.get().completed_at == now
