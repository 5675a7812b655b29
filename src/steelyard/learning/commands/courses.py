"""Writing courses: created, drafted, published as versions that never change, retired; and whom they are for."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.events import (
    CourseAudienceChanged,
    CourseCreated,
    CourseDraftWritten,
    CoursePublished,
    CourseReopened,
    CourseRetired,
)
from steelyard.learning.models import Certification, Course, CourseVersion, QuestionBank
from steelyard.learning.packages.queries import find_packages_of
from steelyard.learning.policies import list_problems
from steelyard.learning.queries.courses import content_of, questions_of
from steelyard.learning.refusals import CertificationUnknown, CourseIncomplete, CourseKeyTaken, NothingToPublish
from steelyard.learning.terms import Audience, CourseDraft, CourseState, Question
from steelyard.platform.events import jsonable, record


@transaction.atomic
def create_course(*, actor: Actor, key: str, draft: CourseDraft, audience: Audience, now: datetime) -> UUID:
    """Begin a course with the draft of its first version, and return its id.

    Raises: NotAllowed, CourseKeyTaken, CertificationUnknown.
    """
    _require_author(actor)
    if Course.objects.filter(key=key).exists():
        raise CourseKeyTaken(key=key, fields={"key": CourseKeyTaken.text})
    _require_certification(draft.certification)
    course = Course.objects.create(
        key=key,
        title=draft.title,
        summary=draft.summary,
        level=draft.level,
        language=draft.language,
        subjects=list(draft.subjects),
        created_at=now,
        created_by=actor.person_id,
        **_audience_columns(audience),
    )
    _make_version(course, 1, jsonable(draft), [], actor=actor, now=now)
    record(CourseCreated(subject_id=course.id, subject_label=course.title), actor=actor, now=now)
    return course.id


@transaction.atomic
def write_draft(
    *,
    actor: Actor,
    course_id: UUID,
    draft: CourseDraft,
    questions: Sequence[Question],
    revision: int,
    now: datetime,
) -> int:
    """Replace what the draft of a course says, if it is still as the author read it, and return its new revision.

    Raises: NotFound, NotAllowed, NothingToPublish, ChangedMeanwhile, CertificationUnknown.
    """
    course, version = _lock_draft(actor, course_id)
    if version.revision != revision:
        raise ChangedMeanwhile
    _require_certification(draft.certification)
    version.content = jsonable(draft)
    version.revision += 1
    version.changed_at, version.changed_by = now, actor.person_id
    version.save(update_fields=["content", "revision", "changed_at", "changed_by"])
    QuestionBank.objects.filter(version=version).update(questions=jsonable(list(questions)))
    if course.state == CourseState.DRAFT:
        _show(course, draft)
    happened = CourseDraftWritten(
        subject_id=course.id, subject_label=course.title, version=version.number, revision=version.revision
    )
    record(happened, actor=actor, now=now)
    return version.revision


@transaction.atomic
def publish_course(*, actor: Actor, course_id: UUID, now: datetime) -> UUID:
    """Let people begin the draft from now on, and return the version's id. From then on it never changes.

    Raises: NotFound, NotAllowed, NothingToPublish, CourseIncomplete.
    """
    course, version = _lock_draft(actor, course_id)
    draft = content_of(version)
    problems = list_problems(draft, questions_of(version.id), find_packages_of(draft.outline))
    if problems:
        text, params = problems[0]
        raise CourseIncomplete(problem=text.format_map(params))
    QuestionBank.objects.filter(version=version).update(is_published=True)
    version.published_at, version.published_by = now, actor.person_id
    version.save(update_fields=["published_at", "published_by"])
    course.published, course.state = version, CourseState.PUBLISHED
    _show(course, draft)
    happened = CoursePublished(
        subject_id=course.id, subject_label=course.title, version=version.number, version_id=version.id
    )
    record(happened, actor=actor, now=now)
    return version.id


@transaction.atomic
def begin_version(*, actor: Actor, course_id: UUID, now: datetime) -> int:
    """Begin the draft of the next version as a copy of the published one, and return its number; a draft that is there stays.

    Raises: NotFound, NotAllowed.
    """
    course = _lock(actor, course_id)
    newest = course.versions.order_by("-number")[0]
    if newest.published_at is not None:
        questions = jsonable(list(questions_of(newest.id)))
        _make_version(course, newest.number + 1, newest.content, questions, actor=actor, now=now)
        happened = CourseDraftWritten(
            subject_id=course.id, subject_label=course.title, version=newest.number + 1, revision=1
        )
        record(happened, actor=actor, now=now)
        return newest.number + 1
    return newest.number


@transaction.atomic
def change_audience(*, actor: Actor, course_id: UUID, audience: Audience, now: datetime) -> None:
    """Say whom a course is for. Who is in it stays in it.

    Raises: NotFound, NotAllowed.
    """
    course = _lock(actor, course_id)
    columns = _audience_columns(audience)
    for name, value in columns.items():
        setattr(course, name, value)
    course.save(update_fields=list(columns))
    happened = CourseAudienceChanged(subject_id=course.id, subject_label=course.title, **asdict(audience))
    record(happened, actor=actor, now=now)


@transaction.atomic
def retire_course(*, actor: Actor, course_id: UUID, now: datetime) -> None:
    """Let nobody begin the course any more; who began it may complete it.

    Raises: NotFound, NotAllowed, NothingToPublish where it was never published.
    """
    course = _lock(actor, course_id)
    if course.state == CourseState.DRAFT:
        raise NothingToPublish
    if course.state == CourseState.PUBLISHED:
        _set_state(course, CourseState.RETIRED)
        record(CourseRetired(subject_id=course.id, subject_label=course.title), actor=actor, now=now)


@transaction.atomic
def reopen_course(*, actor: Actor, course_id: UUID, now: datetime) -> None:
    """Let people begin a retired course again.

    Raises: NotFound, NotAllowed.
    """
    course = _lock(actor, course_id)
    if course.state == CourseState.RETIRED:
        _set_state(course, CourseState.PUBLISHED)
        record(CourseReopened(subject_id=course.id, subject_label=course.title), actor=actor, now=now)


def _require_author(actor: Actor) -> None:
    if not permissions.can_write_courses(actor):
        raise NotAllowed


def _lock(actor: Actor, course_id: UUID) -> Course:
    course = Course.visible_to(actor).filter(id=course_id).first()
    if course is None:
        raise NotFound
    _require_author(actor)
    return Course.objects.select_for_update().get(id=course.id)


def _lock_draft(actor: Actor, course_id: UUID) -> tuple[Course, CourseVersion]:
    course = _lock(actor, course_id)
    version = course.versions.filter(published_at=None).select_for_update().first()
    if version is None:
        raise NothingToPublish
    return course, version


def _make_version(
    course: Course, number: int, content: Any, questions: Any, *, actor: Actor, now: datetime
) -> CourseVersion:
    version = CourseVersion.objects.create(
        course=course, number=number, content=content, changed_at=now, changed_by=actor.person_id
    )
    QuestionBank.objects.create(version=version, questions=questions)
    return version


def _show(course: Course, draft: CourseDraft) -> None:
    """Let catalogues show the words of the draft."""
    course.title, course.summary = draft.title, draft.summary
    course.level, course.language, course.subjects = draft.level, draft.language, list(draft.subjects)
    course.minutes, course.lessons = draft.outline.minutes, sum(1 for _ in draft.outline.lessons())
    course.certification = _require_certification(draft.certification)
    course.save()


def _set_state(course: Course, state: CourseState) -> None:
    course.state = state
    course.save(update_fields=["state"])


def _require_certification(key: str) -> Certification | None:
    if not key:
        return None
    found = Certification.objects.filter(key=key, is_active=True).first()
    if found is None:
        raise CertificationUnknown(key=key, fields={"certification": CertificationUnknown.text})
    return found


def _audience_columns(audience: Audience) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(audience).items()}
