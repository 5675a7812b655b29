"""Enrollments over the API: made, read, gone through lesson by lesson, withdrawn; and how a team stands."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Router, Status

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.pages import PageRequest
from steelyard.learning import commands
from steelyard.learning.api.asking import Id
from steelyard.learning.models import Course, Enrollment
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import (
    SORTS,
    get_enrollment,
    get_row,
    list_done,
    list_enrollments,
    list_team,
)
from steelyard.learning.queries.files import open_lesson_file
from steelyard.learning.schemas.learners import (
    EnrolledOut,
    EnrollmentDetailOut,
    EnrollmentIn,
    EnrollmentOut,
    LessonOut,
    PlannedEnrollmentsIn,
    TeamMemberOut,
)
from steelyard.learning.terms import EnrollmentFilter, EnrollmentState
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()


@router.get("/enrollments", response=PageSchema[EnrollmentOut], summary="List enrollments")
def list_course_enrollments(
    request: HttpRequest,
    person: Id = "",
    partner: Id = "",
    course: Id = "",
    state: EnrollmentState | None = None,
    sort: str = "-enrolled",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[EnrollmentOut]:
    """Return enrollments, the newest first: one's own; for a partner's administrator its people's, for the host all."""
    wanted = EnrollmentFilter(
        person_id=parse_public_id("person", person) if person else None,
        partner_id=parse_public_id("partner", partner) if partner else None,
        course_id=Course.parse_id(course) if course else None,
        state=state,
    )
    asked = PageRequest(
        number=page,
        size=page_size,
        sort=sort if sort in SORTS else "-enrolled",
        cursor=cursor,
        updated_since=updated_since,
    )
    found = list_enrollments(asker(request), wanted, asked).map(EnrollmentOut.of)
    return PageSchema[EnrollmentOut].of(found)


@router.post("/courses/{course_id}/enrollments", response={201: EnrolledOut}, summary="Enroll people")
def enroll_learners(request: HttpRequest, course_id: str, body: EnrollmentIn) -> Status[EnrolledOut]:
    """Enroll oneself, or people of a partner, in the published version of a course."""
    actor = asker(request)
    people = [parse_public_id("person", one) for one in body.person_ids]
    made = commands.enroll_people(
        actor=actor,
        course_id=Course.parse_id(course_id),
        person_ids=people or [actor.person_id] if actor.person_id else people,
        partner_id=_partner_of(actor, body.partner_id),
        due_on=body.due_on,
        now=utc_now(),
    )
    return Status(201, EnrolledOut(enrollment_ids=[public_id(Enrollment.PREFIX, one) for one in made]))


@router.post("/courses/{course_id}/planned-enrollments", response={202: None}, summary="Enroll everybody")
def plan_course_enrollments(request: HttpRequest, course_id: str, body: PlannedEnrollmentsIn) -> Status[None]:
    """Enroll everybody whom the course is for, or those in a segment of partners; it is done in the background."""
    commands.plan_enrollments(
        actor=asker(request),
        course_id=Course.parse_id(course_id),
        segment_id=parse_public_id("segment", body.segment_id) if body.segment_id else None,
        due_on=body.due_on,
        now=utc_now(),
    )
    return Status(202, None)


@router.get("/enrollments/{enrollment_id}", response=EnrollmentDetailOut, summary="Show an enrollment")
def get_course_enrollment(request: HttpRequest, enrollment_id: str) -> EnrollmentDetailOut:
    """Return an enrollment with its lessons, as they are in the version that was begun."""
    return _detail(request, enrollment_id)


@router.post("/enrollments/{enrollment_id}/withdrawal", response=EnrollmentDetailOut, summary="Withdraw")
def withdraw_enrollment(request: HttpRequest, enrollment_id: str) -> EnrollmentDetailOut:
    """End an enrollment that is not completed."""
    key = Enrollment.parse_id(enrollment_id)
    commands.withdraw_learner(actor=asker(request), enrollment_id=key, now=utc_now())
    return _detail(request, enrollment_id)


@router.post(
    "/enrollments/{enrollment_id}/lessons/{lesson}/completion",
    response=EnrollmentDetailOut,
    summary="Complete a lesson",
)
def complete_course_lesson(request: HttpRequest, enrollment_id: str, lesson: str) -> EnrollmentDetailOut:
    """Say that a lesson other than a quiz is done; saying it again changes nothing."""
    key = Enrollment.parse_id(enrollment_id)
    commands.complete_lesson(actor=asker(request), enrollment_id=key, lesson=lesson, now=utc_now())
    return _detail(request, enrollment_id)


@router.get(
    "/enrollments/{enrollment_id}/lessons/{lesson}/file",
    response=bytes,
    summary="Download a lesson's file",
)
def download_lesson_file(request: HttpRequest, enrollment_id: str, lesson: str) -> FileResponse:
    """Return the video or document of a lesson, as a download."""
    return open_lesson_file(asker(request), Enrollment.parse_id(enrollment_id), lesson)


@router.get("/partners/{partner_id}/learners", response=list[TeamMemberOut], summary="List a team")
def list_partner_learners(request: HttpRequest, partner_id: str) -> list[TeamMemberOut]:
    """Return how the people of a partner stand. For its administrators and the host."""
    key = parse_public_id("partner", partner_id)
    return [TeamMemberOut.of(member) for member in list_team(asker(request), key, at=utc_now())]


def _partner_of(actor: Actor, said: str | None) -> UUID | None:
    return parse_public_id("partner", said) if said else actor.partner_id


def _detail(request: HttpRequest, enrollment_id: str) -> EnrollmentDetailOut:
    actor, key = asker(request), Enrollment.parse_id(enrollment_id)
    card, outline = get_enrollment(actor, key), content_of(get_row(actor, key).version).outline
    done = list_done(key)
    lessons = [
        LessonOut.of(lesson, module=module.title, is_done=lesson.key in done)
        for module in outline.modules
        for lesson in module.lessons
    ]
    return EnrollmentDetailOut(**EnrollmentOut.of(card).model_dump(), lessons=lessons)
