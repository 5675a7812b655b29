"""Packages over the API: uploaded by authors, opened by learners."""

from typing import Annotated

from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from steelyard.kernel.refusals import NotFound
from steelyard.learning.models import Enrollment
from steelyard.learning.packages import commands, queries
from steelyard.learning.packages.refusals import LessonIsNoPackage
from steelyard.learning.packages.schemas import CoursePackageOut, PackageLaunchOut, PackageUnitOut
from steelyard.learning.packages.tokens import address_of
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import get_row
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()
_LESSON = "/enrollments/{enrollment_id}/lessons/{lesson}"


@router.post("/course-packages", response={201: CoursePackageOut}, summary="Upload a package")
def upload_course_package(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A ZIP archive: SCORM 1.2, SCORM 2004 or cmi5.")],
) -> Status[CoursePackageOut]:
    """Keep a package that lessons name by its file. For authors."""
    stored = commands.add_package(actor=asker(request), uploaded=file, now=utc_now())
    return Status(201, CoursePackageOut.of(stored.id, queries.find_manifests([stored.id])[stored.id]))


@router.get(f"{_LESSON}/units", response=list[PackageUnitOut], summary="List the units of a package")
def list_package_units(request: HttpRequest, enrollment_id: str, lesson: str) -> list[PackageUnitOut]:
    """Return what can be opened in a lesson's package, and how far its learner is."""
    actor, key = asker(request), Enrollment.parse_id(enrollment_id)
    found = content_of(get_row(actor, key).version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    units = queries.list_units(actor, key, found)
    if not units:
        raise LessonIsNoPackage
    return [PackageUnitOut.of(one) for one in units]


@router.post(f"{_LESSON}/units/{{unit}}/launches", response={201: PackageLaunchOut}, summary="Open a unit")
def launch_package_unit(request: HttpRequest, enrollment_id: str, lesson: str, unit: str) -> Status[PackageLaunchOut]:
    """Open a unit of a lesson's package for its learner. What was open before reports no more."""
    actor, now = asker(request), utc_now()
    key = commands.launch_package(
        actor=actor, enrollment_id=Enrollment.parse_id(enrollment_id), lesson=lesson, unit=unit, now=now
    )
    card = queries.get_launch(actor, key, at=now)
    return Status(201, PackageLaunchOut.of(card, address_of(key, queries.find_package_file(actor, key))))
