"""The demo's ecosystem: as large and as mixed as it says, the same for the same seed."""

from datetime import datetime
from random import Random

from steelyard.demo.ecosystem import COMPANIES, PARTNERS, build_ecosystem


def test_the_ecosystem_is_as_large_as_it_says(system: None, now: datetime) -> None:
    ecosystem = build_ecosystem(Random(1), now)
    assert len(ecosystem.companies) == COMPANIES
    assert len(ecosystem.partners) == PARTNERS
    assert len({partner.name for partner in ecosystem.partners}) == PARTNERS
