"""Rules are published while registrations are decided: each is decided by the rules of its own instant."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from steelyard.deals.commands import submit_registration
from steelyard.deals.rules import DealRegistrationRules
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.program.commands.rules import draft_rules, publish_rules, revise_draft
from steelyard.program.models import Decision
from steelyard.program.public import rules_in_force
from steelyard.program.refusals import DecisionsUnderWay
from tests.deals.making import CUSTOMERS, make_deal_world, make_draft
from tests.partners.making import Ecosystem

pytestmark = pytest.mark.slow


@pytest.fixture
def real_world(own_database: str) -> Iterator[Ecosystem]:
    with as_system():
        world = make_deal_world(utc_now())
    yield world
    connection.close()


def test_every_decision_stands_under_rules_that_were_in_force(real_world: Ecosystem) -> None:
    failures: list[BaseException] = []

    def register(actor: Actor, names: tuple[str, ...]) -> None:
        try:
            for name in names:
                with acting_as(actor):
                    now = utc_now()
                    submit_registration(actor=actor, draft=make_draft(f"{name} {actor.name} GmbH"), now=now)
        except Exception as failure:  # noqa: BLE001 - shown by the test's own thread
            failures.append(failure)
        finally:
            connection.close()

    sellers = (real_world.acme_seller, real_world.beta_seller)
    halves = (CUSTOMERS[:12], CUSTOMERS[12:])
    threads = [threading.Thread(target=register, args=(seller, half)) for seller in sellers for half in halves]
    for thread in threads:
        thread.start()
    published = 0
    while any(thread.is_alive() for thread in threads):
        published += _publish(real_world.admin, 60 + published)
    for thread in threads:
        thread.join()
    assert failures == []
    assert published >= 3
    with as_system():
        decisions = list(Decision.objects.filter(rulebook="deal_registration"))
        assert len(decisions) >= 50
        for decision in decisions:
            rules = rules_in_force("deal_registration", region="DACH", at=decision.decided_at)
            assert tuple(decision.rules_version_ids) == rules.version_ids


def _publish(admin: Actor, capacity: int) -> bool:
    try:
        with acting_as(admin):
            now = utc_now()
            draft = draft_rules(actor=admin, key="deal_registration", now=now)
            rules = DealRegistrationRules().dump() | {"capacity": capacity}
            revise_draft(actor=admin, draft_id=draft, rules=rules, now=now)
            publish_rules(actor=admin, draft_id=draft, effective_from=None, now=now)
    except DecisionsUnderWay:
        return False
    return True
