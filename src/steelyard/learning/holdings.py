"""What learning holds of people: what they learned, how they answered, what they are certified for."""

from collections.abc import Iterator

from steelyard.kernel.refusals import sentence
from steelyard.learning.models import Attempt, Attendee, CalendarFeed, Certificate, Enrollment, PackageRun, Work
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_courses(subject: Subject) -> Iterator[Facts]:
    enrollments = Enrollment.objects.filter(person=subject.member_id).select_related("course")
    for row in enrollments.order_by("enrolled_at", "id"):
        yield {
            "kind": "enrollment",
            "id": row.public_id,
            "course": row.course.title,
            "at": row.enrolled_at,
            "lessons_done": row.lessons_done,
            "completed_at": row.completed_at,
        }
    for attempt in Attempt.objects.filter(enrollment__person=subject.member_id).order_by("started_at", "id"):
        yield {
            "kind": "attempt",
            "id": attempt.public_id,
            "lesson": attempt.lesson,
            "at": attempt.started_at,
            "answers": attempt.given,
            "score": attempt.score,
            "passed": attempt.passed,
        }
    for work in Work.objects.filter(enrollment__person=subject.member_id).order_by("handed_in_at", "id"):
        yield {
            "kind": "work",
            "id": work.public_id,
            "lesson": work.title,
            "at": work.handed_in_at,
            "text": work.text,
            "accepted": work.is_accepted,
            "feedback": work.feedback,
        }
    runs = PackageRun.objects.filter(enrollment__person=subject.member_id).select_related("enrollment__course")
    for run in runs.order_by("id"):
        yield {
            "kind": "package",
            "id": run.public_id,
            "course": run.enrollment.course.title,
            "unit": run.unit,
            "seconds": run.seconds,
            "score": run.score,
            "passed": run.is_passed,
            "reported": run.state,
        }


def _find_certificates(subject: Subject) -> Iterator[Facts]:
    rows = Certificate.objects.filter(person=subject.member_id).select_related("certification")
    for row in rows.order_by("issued_on", "id"):
        yield {
            "id": row.public_id,
            "number": row.number,
            "certification": row.certification.name,
            "issued_on": row.issued_on,
            "valid_until": row.valid_until,
            "evidence": row.evidence,
            "revoked_on": row.revoked_on,
            "revoked_reason": row.revoked_reason,
        }


def _find_sessions(subject: Subject) -> Iterator[Facts]:
    rows = Attendee.objects.filter(person=subject.member_id).select_related("session")
    for row in rows.order_by("registered_at", "id"):
        yield {
            "kind": "registration",
            "id": row.public_id,
            "session": row.session.title,
            "starts_at": row.session.starts_at,
            "at": row.registered_at,
            "withdrawn_at": row.withdrawn_at,
            "joined_at": row.joined_at,
            "minutes": row.minutes,
            "attendance": row.attendance,
            "watched_at": row.watched_at,
        }
    for feed in CalendarFeed.objects.filter(person=subject.member_id):
        yield {"kind": "calendar", "id": feed.public_id, "at": feed.created_at}


register_holding(
    Holding(
        key="courses",
        label=sentence("Your courses"),
        content=sentence(
            "Courses that you took, how far you came, your answers in quizzes, work handed in, and what it all was worth."
        ),
        purpose=sentence("To teach you, and to know who has learned what."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as you belong to an organization."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_courses,
    ),
    Holding(
        key="certificates",
        label=sentence("Your certificates"),
        content=sentence("What you were certified for, from when until when, and on which evidence."),
        purpose=sentence("To show what you can do, and which partners have certified people."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as you belong to an organization."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_certificates,
    ),
    Holding(
        key="live_sessions",
        label=sentence("Your live sessions"),
        content=sentence(
            "Live sessions that you registered for, when you joined, how long you were there, and what you watched;"
            " that your calendar follows them."
        ),
        purpose=sentence("To give you a seat, to remind you, and to know who attended."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as you belong to an organization."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_sessions,
    ),
)
