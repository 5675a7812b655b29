"""The demo's vetting: most passed, some wait, one is flagged; requirements that some miss."""

from datetime import datetime, timedelta
from random import Random

import pytest

from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.vetting import build_vetting
from steelyard.partners.models import RedFlag, RequirementStanding, VettingCase, VettingStanding
from steelyard.partners.requirements.terms import RequirementState
from steelyard.partners.vetting.terms import VettingKind, VettingState, VettingStep
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history


@pytest.mark.slow
def test_partners_of_the_demo_are_vetted_and_some_miss_requirements(own_database: str, now: datetime) -> None:
    with as_system():
        ecosystem = build_ecosystem(Random(7), now - timedelta(days=365))
        settle_history()
    build_vetting(Random(7), ecosystem, now)
    with as_system():
        standings = VettingStanding.objects.all()
        assert standings.filter(state=VettingState.PASSED).count() > 20
        assert standings.filter(state=VettingState.IN_REVIEW).count() == 4
        assert standings.filter(state=VettingState.MISSING).count() > 3
        assert VettingCase.objects.filter(kind=VettingKind.ESG, step=VettingStep.PASSED).count() > 10
        assert RedFlag.objects.filter(cleared_at=None).count() == 1
        for state in RequirementState:
            assert RequirementStanding.objects.filter(state=state).exists()
