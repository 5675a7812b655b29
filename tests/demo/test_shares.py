"""The demo's contributions stand everywhere that they can, and its sales were closed after something was used."""

from datetime import datetime, timedelta
from random import Random

import pytest

from steelyard.content.contributions.terms import ContributionState
from steelyard.content.models import Contribution, Use
from steelyard.content.usage.queries import list_usage
from steelyard.content.usage.terms import Stretch, UsageFilter
from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.library import build_library
from steelyard.demo.shares import build_shares
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.pages import PageRequest
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history
from tests.pipeline.making import make_opportunity


@pytest.mark.slow
def test_partners_of_the_demo_publish_and_use_before_they_win(own_database: str, now: datetime) -> None:
    with as_system():
        ecosystem = build_ecosystem(Random(7), now - timedelta(days=365))
        settle_history()
        build_library(Random(7), ecosystem, now)
        for partner in [one for one in ecosystem.partners if one.sellers][:8]:
            key = make_opportunity(now - timedelta(days=40), partner.name, partner_id=partner.id, lines=())
            close_opportunity(actor=SYSTEM, opportunity_id=key, won=True, now=now - timedelta(days=10))
    build_shares(ecosystem, now)
    with as_system():
        states = set(Contribution.objects.values_list("state", flat=True))
        assert states == set(ContributionState) - {ContributionState.WITHDRAWN, ContributionState.LAPSED}
        assert Contribution.objects.filter(featured_at__isnull=False).count() == 4
        assert Use.objects.exclude(partner_id=None).exists()
        stretch = Stretch(since=(now - timedelta(days=90)).date(), until=now.date(), as_of=now, window=90)
        assert any(row.won for row in list_usage(SYSTEM, UsageFilter(), stretch, PageRequest(size=50)).items)
