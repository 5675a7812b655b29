"""What an event of learning is as an xAPI statement. Source: xAPI 1.0.3 (ADL), Part Two; xAPI 2.0 reads the same."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from steelyard.kernel.ids import public_id
from steelyard.learning.events import CertificateIssued, CourseCompleted, EnrollmentEvent, QuizGraded
from steelyard.learning.sessions.events import AttendanceRecorded, AttendeeEvent, AttendeeRegistered, AttendeeSeated

_VERBS = {
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "failed": "http://adlnet.gov/expapi/verbs/failed",
    "registered": "http://adlnet.gov/expapi/verbs/registered",
    "attended": "http://adlnet.gov/expapi/verbs/attended",
    "earned": "http://id.tincanapi.com/verb/earned",
}
_COURSE = "http://adlnet.gov/expapi/activities/course"
_ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"
_MEETING = "http://adlnet.gov/expapi/activities/meeting"
_BADGE = "http://activitystrea.ms/schema/1.0/badge"

Recorded = CourseCompleted | QuizGraded | CertificateIssued | AttendeeRegistered | AttendeeSeated | AttendanceRecorded
"""The events that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells: the portal's address, and the company whose it is."""

    address: str
    platform: str


def make_statement(event: Recorded, *, event_id: UUID, at: datetime, teller: Teller) -> dict[str, Any]:
    """Return the statement of an event. It has the event's id, so that a store which hears it twice keeps it once.

    The learner is named by account alone: neither name nor mail leaves with it.
    """
    verb, about, result = _say(event, teller.address)
    account = {"homePage": teller.address, "name": public_id("person", event.person_id)}
    context: dict[str, Any] = {"platform": teller.platform}
    if isinstance(event, EnrollmentEvent | AttendeeEvent):
        context["registration"] = str(event.subject_id)
    if isinstance(event, QuizGraded):
        context["contextActivities"] = {"parent": [{"id": _course(teller.address, event.course_id)}]}
    return {
        "id": str(event_id),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": _VERBS[verb], "display": {"en": verb}},
        "object": {"objectType": "Activity", **about},
        "context": context,
        "timestamp": at.isoformat(),
        **({"result": result} if result else {}),
    }


def _say(event: Recorded, address: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    match event:
        case CourseCompleted():
            about = _activity(_course(address, event.course_id), event.subject_label, _COURSE)
            return "completed", about, {"completion": True}
        case QuizGraded():
            quiz = f"{_course(address, event.course_id)}#{quote(event.lesson)}"
            score = {"scaled": float(event.score / 100), "raw": float(event.score), "min": 0, "max": 100}
            verb = "passed" if event.passed else "failed"
            return verb, _activity(quiz, event.lesson, _ASSESSMENT), {"success": event.passed, "score": _exact(score)}
        case CertificateIssued():
            badge = f"{address}/certificates/{event.number}/"
            return "earned", _activity(badge, event.subject_label, _BADGE), {}
        case AttendanceRecorded():
            duration = {"duration": f"PT{event.minutes}M"}
            return "attended", _activity(_session(address, event.session_id), event.subject_label, _MEETING), duration
        case AttendeeRegistered() | AttendeeSeated():
            return "registered", _activity(_session(address, event.session_id), event.subject_label, _MEETING), {}


def _activity(address: str, name: str, kind: str) -> dict[str, Any]:
    return {"id": address, "definition": {"name": {"en": name}, "type": kind}}


def _course(address: str, course_id: UUID) -> str:
    return f"{address}/learning/courses/{public_id('course', course_id)}/"


def _session(address: str, session_id: UUID) -> str:
    return f"{address}/learning/sessions/{public_id('livesession', session_id)}/"


def _exact(score: dict[str, float]) -> dict[str, float]:
    return {name: float(round(Decimal(value), 3)) for name, value in score.items()}
