"""The files of lessons, given to whoever may see the enrollment."""

from uuid import UUID

from django.http import FileResponse
from django.http.response import HttpResponseBase

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotFound
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import get_row
from steelyard.learning.terms import Lesson, LessonKind
from steelyard.platform.db import as_system
from steelyard.platform.files import FileCard, find_files, open_file, play_file


def open_lesson_file(actor: Actor, enrollment_id: UUID, lesson: str) -> FileResponse:
    """Return the file of a lesson as a download. Raises: NotFound."""
    found = _lesson(actor, enrollment_id, lesson)
    if found.file_id is None or found.kind is LessonKind.PACKAGE:
        raise NotFound
    with as_system():  # course files are the host's; who may see the lesson may see its file
        return open_file(SYSTEM, found.file_id)


def play_lesson_file(actor: Actor, enrollment_id: UUID, lesson: str, *, captions: bool, asked: str) -> HttpResponseBase:
    """Return the video of a lesson, or its captions, to be shown in the page. Raises: NotFound."""
    found = _lesson(actor, enrollment_id, lesson)
    file_id = found.captions_id if captions else found.file_id
    if file_id is None:
        raise NotFound
    with as_system():
        return play_file(SYSTEM, file_id, asked=asked)


def find_lesson_file(lesson: Lesson) -> FileCard | None:
    """Return the card of a lesson's file, for one who sees the lesson."""
    if lesson.file_id is None:
        return None
    with as_system():
        return find_files(SYSTEM, [lesson.file_id]).get(lesson.file_id)


def _lesson(actor: Actor, enrollment_id: UUID, lesson: str) -> Lesson:
    found = content_of(get_row(actor, enrollment_id).version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    return found
