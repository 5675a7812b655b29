"""The demo's portfolio: two audits, one closed and one half decided, and the long tail."""

from datetime import datetime, timedelta
from random import Random

import pytest

from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.portfolio import build_portfolio
from steelyard.partners.models import AuditedPartner, PortfolioAudit, TailStanding
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history


@pytest.mark.slow
def test_the_demo_has_an_audit_that_is_closed_and_one_that_is_half_decided(own_database: str, now: datetime) -> None:
    with as_system():
        build_ecosystem(Random(7), now - timedelta(days=365))
        settle_history()
    build_portfolio(Random(7), now)
    with as_system():
        assert PortfolioAudit.objects.filter(closed_at__isnull=False).count() == 1
        autumn = AuditedPartner.objects.filter(audit__closed_at=None)
        decided = autumn.filter(decided_at__isnull=False).count()
        assert 0 < decided < autumn.count()
        assert TailStanding.objects.exclude(track="").exists()
