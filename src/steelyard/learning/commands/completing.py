"""What follows when a lesson is done, however it was done: progress, the end of the course, the certificate."""

from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.learning import queries
from steelyard.learning.commands.issuing import issue_certificate
from steelyard.learning.events import CourseCompleted
from steelyard.learning.models import Certification, Enrollment, LessonDone
from steelyard.learning.queries.courses import content_of
from steelyard.learning.terms import CertificateSource
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record


def is_learner(actor: Actor, enrollment: Enrollment) -> bool:
    """Tell whether the enrollment is the actor's own, in the organization for which it acts."""
    return actor.person_id == enrollment.person_id and actor.partner_id == enrollment.partner_id


def finish_lesson(enrollment_id: UUID, lesson: str, *, actor: Actor, now: datetime) -> None:
    """Note that a lesson is done; with the last one the course is completed, and whoever completes it certified."""
    with as_system():
        enrollment = (
            Enrollment.objects.select_for_update(of=("self",)).select_related("course", "version").get(id=enrollment_id)
        )
        LessonDone.objects.get_or_create(enrollment=enrollment, lesson=lesson, defaults={"done_at": now})
        content = content_of(enrollment.version)
        there = {one.key for one in content.outline.lessons()}
        enrollment.lessons_done = len(there & set(enrollment.done.values_list("lesson", flat=True)))
        enrollment.started_at = enrollment.started_at or now
        is_done = enrollment.lessons_done == enrollment.lessons_total and enrollment.completed_at is None
        if is_done:
            enrollment.completed_at = now
        enrollment.save(update_fields=["lessons_done", "started_at", "completed_at"])
        if is_done:
            _complete(enrollment, content.certification, actor, now)


def _complete(enrollment: Enrollment, certification: str, actor: Actor, now: datetime) -> None:
    person = find_people({enrollment.person_id}).get(enrollment.person_id, SOMEONE)
    happened = CourseCompleted(
        subject_id=enrollment.id,
        subject_label=enrollment.course.title,
        partner_id=enrollment.partner_id,
        person_id=enrollment.person_id,
        course_id=enrollment.course_id,
        person=person.name,
        version=enrollment.version.number,
    )
    record(happened, actor=actor, now=now, related=[enrollment.course_id])
    if certification:
        issue_certificate(
            Certification.objects.get(key=certification),
            enrollment.person_id,
            issued_on=queries.today(now),
            source=CertificateSource.COURSE,
            enrollment_id=enrollment.id,
            actor=actor,
            now=now,
        )
