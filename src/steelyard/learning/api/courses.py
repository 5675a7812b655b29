"""Courses over the API: the catalogue for learners, drafts and publication for authors."""

from typing import Annotated

from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import commands, permissions
from steelyard.learning.models import Course, CourseVersion
from steelyard.learning.queries.courses import SORTS, get_view, list_catalog
from steelyard.learning.schemas.courses import (
    AudienceSchema,
    CourseDetailOut,
    CourseDraftOut,
    CourseDraftUpdateIn,
    CourseFileOut,
    CourseIn,
    CourseOut,
    CourseVersionOut,
    PublishedOut,
    RevisionOut,
)
from steelyard.learning.terms import CourseFilter, CourseState, Level
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_course_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()


@router.get("/courses", response=PageSchema[CourseOut], summary="List courses")
def list_courses(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of title or summary.")] = "",
    level: Level | None = None,
    subject: Annotated[Line, Field(max_length=60)] = "",
    language: Annotated[Line, Field(max_length=10)] = "",
    state: CourseState | None = None,
    certifies: Annotated[bool | None, Field(description="Only courses that certify for something.")] = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "title",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[CourseOut]:
    """Return the courses that are for the caller, each with how far the caller is; for authors all of them."""
    wanted = CourseFilter(
        text=q, level=level, subject=subject, language=language, state=state, certifies=bool(certifies)
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = list_catalog(asker(request), wanted, asked, at=utc_now()).map(CourseOut.of)
    return PageSchema[CourseOut].of(found)


@router.post("/courses", response={201: CourseDetailOut}, summary="Begin a course")
def create_course(request: HttpRequest, body: CourseIn) -> Status[CourseDetailOut]:
    """Begin a course with the draft of its first version. For authors: enablement and program administrators."""
    key = commands.create_course(
        actor=asker(request), key=body.key, draft=body.draft(), audience=body.audience.audience(), now=utc_now()
    )
    return Status(201, _detail(request, Course(id=key).public_id))


@router.get("/courses/{course_id}", response=CourseDetailOut, summary="Show a course")
def get_course(request: HttpRequest, course_id: str) -> CourseDetailOut:
    """Return a course in its published version, with the titles of its lessons."""
    return _detail(request, course_id)


@router.get("/courses/{course_id}/draft", response=CourseDraftOut, summary="Show a draft")
def get_course_draft(request: HttpRequest, course_id: str) -> CourseDraftOut:
    """Return the draft of a course with its questions and their solutions. For authors."""
    if not permissions.can_write_courses(asker(request)):
        raise NotAllowed
    return CourseDraftOut.of(get_view(asker(request), Course.parse_id(course_id), draft=True))


@router.put("/courses/{course_id}/draft", response=RevisionOut, summary="Write a draft")
def write_course_draft(request: HttpRequest, course_id: str, body: CourseDraftUpdateIn) -> RevisionOut:
    """Replace what the draft says, unless somebody else has changed it since `revision`. For authors."""
    revision = commands.write_draft(
        actor=asker(request),
        course_id=Course.parse_id(course_id),
        draft=body.draft(),
        questions=[one.question() for one in body.questions],
        revision=body.revision,
        now=utc_now(),
    )
    return RevisionOut(revision=revision)


@router.post("/courses/{course_id}/publication", response={201: PublishedOut}, summary="Publish a draft")
def publish_course(request: HttpRequest, course_id: str) -> Status[PublishedOut]:
    """Let people begin the draft from now on. It never changes any more; whoever began another version goes on with that."""
    version = commands.publish_course(actor=asker(request), course_id=Course.parse_id(course_id), now=utc_now())
    return Status(201, PublishedOut(version_id=public_id(CourseVersion.PREFIX, version)))


@router.post("/courses/{course_id}/versions", response={201: CourseVersionOut}, summary="Begin a version")
def begin_course_version(request: HttpRequest, course_id: str) -> Status[CourseVersionOut]:
    """Begin the draft of the next version as a copy of the newest; where there is a draft it stays."""
    number = commands.begin_version(actor=asker(request), course_id=Course.parse_id(course_id), now=utc_now())
    return Status(201, CourseVersionOut(version=number))


@router.put("/courses/{course_id}/audience", response=CourseDetailOut, summary="Say whom it is for")
def change_course_audience(request: HttpRequest, course_id: str, body: AudienceSchema) -> CourseDetailOut:
    """Say whom a course is for. Who is in it stays in it."""
    commands.change_audience(
        actor=asker(request), course_id=Course.parse_id(course_id), audience=body.audience(), now=utc_now()
    )
    return _detail(request, course_id)


@router.post("/courses/{course_id}/retirement", response=CourseDetailOut, summary="Retire a course")
def retire_course(request: HttpRequest, course_id: str) -> CourseDetailOut:
    """Let nobody begin the course any more; who began it may complete it."""
    commands.retire_course(actor=asker(request), course_id=Course.parse_id(course_id), now=utc_now())
    return _detail(request, course_id)


@router.post("/courses/{course_id}/reopening", response=CourseDetailOut, summary="Reopen a course")
def reopen_course(request: HttpRequest, course_id: str) -> CourseDetailOut:
    """Let people begin a retired course again."""
    commands.reopen_course(actor=asker(request), course_id=Course.parse_id(course_id), now=utc_now())
    return _detail(request, course_id)


@router.post("/course-files", response={201: CourseFileOut}, summary="Upload a course file")
def upload_course_file(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A video (MP4, WebM), captions (WebVTT) or a document.")],
) -> Status[CourseFileOut]:
    """Keep a file that lessons name by its id. For authors."""
    if not permissions.can_write_courses(asker(request)):
        raise NotAllowed
    stored = store_course_file(uploaded=file, actor=asker(request), now=utc_now())
    return Status(201, CourseFileOut(file_id=stored.public_id, name=stored.name, size=stored.size))


def _detail(request: HttpRequest, course_id: str) -> CourseDetailOut:
    actor = asker(request)
    view = get_view(actor, Course.parse_id(course_id))
    return CourseDetailOut.of_view(view, is_author=permissions.can_write_courses(actor))
