"""Practical work: handed in by its learner, graded once by a person of the host."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.commands.completing import finish_lesson, is_learner
from steelyard.learning.events import WorkGraded, WorkHandedIn
from steelyard.learning.models import Enrollment, Work
from steelyard.learning.queries.courses import content_of
from steelyard.learning.refusals import (
    EnrollmentOver,
    FeedbackMissing,
    LessonIsNoPractice,
    OwnWork,
    WorkAlreadyAccepted,
    WorkAlreadyGraded,
    WorkMissing,
    WorkWaits,
)
from steelyard.learning.terms import LessonKind
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record


@transaction.atomic
def hand_in_work(
    *, actor: Actor, enrollment_id: UUID, lesson: str, text: str, file_id: UUID | None = None, now: datetime
) -> UUID:
    """Give a piece of work for a lesson to the host's reviewers, and return its id; one at a time, until one is accepted.

    Raises: NotFound, NotAllowed, EnrollmentOver, LessonIsNoPractice, WorkMissing, WorkWaits, WorkAlreadyAccepted.
    """
    found = Enrollment.visible_to(actor).filter(id=enrollment_id).first()
    if found is None:
        raise NotFound
    if not is_learner(actor, found):
        raise NotAllowed
    if not text.strip() and file_id is None:
        raise WorkMissing(fields={"text": WorkMissing.text})
    with as_system():
        enrollment = _lock(enrollment_id)
        asked = content_of(enrollment.version).outline.find_lesson(lesson)
        if asked is None:
            raise NotFound
        if asked.kind is not LessonKind.PRACTICE:
            raise LessonIsNoPractice
        before = list(Work.objects.filter(enrollment=enrollment, lesson=lesson).order_by("number"))
        if any(one.is_accepted for one in before):
            raise WorkAlreadyAccepted
        if before and before[-1].graded_at is None:
            raise WorkWaits
        if not enrollment.is_open:
            raise EnrollmentOver
        work = Work.objects.create(
            enrollment=enrollment,
            lesson=lesson,
            title=asked.title,
            number=len(before) + 1,
            text=text.strip(),
            file_id=file_id,
            handed_in_at=now,
        )
        enrollment.started_at = enrollment.started_at or now
        enrollment.save(update_fields=["started_at"])
        record(WorkHandedIn(**_subject_of(work, enrollment)), actor=actor, now=now)
    return work.id


@transaction.atomic
def grade_work(*, actor: Actor, work_id: UUID, is_accepted: bool, feedback: str, now: datetime) -> None:
    """Accept a piece of work, with which its lesson is done, or give it back with what is missing. Nobody grades their own.

    Raises: NotFound, NotAllowed, OwnWork, FeedbackMissing, WorkAlreadyGraded.
    """
    found = Work.visible_to(actor).select_related("enrollment").filter(id=work_id).first()
    if found is None:
        raise NotFound
    if not permissions.can_grade_work(actor):
        raise NotAllowed
    if found.enrollment.person_id == actor.person_id:
        raise OwnWork
    if not is_accepted and not feedback.strip():
        raise FeedbackMissing(fields={"feedback": FeedbackMissing.text})
    enrollment = _lock(found.enrollment_id)
    work = Work.objects.select_for_update().get(id=work_id)
    if work.graded_at is not None:
        raise WorkAlreadyGraded
    work.graded_at, work.graded_by = now, actor.person_id
    work.is_accepted, work.feedback = is_accepted, feedback.strip()
    work.save()
    record(WorkGraded(**_subject_of(work, enrollment), is_accepted=is_accepted), actor=actor, now=now)
    # Also while the learner belongs nowhere: what was accepted is done wherever the course goes on.
    if is_accepted and enrollment.completed_at is None and enrollment.withdrawn_at is None:
        finish_lesson(enrollment.id, work.lesson, actor=actor, now=now)


def _lock(enrollment_id: UUID) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("course", "version")
    return rows.get(id=enrollment_id)


def _subject_of(work: Work, enrollment: Enrollment) -> dict[str, Any]:
    person = find_people({enrollment.person_id}).get(enrollment.person_id, SOMEONE)
    return {
        "subject_id": enrollment.id,
        "subject_label": enrollment.course.title,
        "partner_id": enrollment.partner_id,
        "person_id": enrollment.person_id,
        "course_id": enrollment.course_id,
        "person": person.name,
        "lesson": work.title,
        "work_id": work.id,
    }
