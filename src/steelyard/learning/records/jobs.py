"""Telling the record store: a job per event, repeated with growing waits until the store has it."""

from base64 import b64encode
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings

from steelyard.learning.events import CertificateIssued, CourseCompleted, QuizGraded
from steelyard.learning.records.policies import Teller, make_statement
from steelyard.learning.sessions.events import AttendanceRecorded, AttendeeRegistered, AttendeeSeated
from steelyard.learning.sessions.terms import Attendance
from steelyard.platform.db import as_system
from steelyard.platform.events import get_happened
from steelyard.platform.jobs import job
from steelyard.platform.reactions import Happened, reacts_to

_KNOWN_ALREADY = 409
"""A store answers so where it has another statement of that id: ours, written out otherwise by the store itself."""


class StatementNotTaken(Exception):
    """The record store is away or refuses; the job is run again."""


@reacts_to(CourseCompleted, QuizGraded, CertificateIssued, AttendeeRegistered, AttendeeSeated, AttendanceRecorded)
def tell_record_store(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - a job does it
    """Let a job tell the record store, where the operator names one; who was absent is not told."""
    if settings.LRS_URL and getattr(happened.event, "attendance", "") != Attendance.ABSENT:
        send_statement.defer(event_id=str(happened.id))


@job("steelyard.learning.send_statement", queue="webhooks")
def send_statement(event_id: str) -> None:
    """Send what happened to the record store, to an address as safe as those of webhooks."""
    from steelyard.platform.webhooks.sending import post  # the web server never sends; it need not load a client

    with as_system():
        happened = get_happened(UUID(event_id))
    teller = Teller(address=settings.BASE_URL, platform=settings.HOST_NAME)
    statement = make_statement(happened.event, event_id=happened.id, at=happened.occurred_at, teller=teller)
    answer = post(
        f"{settings.LRS_URL.rstrip('/')}/statements",
        headers={
            "authorization": f"Basic {b64encode(settings.LRS_CREDENTIALS.encode()).decode()}",
            "x-experience-api-version": settings.LRS_VERSION,
        },
        body=orjson.dumps(statement),
        allows_loopback=settings.WEBHOOKS_TO_LOOPBACK,
    )
    if answer.failure is not None and answer.status != _KNOWN_ALREADY:
        raise StatementNotTaken(f"{answer.failure} {answer.status or ''} {answer.text[:200]}")
