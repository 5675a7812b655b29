"""The lists of learning as files."""

from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.learning.filters import certificates_wanted, courses_wanted, enrollments_wanted
from steelyard.learning.queries.certificates import list_certificates
from steelyard.learning.queries.courses import list_catalog
from steelyard.learning.queries.enrollments import list_enrollments
from steelyard.learning.schemas.certificates import CertificateOut
from steelyard.learning.schemas.courses import CourseOut
from steelyard.learning.schemas.learners import EnrollmentOut
from steelyard.learning.sessions.filters import attendees_wanted, sessions_wanted
from steelyard.learning.sessions.queries import list_attendees, list_sessions
from steelyard.learning.sessions.schemas import AttendeeOut, LiveSessionOut
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _courses(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_catalog(actor, courses_wanted(asked), page, at=utc_now()).map(CourseOut.of)


def _enrollments(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_enrollments(actor, enrollments_wanted(asked), page).map(EnrollmentOut.of)


def _certificates(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_certificates(actor, certificates_wanted(asked), page, at=utc_now()).map(CertificateOut.of)


def _sessions(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_sessions(actor, sessions_wanted(asked), page, at=utc_now()).map(LiveSessionOut.of)


def _attendees(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_attendees(actor, attendees_wanted(asked), page).map(AttendeeOut.of)


register_export(
    ListExport(name="courses", shape=CourseOut, read=_courses),
    ListExport(name="enrollments", shape=EnrollmentOut, read=_enrollments),
    ListExport(name="certificates", shape=CertificateOut, read=_certificates),
    ListExport(name="live-sessions", shape=LiveSessionOut, read=_sessions),
    ListExport(name="attendees", shape=AttendeeOut, read=_attendees),
)
