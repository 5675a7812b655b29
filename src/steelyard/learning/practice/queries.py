"""Reading practical work: one, those of a lesson, and what waits for a reviewer."""

from uuid import UUID

from django.db.models import Q
from django.http import FileResponse

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Work
from steelyard.learning.practice.terms import WorkCard, WorkFilter, WorkState
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_organization_names, find_people
from steelyard.platform.files import FileCard, find_files, open_file
from steelyard.platform.paging import take

SORTS = {"handed_in": ("handed_in_at", "id"), "-handed_in": ("-handed_in_at", "-id")}
_CONDITIONS = {
    WorkState.WAITING: Q(graded_at=None),
    WorkState.ACCEPTED: Q(is_accepted=True),
    WorkState.RETURNED: Q(is_accepted=False),
}


def list_work(actor: Actor, wanted: WorkFilter, page: PageRequest) -> Page[WorkCard]:
    """Return a page of the work that the filter finds, the longest waiting first, for those who grade. Raises: NotAllowed."""
    if not permissions.can_grade_work(actor):
        raise NotAllowed
    rows = Work.visible_to(actor).select_related("enrollment__course")
    if wanted.state is not None:
        rows = rows.filter(_CONDITIONS[wanted.state])
    if wanted.course_id is not None:
        rows = rows.filter(enrollment__course=wanted.course_id)
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["handed_in"]))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_work_of(actor: Actor, enrollment_id: UUID, lesson: str) -> list[WorkCard]:
    """Return what was handed in for a lesson, the newest first; there is little."""
    rows = Work.visible_to(actor).select_related("enrollment__course")
    return _cards(list(rows.filter(enrollment=enrollment_id, lesson=lesson).order_by("-number")))


def get_work(actor: Actor, work_id: UUID) -> WorkCard:
    """Return a piece of work. Raises: NotFound."""
    return _cards([_get_row(actor, work_id)])[0]


def open_work_file(actor: Actor, work_id: UUID) -> FileResponse:
    """Return the file of a piece of work as a download. Raises: NotFound."""
    row = _get_row(actor, work_id)
    if row.file_id is None:
        raise NotFound
    with as_system():  # whoever may see the work may see its file, also after its learner moved to another partner
        return open_file(SYSTEM, row.file_id)


def find_work_file(card: WorkCard) -> FileCard | None:
    """Return the card of a piece of work's file, for one who sees the work."""
    if card.file_id is None:
        return None
    with as_system():
        return find_files(SYSTEM, [card.file_id]).get(card.file_id)


def _get_row(actor: Actor, work_id: UUID) -> Work:
    row = Work.visible_to(actor).select_related("enrollment__course").filter(id=work_id).first()
    if row is None:
        raise NotFound
    return row


def _cards(rows: list[Work]) -> list[WorkCard]:
    people = find_people({row.enrollment.person_id for row in rows} | {row.graded_by for row in rows if row.graded_by})
    partners = find_organization_names({row.enrollment.partner_id for row in rows if row.enrollment.partner_id})
    return [
        WorkCard(
            id=row.id,
            public_id=row.public_id,
            enrollment_id=row.enrollment_id,
            course=row.enrollment.course.title,
            lesson=row.lesson,
            title=row.title,
            number=row.number,
            person_id=row.enrollment.person_id,
            person=people.get(row.enrollment.person_id, SOMEONE).name,
            partner_id=row.enrollment.partner_id,
            partner=partners.get(row.enrollment.partner_id, "") if row.enrollment.partner_id else "",
            text=row.text,
            file_id=row.file_id,
            handed_in_at=row.handed_in_at,
            state=_state(row),
            graded_at=row.graded_at,
            grader=people.get(row.graded_by, SOMEONE).name if row.graded_by else "",
            feedback=row.feedback,
        )
        for row in rows
    ]


def _state(row: Work) -> WorkState:
    if row.is_accepted is None:
        return WorkState.WAITING
    return WorkState.ACCEPTED if row.is_accepted else WorkState.RETURNED
