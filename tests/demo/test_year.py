"""The demo's year: every state is there, every role has something to do, and the same seed tells the same story."""

from collections import Counter
from datetime import datetime

import pytest

from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import RegistrationState
from steelyard.demo.loading import is_empty, load
from steelyard.platform.db import as_system
from steelyard.platform.models import EventRecord, Notification

pytestmark = pytest.mark.slow


def test_a_year_reaches_every_state(own_database: str, now: datetime) -> None:
    assert is_empty()
    load(1157, now)
    with as_system():
        states = Counter(DealRegistration.objects.values_list("state", flat=True))
        # What waits on the last day depends on the weekday; nobody cancels in this story.
        waiting = {RegistrationState.UNDER_REVIEW, RegistrationState.INFORMATION_REQUESTED}
        assert set(states) >= set(RegistrationState) - waiting - {RegistrationState.CANCELLED}
        assert 450 <= sum(states.values()) <= 620
        assert EventRecord.objects.count() > 3_000
        assert Notification.objects.filter(read_at=None).exists()
        assert not EventRecord.objects.filter(occurred_at__gt=now).exists()
    assert not is_empty()
