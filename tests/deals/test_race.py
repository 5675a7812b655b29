"""Many at once: one is protected, all are told the truth. With real connections and real commits."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from steelyard.deals.commands import Submitted
from steelyard.deals.events import RegistrationApproved
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.terms import Outcome
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.models import EventRecord
from tests.deals.making import CUSTOMERS, make_deal_world, submit
from tests.deals.test_mail_actions import link_to, submit_large
from tests.partners.making import Ecosystem


@pytest.fixture
def real_world(own_database: str, now: datetime) -> Iterator[Ecosystem]:
    with as_system():
        world = make_deal_world(now)
    yield world
    connection.close()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Return the answers of calls that start in the same instant, each on a connection of its own."""
    start, answers, failures = threading.Barrier(len(calls)), [None] * len(calls), []

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            answers[place] = call()
        except Exception as failure:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]
    return answers


def test_of_two_at_the_same_instant_one_is_protected_and_both_are_told_so(real_world: Ecosystem, now: datetime) -> None:
    for round_, name in enumerate(CUSTOMERS):
        first, second = at_once(
            lambda name=name: submit(real_world.acme_seller, now, f"{name} GmbH"),
            lambda name=name: submit(real_world.beta_seller, now, name.upper()),
        )
        outcomes = {answer.decision.outcome for answer in (first, second)}
        assert outcomes == {Outcome.APPROVED, Outcome.REJECTED}, round_
        _told_the_truth(first, second)


def test_a_partner_that_sends_everything_twice_is_protected_once(real_world: Ecosystem, now: datetime) -> None:
    for name in CUSTOMERS[:10]:
        answers = at_once(*[lambda name=name: submit(real_world.acme_seller, now, f"{name} AG")] * 2)
        codes = sorted(answer.decision.reasons[0].code for answer in answers)
        assert codes == ["already_registered_by_you", "scope_is_free"]


def test_overlapping_scopes_are_settled_too(real_world: Ecosystem, now: datetime) -> None:
    for name in CUSTOMERS[:10]:
        answers = at_once(
            lambda name=name: submit(real_world.acme_seller, now, f"{name} AG", "backup", "cloud", division="Rail"),
            lambda name=name: submit(real_world.beta_seller, now, f"{name} AG", "cloud"),
        )
        with as_system():
            protected = RegistrationLine.objects.filter(
                registration__in=[answer.id for answer in answers], family="cloud", state="protected"
            )
            assert protected.count() == 1


def test_of_two_clicks_on_one_link_one_acts(real_world: Ecosystem, now: datetime) -> None:
    with as_system():
        waiting = submit_large(real_world, utc_now())
        path = link_to("deals.approve", real_world.manager, waiting)
    answers = at_once(lambda: Client().post(path), lambda: Client().post(path))
    assert sorted(answer.status_code for answer in answers) == [302, 410]
    with as_system():
        assert EventRecord.objects.filter(type=RegistrationApproved.type, subject_id=waiting).count() == 1


def _told_the_truth(*answers: Submitted) -> None:
    with as_system():
        rows = {row.id: row for row in DealRegistration.objects.filter(id__in=[answer.id for answer in answers])}
        assert len({row.company_id for row in rows.values()}) == 1
        for answer in answers:
            row = rows[answer.id]
            lines = RegistrationLine.objects.filter(registration=row).values_list("state", flat=True)
            assert (row.state, row.outcome) == (answer.state, answer.decision.outcome)
            assert list(lines) == ["protected" if answer.decision.outcome is Outcome.APPROVED else "refused"]
        winner = next(row for row in rows.values() if row.outcome == Outcome.APPROVED)
        loser = next(row for row in rows.values() if row.id != winner.id)
        assert winner.submitted_at < loser.submitted_at
