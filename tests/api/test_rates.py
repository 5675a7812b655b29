"""A program is told how often it may ask, and stopped where it asks more often; others are not."""

import os
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import new_id
from steelyard.platform.http import rates
from tests.api.registering import REGISTER
from tests.identity.test_access import key_for

LEFT = re.compile(r'^"credential";r=(\d+);t=(\d+)$')


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the web server's clock stand still, and be moved by so many seconds."""
    clock = [1_800_000_000 // 60 * 60 + 20]
    monkeypatch.setattr(rates, "time", lambda: float(clock[0]))

    def later(seconds: int) -> None:
        clock[0] += seconds

    return later


def test_every_answer_says_how_much_is_left_until_it_is_refused(
    headers: dict[str, str], person: Callable[[Role], Actor], settings: LazySettings, at_noon: Callable[[int], None]
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    answers = [Client().get(REGISTER, headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit"] for answer in answers] == [f'"credential";r={left};t=40' for left in (2, 1, 0, 0)]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"credential";q=3;w=60'}
    assert (answers[3].json()["code"], answers[3]["Retry-After"]) == ("rate_limited", "40")
    other = {"Authorization": f"Bearer {key_for(person(Role.PARTNER_ADMIN))}"}
    assert Client().get(REGISTER, headers=other).status_code == 200
    at_noon(40)
    assert Client().get(REGISTER, headers=headers)["RateLimit"] == '"credential";r=2;t=60'


def test_no_limit_no_headers(headers: dict[str, str], settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    assert "RateLimit" not in Client().get(REGISTER, headers=headers)


def test_pages_are_not_counted(browser: Client, settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    assert [browser.get("/deals/").status_code for _ in range(3)] == [200] * 3


def test_counting_takes_no_statement(
    headers: dict[str, str], settings: LazySettings, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for limit in (0, 1000):
        settings.API_REQUESTS_PER_MINUTE = limit
        Client().get("/api/v1/product-families", headers=headers)
        with CaptureQueriesContext(connection) as captured:
            Client().get("/api/v1/product-families", headers=headers)
        taken.append(len(captured))
    assert taken[0] == taken[1]


def test_workers_count_together() -> None:
    counts, one, minute = rates.Counts(), new_id(), 7
    for _ in range(3):
        worker = os.fork()
        if worker == 0:
            for _ in range(10):
                counts.count(one, minute)
            os._exit(0)
        os.waitpid(worker, 0)
    assert counts.count(one, minute) == 31


def test_many_credentials_do_not_count_for_each_other() -> None:
    counts, everybody = rates.Counts(), [UUID(int=number) for number in range(5000)]
    for _ in range(3):
        seen = [counts.count(one, 1) for one in everybody]
    assert set(seen) == {3}
    assert {counts.count(one, 2) for one in everybody} == {1}
