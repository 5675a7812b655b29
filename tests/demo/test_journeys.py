"""The demo's journeys: those who joined last are on their way, some of them waiting for somebody."""

from datetime import datetime, timedelta
from random import Random

from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.journeys import build_journeys
from steelyard.partners.models import Journey, JourneyTask


def test_new_partners_of_the_demo_are_on_their_way(system: None, now: datetime) -> None:
    build_ecosystem(Random(7), now - timedelta(days=365))
    build_journeys(now)
    assert Journey.objects.filter(completed_on=None).values("partner").distinct().count() == 4
    assert JourneyTask.objects.exclude(closed_on=None).exists()
    assert JourneyTask.objects.filter(closed_on=None).exists()
    assert Journey.objects.exclude(stuck_reason="").exists()
