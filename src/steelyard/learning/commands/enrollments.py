"""Enrolling people in courses, withdrawing them, doing lessons, and what becomes of it when somebody moves."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity.public import find_affiliations
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions, queries
from steelyard.learning.commands.completing import finish_lesson, is_learner
from steelyard.learning.commands.holdings import follow_certificates
from steelyard.learning.events import (
    EnrollmentsPlanned,
    LearnerEnrolled,
    LearnerMoved,
    LearnerPaused,
    LearnerWithdrawn,
)
from steelyard.learning.models import Course, Enrollment
from steelyard.learning.packages.refusals import LessonIsPackage
from steelyard.learning.queries.courses import content_of, get_course, is_for
from steelyard.learning.refusals import (
    AlreadyEnrolled,
    CourseNotForYou,
    CourseNotOpen,
    DueDayPast,
    EnrollmentOver,
    LessonIsPractice,
    LessonIsQuiz,
    NotAMember,
)
from steelyard.learning.sessions.refusals import LessonIsSession
from steelyard.learning.terms import CourseState, EnrolledBy, LessonKind
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record


@transaction.atomic
def enroll_people(
    *,
    actor: Actor,
    course_id: UUID,
    person_ids: Collection[UUID],
    partner_id: UUID | None,
    due_on: date | None = None,
    now: datetime,
) -> list[UUID]:
    """Enroll people of one partner, or of the host (None), in the published version of a course; return the enrollments.

    Whoever is in it already stays as they are; if that is the only one named, it is refused.

    Raises: NotFound, NotAllowed, CourseNotOpen, CourseNotForYou, DueDayPast, NotAMember, AlreadyEnrolled.
    """
    course = get_course(actor, course_id)
    is_self = set(person_ids) == {actor.person_id} and partner_id == actor.partner_id
    if not (is_self and permissions.can_learn(actor)) and not permissions.can_enroll_others(actor, partner_id):
        raise NotAllowed
    if course.state != CourseState.PUBLISHED:
        raise CourseNotOpen
    if not permissions.can_enroll_many(actor) and not is_for(actor, course, at=now):
        raise CourseNotForYou
    if due_on is not None and due_on < queries.today(now):
        raise DueDayPast(fields={"due_on": DueDayPast.text})
    require_members(person_ids, partner_id)
    by = EnrolledBy.SELF if is_self else EnrolledBy.PARTNER if actor.is_partner else EnrolledBy.HOST
    people = [(person_id, partner_id) for person_id in dict.fromkeys(person_ids)]
    made = insert_enrollments(course, people, by=by, due_on=due_on, actor=actor, now=now)
    if not made and len(person_ids) == 1:
        name = find_people(set(person_ids)).get(next(iter(person_ids)), SOMEONE).name
        raise AlreadyEnrolled(name=name)
    return made


@transaction.atomic
def plan_enrollments(
    *, actor: Actor, course_id: UUID, segment_id: UUID | None, due_on: date | None, now: datetime
) -> None:
    """Enroll everybody whom a course is for, or those of them in a segment of partners: a job does it, a stretch at a time.

    Raises: NotFound, NotAllowed, CourseNotOpen, DueDayPast.
    """
    course = get_course(actor, course_id)
    if not permissions.can_enroll_many(actor):
        raise NotAllowed
    if course.state != CourseState.PUBLISHED:
        raise CourseNotOpen
    if due_on is not None and due_on < queries.today(now):
        raise DueDayPast(fields={"due_on": DueDayPast.text})
    happened = EnrollmentsPlanned(
        subject_id=course.id, subject_label=course.title, segment_id=segment_id, due_on=due_on
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def enroll_many(
    *, course_id: UUID, people: Iterable[tuple[UUID, UUID | None]], due_on: date | None, now: datetime
) -> int:
    """Enroll people, each with the partner they belong to, for the system; return how many were not in the course yet."""
    course = Course.objects.select_related("published").get(id=course_id)
    if course.state != CourseState.PUBLISHED:
        return 0
    return len(insert_enrollments(course, people, by=EnrolledBy.RULE, due_on=due_on, actor=SYSTEM, now=now))


@transaction.atomic
def withdraw_learner(*, actor: Actor, enrollment_id: UUID, now: datetime) -> None:
    """End an enrollment that is not completed; the learner may, and whoever may enroll them.

    Raises: NotFound, NotAllowed, EnrollmentOver.
    """
    enrollment = Enrollment.visible_to(actor).select_related("course").filter(id=enrollment_id).first()
    if enrollment is None:
        raise NotFound
    if not is_learner(actor, enrollment) and not permissions.can_enroll_others(actor, enrollment.partner_id):
        raise NotAllowed
    ended = Enrollment.objects.filter(id=enrollment.id, completed_at=None, withdrawn_at=None).update(withdrawn_at=now)
    if not ended:
        raise EnrollmentOver
    record(_event_of(LearnerWithdrawn, enrollment), actor=actor, now=now)


@transaction.atomic
def complete_lesson(*, actor: Actor, enrollment_id: UUID, lesson: str, now: datetime) -> None:
    """Say that a lesson is done that does not examine by itself; saying it again changes nothing.

    Raises: NotFound, NotAllowed, EnrollmentOver, LessonIsQuiz, LessonIsPractice, LessonIsPackage,
    LessonIsSession.
    """
    enrollment = Enrollment.visible_to(actor).filter(id=enrollment_id).first()
    if enrollment is None:
        raise NotFound
    if not is_learner(actor, enrollment):
        raise NotAllowed
    found = content_of(enrollment.version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    if found.kind is LessonKind.QUIZ:
        raise LessonIsQuiz
    if found.kind is LessonKind.PRACTICE:
        raise LessonIsPractice
    if found.kind is LessonKind.PACKAGE:
        raise LessonIsPackage
    if found.kind is LessonKind.SESSION:
        raise LessonIsSession
    if enrollment.done.filter(lesson=lesson).exists():
        return
    if not enrollment.is_open:
        raise EnrollmentOver
    finish_lesson(enrollment.id, lesson, actor=actor, now=now)


@transaction.atomic
def follow_person(*, person_id: UUID, now: datetime) -> None:
    """Let certificates and open courses of somebody go along to where they belong at present; call as the system.

    Whoever belongs nowhere takes their certificates along to nowhere, and their courses wait.
    """
    belongs_to = find_affiliations({person_id}).get(person_id, frozenset())
    follow_certificates(person_id, {partner for partner in belongs_to if partner}, now=now)
    open_ones = Enrollment.objects.select_for_update(of=("self",)).select_related("course")
    for enrollment in open_ones.filter(person=person_id, completed_at=None, withdrawn_at=None):
        if enrollment.paused_at is None and enrollment.partner_id in belongs_to:
            continue
        if belongs_to:
            _move(enrollment, next(iter(sorted(belongs_to, key=str))), now)
        elif enrollment.paused_at is None:
            _pause(enrollment, now)


def insert_enrollments(
    course: Course,
    people: Iterable[tuple[UUID, UUID | None]],
    *,
    by: EnrolledBy,
    due_on: date | None,
    actor: Actor,
    now: datetime,
) -> list[UUID]:
    """Enroll those of the people who are not in the course, in three statements however many they are; return the enrollments."""
    wanted, version = dict(people), course.published
    assert version is not None  # it is published
    inside = Enrollment.objects.filter(
        course=course, person__in=wanted, completed_at=None, withdrawn_at=None
    ).values_list("person_id", flat=True)
    left = {person: partner for person, partner in wanted.items() if person not in set(inside)}
    rows = [
        Enrollment(
            course=course,
            version=version,
            person_id=person_id,
            partner_id=partner_id,
            by=by,
            enrolled_at=now,
            enrolled_by=actor.person_id,
            due_on=due_on,
            lessons_total=course.lessons,
        )
        for person_id, partner_id in left.items()
    ]
    Enrollment.objects.bulk_create(rows, ignore_conflicts=True)
    made = set(Enrollment.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    names = find_people({row.person_id for row in rows})
    events = [
        LearnerEnrolled(
            subject_id=row.id,
            subject_label=course.title,
            partner_id=row.partner_id,
            person_id=row.person_id,
            course_id=course.id,
            person=names.get(row.person_id, SOMEONE).name,
            by=row.by,
            due_on=due_on,
        )
        for row in rows
        if row.id in made
    ]
    if events:
        record(*events, actor=actor, now=now)
    return [row.id for row in rows if row.id in made]


def require_members(person_ids: Collection[UUID], partner_id: UUID | None) -> None:
    """Do nothing where all people belong to the partner, or to the host (None). Raises: NotAMember."""
    with as_system():
        belonging = find_affiliations(set(person_ids))
    for person_id in person_ids:
        if partner_id not in belonging.get(person_id, frozenset()):
            raise NotAMember(name=find_people({person_id}).get(person_id, SOMEONE).name)


def _move(enrollment: Enrollment, partner_id: UUID | None, now: datetime) -> None:
    enrollment.partner_id, enrollment.paused_at = partner_id, None
    enrollment.save(update_fields=["partner", "paused_at"])
    record(_event_of(LearnerMoved, enrollment), actor=SYSTEM, now=now)


def _pause(enrollment: Enrollment, now: datetime) -> None:
    happened = _event_of(LearnerPaused, enrollment)
    enrollment.partner_id, enrollment.paused_at = None, now
    enrollment.save(update_fields=["partner", "paused_at"])
    record(happened, actor=SYSTEM, now=now)


def _event_of(
    kind: type[LearnerWithdrawn | LearnerMoved | LearnerPaused], enrollment: Enrollment
) -> LearnerWithdrawn | LearnerMoved | LearnerPaused:
    person = find_people({enrollment.person_id}).get(enrollment.person_id, SOMEONE)
    return kind(
        subject_id=enrollment.id,
        subject_label=enrollment.course.title,
        partner_id=enrollment.partner_id,
        person_id=enrollment.person_id,
        course_id=enrollment.course_id,
        person=person.name,
    )
