"""Peers are shown as quarters of a cohort of at least eight others, and as nothing else."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotFound
from steelyard.partners.models import TierEvaluation
from steelyard.partners.tiers.jobs import evaluate_everyone
from steelyard.partners.tiers.peers import Cohort, PeerQuarters, Quarter, find_quarters
from steelyard.platform.db import acting_as
from steelyard.program.public import adopt_rules
from tests.partners.making import Ecosystem, browser_of, make_partner
from tests.partners.tier_programs import PORTAL

PEOPLE = "partners.people"


def make_peers(now: datetime, count: int) -> None:
    """Make other resellers of which one has a value of 0, the next of 10, and so on."""
    for number in range(count):
        make_partner(now, f"Verborgen {number} GmbH", types=("reseller",))
    evaluate_everyone(now)
    rows = TierEvaluation.objects.filter(partner__name__startswith="Verborgen").order_by("partner__name")
    for number, row in enumerate(rows):
        row.values = {PEOPLE: str(10 * number)}
        row.save(update_fields=["values"])


@pytest.fixture
def ruled(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Return the ecosystem under rules of tiers."""
    adopt_rules(actor=SYSTEM, key="tiers", rules=PORTAL, effective_from=now - timedelta(hours=1), now=now)
    return ecosystem


def test_seven_others_are_too_few(ruled: Ecosystem, now: datetime) -> None:
    make_peers(now, 6)
    with acting_as(ruled.acme_seller):
        assert find_quarters(ruled.acme_seller, ruled.acme) == {}
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from partner_peer_quarters(%s, 1)", (ruled.acme,))
            assert cursor.fetchone() == (0,)


def test_others_are_shown_as_quarters_alone(ruled: Ecosystem, now: datetime) -> None:
    make_peers(now, 11)
    with acting_as(ruled.acme_seller):
        found = find_quarters(ruled.acme_seller, ruled.acme)
        people = found[PEOPLE]
        # Eleven of them, and Beta with one person: what divides twelve values.
        assert (people.cohort, people.size) == (Cohort.TIER_AND_REGION, 12)
        assert (people.lower, people.middle, people.upper) == (Decimal("18"), Decimal("45"), Decimal("73"))
        with pytest.raises(NotFound):
            find_quarters(ruled.acme_seller, ruled.beta)


def test_the_roadmap_names_nobody(ruled: Ecosystem, now: datetime) -> None:
    make_peers(now, 11)
    acme = public_id("partner", ruled.acme)
    text = browser_of(ruled.acme_seller).get(f"/partners/{acme}/roadmap/").content.decode()
    assert "lowest quarter" in text
    assert "Verborgen" not in text
    said = browser_of(ruled.acme_seller).get(f"/api/v1/partners/{acme}/peers").json()
    people = next(one for one in said if one["evidence"] == PEOPLE)
    assert (people["size"], people["quarter"]) == (12, "lowest")


def test_a_value_lies_in_one_quarter() -> None:
    cut = PeerQuarters(
        evidence=PEOPLE, cohort=Cohort.TRACK, size=9, lower=Decimal(2), middle=Decimal(4), upper=Decimal(8)
    )
    said = [cut.quarter_of(Decimal(value)) for value in (0, 2, 4, 8, 9)]
    assert said == [Quarter.LOWEST, Quarter.LOWER, Quarter.UPPER, Quarter.HIGHEST, Quarter.HIGHEST]
