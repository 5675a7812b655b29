"""The demo's courses: published, taken by the partners' people, some of whom are certified."""

from datetime import datetime, timedelta
from random import Random

from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.lessons import STORIES, build_courses
from steelyard.learning.models import Certificate, CompetencyGrant, Course, Enrollment, Work


def test_people_of_the_demo_learn_and_are_certified(system: None, now: datetime) -> None:
    random = Random(7)
    ecosystem = build_ecosystem(random, now - timedelta(days=365))
    build_courses(random, ecosystem, now)
    assert Course.objects.filter(state="published").count() == len(STORIES)
    assert Enrollment.objects.filter(completed_at=None).count() > 10
    assert Certificate.objects.filter(valid_until__gt=now.date()).count() > 10
    assert Certificate.objects.filter(valid_until__lte=now.date()).exists()
    assert CompetencyGrant.objects.exists()
    assert set(Work.objects.values_list("is_accepted", flat=True)) >= {True, False}
