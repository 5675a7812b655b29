"""The demo's year, loaded as `make up` loads it: every state is there, and every role has something to do."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from steelyard.content.contributions.terms import ContributionState
from steelyard.content.models import Contribution, Use
from steelyard.content.usage.queries import list_usage
from steelyard.content.usage.terms import Stretch, UsageFilter
from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import RegistrationState
from steelyard.demo.loading import is_empty, load
from steelyard.demo.sessions import MEETINGS
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.pages import PageRequest
from steelyard.learning.models import Attendee, Enrollment, LiveSession
from steelyard.learning.sessions.terms import Attendance
from steelyard.partners.agreements.terms import AgreementKind, AgreementState
from steelyard.partners.models import (
    AgreementSignature,
    AgreementStanding,
    AuditedPartner,
    PortfolioAudit,
    RedFlag,
    RequirementStanding,
    TailStanding,
    VettingCase,
    VettingStanding,
)
from steelyard.partners.requirements.terms import RequirementState
from steelyard.partners.vetting.terms import VettingKind, VettingState, VettingStep
from steelyard.platform.db import as_system
from steelyard.platform.models import EventRecord, Notification
from tests.sharing import NOW, in_own_database

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[datetime]:
    """The instant at which the year ends; tests read it as the system."""
    with in_own_database(django_db_blocker, worker_id):
        assert is_empty()
        load(1157, NOW)
        assert not is_empty()
        with as_system():
            yield NOW


def test_registrations_reach_every_state(year: datetime) -> None:
    states = Counter(DealRegistration.objects.values_list("state", flat=True))
    # What waits on the last day depends on the weekday; nobody cancels in this story.
    waiting = {RegistrationState.UNDER_REVIEW, RegistrationState.INFORMATION_REQUESTED}
    assert set(states) >= set(RegistrationState) - waiting - {RegistrationState.CANCELLED}
    assert 450 <= sum(states.values()) <= 620
    assert EventRecord.objects.count() > 3_000
    assert Notification.objects.filter(read_at=None).exists()
    assert not EventRecord.objects.filter(occurred_at__gt=year).exists()


def test_partners_accepted_some_agreements_and_owe_others(year: datetime) -> None:
    partner = AgreementStanding.objects.filter(kind=AgreementKind.PARTNER)
    assert partner.filter(state=AgreementState.IN_FORCE).count() > 10
    assert partner.filter(state=AgreementState.DUE).count() > 10
    assert AgreementStanding.objects.filter(kind=AgreementKind.NON_DISCLOSURE, state=AgreementState.MISSING).exists()
    assert AgreementSignature.objects.filter(name="").count() == 0


def test_people_came_to_sessions_and_will_come_to_others(year: datetime) -> None:
    over, ahead = LiveSession.objects.filter(ends_at__lte=year), LiveSession.objects.filter(starts_at__gt=year)
    assert over.count() + ahead.count() == len(MEETINGS)
    assert not over.filter(closed_at=None).exists()
    for attendance in Attendance:
        assert Attendee.objects.filter(attendance=attendance).count() > 3, attendance
    assert Attendee.objects.filter(session__in=ahead, seated_at=None).exists(), "somebody waits"
    assert Enrollment.objects.filter(course__key="partner-101", completed_at__isnull=False, by="rule").exists()
    assert {"Ana Reyes"} <= set(Attendee.objects.filter(session__in=ahead).values_list("person__name", flat=True))


def test_partners_are_vetted_and_some_miss_requirements(year: datetime) -> None:
    standings = VettingStanding.objects.all()
    assert standings.filter(state=VettingState.PASSED).count() > 20
    assert standings.filter(state=VettingState.IN_REVIEW).count() == 4
    assert standings.filter(state=VettingState.MISSING).count() > 3
    assert VettingCase.objects.filter(kind=VettingKind.ESG, step=VettingStep.PASSED).count() > 10
    assert RedFlag.objects.filter(cleared_at=None).count() == 1
    for state in RequirementState:
        assert RequirementStanding.objects.filter(state=state).exists()


def test_partners_publish_and_use_before_they_win(year: datetime) -> None:
    states = set(Contribution.objects.values_list("state", flat=True))
    assert states == set(ContributionState) - {ContributionState.WITHDRAWN, ContributionState.LAPSED}
    assert Contribution.objects.filter(featured_at__isnull=False).count() == 4
    assert Use.objects.exclude(partner_id=None).exists()
    stretch = Stretch(since=(year - timedelta(days=90)).date(), until=year.date(), as_of=year, window=90)
    assert any(row.won for row in list_usage(SYSTEM, UsageFilter(), stretch, PageRequest(size=50)).items)


def test_one_audit_is_closed_and_one_half_decided(year: datetime) -> None:
    assert PortfolioAudit.objects.filter(closed_at__isnull=False).count() == 1
    autumn = AuditedPartner.objects.filter(audit__closed_at=None)
    decided = autumn.filter(decided_at__isnull=False).count()
    assert 0 < decided < autumn.count()
    assert TailStanding.objects.exclude(track="").exists()
