"""The demo's agreements: published over the year, accepted by some, due from others."""

from datetime import datetime, timedelta
from random import Random

import pytest

from steelyard.demo.agreements import build_agreements
from steelyard.demo.ecosystem import build_ecosystem
from steelyard.partners.agreements.terms import AgreementKind, AgreementState
from steelyard.partners.models import AgreementSignature, AgreementStanding
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history


@pytest.mark.slow
def test_partners_of_the_demo_accepted_some_agreements_and_owe_others(own_database: str, now: datetime) -> None:
    with as_system():
        ecosystem = build_ecosystem(Random(7), now - timedelta(days=365))
        settle_history()
    build_agreements(ecosystem, now)
    with as_system():
        _assert_some_accepted_and_some_owe()


def _assert_some_accepted_and_some_owe() -> None:
    partner = AgreementStanding.objects.filter(kind=AgreementKind.PARTNER)
    assert partner.filter(state=AgreementState.IN_FORCE).count() > 10
    assert partner.filter(state=AgreementState.DUE).count() > 10
    assert AgreementStanding.objects.filter(kind=AgreementKind.NON_DISCLOSURE, state=AgreementState.MISSING).exists()
    assert AgreementSignature.objects.filter(name="").count() == 0
