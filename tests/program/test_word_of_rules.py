"""Who hears of new rules: the host's people at once, partners' administrators when the rules hold, in the rules' region."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id
from steelyard.partners.queries import list_admin_ids
from steelyard.partners.reactions import tell_partners_of_rules
from steelyard.platform.events import record
from steelyard.platform.models import Notification
from steelyard.program.events import RulesPublished
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_ecosystem


@pytest.fixture
def ecosystem(system: None, now: datetime) -> Ecosystem:
    return make_ecosystem(now)


def publish(region: str | None, at: datetime) -> None:
    published = RulesPublished(
        subject_id=new_id(),
        subject_label="DR-2",
        rulebook="deal_registration",
        region=region,
        effective_from=at,
        note="",
        changes=(),
    )
    record(published, actor=SYSTEM, now=timezone.now())
    run_jobs()


def told() -> set[object]:
    return set(Notification.objects.filter(event_type=RulesPublished.type).values_list("person_id", flat=True))


def test_the_host_hears_at_once_and_partners_when_the_rules_hold(ecosystem: Ecosystem) -> None:
    publish(None, timezone.now() + timedelta(days=3))
    host = {actor.person_id for actor in (ecosystem.manager, ecosystem.seller_of_host, ecosystem.admin)}
    assert told() == host
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = now() where task_name = %s", [tell_partners_of_rules.name]
        )
    run_jobs()
    assert told() == host | {ecosystem.acme_admin.person_id}
    row = Notification.objects.get(person_id=ecosystem.acme_admin.person_id, event_type=RulesPublished.type)
    assert (row.url, "in force" in row.sentence) == ("/rules/deal_registration/", True)


def test_rules_of_another_region_are_nobodys_news(ecosystem: Ecosystem) -> None:
    admin = ecosystem.acme_admin.person_id
    assert list_admin_ids(None) == [admin]
    assert list_admin_ids("DACH") == [admin]
    assert list_admin_ids("UKI") == []
