"""Automations assign learning paths, hear what learners do, and count learning as a sign of life."""

from datetime import datetime, timedelta

import pytest

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.learning.models import Enrollment
from steelyard.learning.paths.commands import define_path
from steelyard.learning.paths.terms import PathDraft
from steelyard.learning.terms import Audience
from steelyard.partners import commands
from steelyard.partners.models import AutomationRun, QuietPeriod
from steelyard.platform.clock import utc_now
from tests.jobs import run_jobs
from tests.learning.making import complete, make_course
from tests.partners.automating import adopt, automation, step
from tests.partners.making import Ecosystem


@pytest.fixture
def now() -> datetime:
    """Return the present: reactions read the clock."""
    return utc_now()


def test_a_path_is_assigned_to_those_whom_it_is_for(ecosystem: Ecosystem, now: datetime) -> None:
    draft = PathDraft(title="Selling", courses=(make_course(now, "first"),), audience=Audience(roles=(Role.SELLER,)))
    define_path(actor=SYSTEM, key="selling", draft=draft, now=now)
    run_jobs()
    signed = automation(event="partners.agreement.recorded")
    adopt(now, signed, steps=[step("assign_path", target="selling")])
    commands.record_agreement(
        actor=SYSTEM, partner_id=ecosystem.acme, version="3", signed_on=now.date(), valid_until=None, now=now
    )
    run_jobs()
    assert AutomationRun.objects.get().state == "done"
    assert list(Enrollment.objects.values_list("person_id", flat=True)) == [ecosystem.acme_seller.person_id]


def test_completing_a_course_is_heard_and_a_sign_of_life(ecosystem: Ecosystem, now: datetime) -> None:
    course = make_course(now, "first")
    run_jobs()
    QuietPeriod.objects.update(since_on=now.date() - timedelta(days=90))
    adopt(now, automation(event="learning.enrollment.completed"), steps=[step("open_task", title="Congratulate")])
    complete(now, ecosystem.acme_seller, course)
    run_jobs()
    assert AutomationRun.objects.get().state == "done"
    signs = QuietPeriod.objects.filter(partner=ecosystem.acme, since_on=now.date()).order_by("signal")
    assert list(signs.values_list("signal", flat=True)) == ["any", "training"]
