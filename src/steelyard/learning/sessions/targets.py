"""What attending a session can complete: a lesson of the kind live session, or a course that asks for nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.learning.models import Course
from steelyard.learning.queries.courses import content_of
from steelyard.learning.terms import CourseState, LessonKind, Outline

BY_BEING_THERE = frozenset({LessonKind.TEXT, LessonKind.VIDEO, LessonKind.DOCUMENT, LessonKind.SESSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A course, or one of its lessons, that attending completes."""

    course_id: UUID
    lesson: str
    label: str


def asks_more_than_presence(outline: Outline) -> bool:
    """Tell whether a course examines, so that attending alone cannot complete it."""
    return any(lesson.kind not in BY_BEING_THERE for lesson in outline.lessons())


def list_completed(outline: Outline, lesson: str) -> list[str]:
    """Return the lessons of a version that attending completes: the one named, or all that ask for no more.

    A version that a learner began long ago may have other lessons; none that examines is ever passed by attending.
    """
    kinds = {LessonKind.SESSION} if lesson else BY_BEING_THERE
    return [one.key for one in outline.lessons() if one.kind in kinds and lesson in ("", one.key)]


def list_targets(actor: Actor) -> list[Target]:
    """Return what a session can be said to complete, by course."""
    rows = Course.visible_to(actor).filter(state=CourseState.PUBLISHED).select_related("published").order_by("title")
    return [target for row in rows for target in _targets(row)]


def _targets(row: Course) -> Iterator[Target]:
    if row.published is None:
        return
    outline = content_of(row.published).outline
    if not asks_more_than_presence(outline):
        yield Target(course_id=row.id, lesson="", label=row.title)
    for lesson in outline.lessons():
        if lesson.kind is LessonKind.SESSION:
            yield Target(course_id=row.id, lesson=lesson.key, label=f"{row.title} · {lesson.title}")
