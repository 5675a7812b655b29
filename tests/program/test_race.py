"""Publishing while decisions are made: each decision stands under a version that was in force at its instant."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.db import acting_as, as_system
from steelyard.program.commands.rules import draft_rules, publish_rules, revise_draft
from steelyard.program.models import Decision
from steelyard.program.public import record_decision, rules_in_force
from steelyard.program.queries.rules import list_versions
from steelyard.program.refusals import DecisionsUnderWay
from steelyard.program.terms import NOTICE
from tests.program.conftest import ADMIN, KEY, set_up
from tests.program.rulebook import ReferralRules, decide_referral


@pytest.fixture
def real_program(own_database: str, now: datetime) -> Iterator[None]:
    set_up(now - timedelta(days=1))
    yield
    connection.close()


def _decide(at: datetime) -> None:
    facts = {"found": {}}
    rules = rules_in_force(KEY, region=None, at=at)
    record_decision(
        kind=KEY,
        subject_id=new_id(),
        partner_id=None,
        facts=facts,
        rules=rules,
        decision=decide_referral(facts, rules.rules),
        actor=SYSTEM,
        now=at,
    )


def _publish(at: datetime, window_days: int, effective_from: datetime | None = None) -> UUID:
    with acting_as(ADMIN):
        draft = draft_rules(actor=ADMIN, key=KEY, now=at)
        rules = ReferralRules().dump() | {"window_days": window_days}
        revise_draft(actor=ADMIN, draft_id=draft, rules=rules, now=at)
        publish_rules(actor=ADMIN, draft_id=draft, effective_from=effective_from, now=at)
    return draft


def test_a_publication_waits_for_the_decisions_under_way(real_program: None, now: datetime) -> None:
    is_decided, may_end, published_at_end = threading.Event(), threading.Event(), []

    def slow_decision() -> None:
        with as_system():
            _decide(now)
            is_decided.set()
            may_end.wait(10)
        connection.close()

    def publication() -> None:
        _publish(now, 60)
        published_at_end.append(may_end.is_set())
        connection.close()

    threads = [threading.Thread(target=slow_decision)]
    threads[0].start()
    assert is_decided.wait(10)
    threads.append(threading.Thread(target=publication))
    threads[1].start()
    threads[1].join(0.5)
    assert threads[1].is_alive()
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert published_at_end == [True]


def test_a_publication_does_not_wait_for_ever(real_program: None, now: datetime) -> None:
    is_decided, may_end = threading.Event(), threading.Event()

    def endless_decision() -> None:
        with as_system():
            _decide(now)
            is_decided.set()
            may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=endless_decision)
    thread.start()
    assert is_decided.wait(10)
    try:
        with pytest.raises(DecisionsUnderWay):
            _publish(now, 60)
    finally:
        may_end.set()
        thread.join(10)
    _publish(now, 60)


def test_every_decision_stands_under_a_version_in_force_at_its_instant(real_program: None) -> None:
    """Eight deciders and one publisher, on the wall clock; every version takes effect while decisions go on."""
    is_over, failures = threading.Event(), []

    def decider() -> None:
        try:
            while not is_over.is_set():
                at = datetime.now(UTC)
                with as_system():
                    _decide(at)
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decider) for _ in range(8)]
    for thread in threads:
        thread.start()
    began = datetime.now(UTC)
    for days in range(1, 5):
        _publish(datetime.now(UTC), days)
    all_hold_at = datetime.now(UTC) + NOTICE + timedelta(seconds=0.5)
    while datetime.now(UTC) < all_hold_at:
        threading.Event().wait(0.1)
    is_over.set()
    for thread in threads:
        thread.join(20)
    assert failures == []
    with as_system():
        cards = {card.label: card for card in list_versions(SYSTEM, KEY, PageRequest(size=200), now=began).items}
        decisions = list(Decision.objects.values_list("decided_at", "rules_label"))
    assert len(decisions) > 100
    assert {label for _, label in decisions} >= {"RF v1", "RF v5"}
    wrong = [
        (at, label) for at, label in decisions if cards[label].effective is None or at not in cards[label].effective
    ]
    assert wrong == []
