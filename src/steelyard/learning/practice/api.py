"""Practical work over the API: handed in, listed for reviewers, graded once."""

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.learning.api.asking import Id
from steelyard.learning.models import Enrollment, Work
from steelyard.learning.practice import commands, queries
from steelyard.learning.practice.schemas import PracticalWorkOut, WorkGradeIn
from steelyard.learning.practice.terms import WorkFilter, WorkState
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/practical-work", response=PageSchema[PracticalWorkOut], summary="List practical work")
def list_practical_work(
    request: HttpRequest,
    state: WorkState | None = None,
    course: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(queries.SORTS)}.")] = "handed_in",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[PracticalWorkOut]:
    """Return the practical work of learners, the longest waiting first. For those who grade it."""
    wanted = WorkFilter(state=state, course_id=parse_public_id("course", course) if course else None)
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[PracticalWorkOut].of(queries.list_work(asker(request), wanted, asked).map(PracticalWorkOut.of))


@router.post(
    "/enrollments/{enrollment_id}/lessons/{lesson}/work",
    response={201: PracticalWorkOut},
    summary="Hand in practical work",
)
def hand_in_practical_work(
    request: HttpRequest,
    enrollment_id: str,
    lesson: str,
    text: Annotated[str, Form(max_length=20_000)] = "",
    file: Annotated[UploadedFile | None, File(description="A PDF, picture, text or office document.")] = None,
) -> Status[PracticalWorkOut]:
    """Give a piece of work for a lesson to the reviewers, in words, as a file, or both; one at a time, until one is accepted."""
    actor, now = asker(request), utc_now()
    stored = store_file(uploaded=file, partner_id=actor.partner_id, actor=actor, now=now) if file else None
    key = commands.hand_in_work(
        actor=actor,
        enrollment_id=Enrollment.parse_id(enrollment_id),
        lesson=lesson,
        text=text,
        file_id=stored.id if stored else None,
        now=now,
    )
    return Status(201, PracticalWorkOut.of(queries.get_work(actor, key)))


@router.get("/practical-work/{work_id}", response=PracticalWorkOut, summary="Show practical work")
def get_practical_work(request: HttpRequest, work_id: str) -> PracticalWorkOut:
    """Return a piece of practical work."""
    return PracticalWorkOut.of(queries.get_work(asker(request), Work.parse_id(work_id)))


@router.get("/practical-work/{work_id}/file", response=bytes, summary="Download practical work")
def download_practical_work(request: HttpRequest, work_id: str) -> FileResponse:
    """Return the file of a piece of practical work, as a download."""
    return queries.open_work_file(asker(request), Work.parse_id(work_id))


@router.post("/practical-work/{work_id}/grade", response=PracticalWorkOut, summary="Grade practical work")
def grade_practical_work(request: HttpRequest, work_id: str, body: WorkGradeIn) -> PracticalWorkOut:
    """Accept a piece of work, with which its lesson is done, or give it back. It is graded once, and nobody grades their own."""
    actor, key = asker(request), Work.parse_id(work_id)
    commands.grade_work(actor=actor, work_id=key, now=utc_now(), **body.model_dump())
    return PracticalWorkOut.of(queries.get_work(actor, key))
