"""The demo's live sessions: some are over and counted, some lie ahead."""

from datetime import datetime, timedelta
from random import Random

import pytest

from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.lessons import build_courses
from steelyard.demo.sessions import MEETINGS, build_sessions
from steelyard.learning.models import Attendee, Enrollment, LiveSession
from steelyard.learning.sessions.terms import Attendance
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history


@pytest.mark.slow
def test_people_of_the_demo_came_to_sessions_and_will_come_to_others(own_database: str, now: datetime) -> None:
    with as_system():
        random = Random(7)
        ecosystem = build_ecosystem(random, now - timedelta(days=365))
        settle_history()
        build_courses(random, ecosystem, now)
        build_sessions(ecosystem, now)
        settle_history()
    with as_system():
        over, ahead = LiveSession.objects.filter(ends_at__lte=now), LiveSession.objects.filter(starts_at__gt=now)
        assert over.count() + ahead.count() == len(MEETINGS)
        assert not over.filter(closed_at=None).exists()
        for attendance in Attendance:
            assert Attendee.objects.filter(attendance=attendance).count() > 3, attendance
        assert Attendee.objects.filter(session__in=ahead, seated_at=None).exists(), "somebody waits"
        assert Enrollment.objects.filter(course__key="partner-101", completed_at__isnull=False, by="rule").exists()
        assert {"Ana Reyes"} <= set(Attendee.objects.filter(session__in=ahead).values_list("person__name", flat=True))
