"""What the addresses of learning's lists ask for. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning.terms import (
    CertificateFilter,
    CertificateState,
    CourseFilter,
    CourseState,
    EnrollmentFilter,
    EnrollmentState,
    Level,
)

MINE = ("open", "completed", "new")


def courses_wanted(params: QueryDict) -> CourseFilter:
    """Return which courses an address asks for."""
    level, state, mine = word_of(params, "level"), word_of(params, "state"), word_of(params, "mine")
    return CourseFilter(
        text=word_of(params, "q"),
        level=Level(level) if level in set(Level) else None,
        subject=word_of(params, "subject"),
        language=word_of(params, "language"),
        state=CourseState(state) if state in set(CourseState) else None,
        certifies=params.get("certifies") == "1",
        mine=mine if mine in MINE else "",
    )


def enrollments_wanted(params: QueryDict, *, course_id: UUID | None = None) -> EnrollmentFilter:
    """Return which enrollments an address asks for."""
    state = word_of(params, "state")
    return EnrollmentFilter(
        person_id=id_of("person", params.get("person", "")),
        partner_id=id_of("partner", params.get("partner", "")),
        course_id=course_id or id_of("course", params.get("course", "")),
        state=EnrollmentState(state) if state in set(EnrollmentState) else None,
    )


def certificates_wanted(params: QueryDict) -> CertificateFilter:
    """Return which certificates an address asks for."""
    state = word_of(params, "state")
    return CertificateFilter(
        text=word_of(params, "q"),
        person_id=id_of("person", params.get("person", "")),
        partner_id=id_of("partner", params.get("partner", "")),
        certification=word_of(params, "certification"),
        state=CertificateState(state) if state in set(CertificateState) else None,
    )


def word_of(params: QueryDict, name: str) -> str:
    """Return a word of an address."""
    return params.get(name, "").replace("\0", "").strip()[:200]


def id_of(prefix: str, text: str) -> UUID | None:
    """Return the key behind an outside id of an address; None where it is none."""
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None
