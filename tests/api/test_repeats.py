"""What is sent again happens once, however it is sent again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from steelyard.deals.models import DealRegistration
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests.api.registering import JSON, REGISTER, as_json, body, count, typed
from tests.deals.making import make_deal_world
from tests.deals.test_race import at_once
from tests.identity.test_access import key_for
from tests.partners.making import Ecosystem

TIMES = 40


@pytest.fixture
def real_world(own_database: str) -> Iterator[Ecosystem]:
    with as_system():
        world = make_deal_world(utc_now())
    yield world
    connection.close()


def test_forty_at_once_with_one_key_are_one_registration(real_world: Ecosystem) -> None:
    headers = {"Authorization": f"Bearer {key_for(real_world.acme_seller)}", "Idempotency-Key": "one"}
    sent = as_json(body())
    answers = at_once(*[lambda: Client().post(REGISTER, sent, content_type=JSON, headers=headers)] * TIMES)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer for answer in answers) == 1
    with as_system():
        assert DealRegistration.objects.count() == 1


def test_a_repeat_is_answered_with_the_same_bytes(headers: dict[str, str]) -> None:
    before, sent = count(), as_json(body("Repeats GmbH"))
    keyed = {**headers, "Idempotency-Key": "repeat-1"}
    first, second = (Client().post(REGISTER, sent, content_type=JSON, headers=keyed) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotent-Replay"] == "true"
    other = Client().post(REGISTER, as_json(body("Other GmbH")), content_type=JSON, headers=keyed)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert count() == before + 1


def test_after_a_refusal_the_key_is_free(headers: dict[str, str]) -> None:
    keyed = {**headers, "Idempotency-Key": "repeat-2"}
    refused = Client().post(REGISTER, as_json(body("Free GmbH", lines=[])), content_type=JSON, headers=keyed)
    corrected = Client().post(REGISTER, as_json(body("Free GmbH")), content_type=JSON, headers=keyed)
    assert (refused.status_code, corrected.status_code) == (422, 201)


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\tbed", "schlüssel"])
def test_an_impossible_key_is_refused(headers: dict[str, str], key: str) -> None:
    answer = Client().post(REGISTER, as_json(body()), content_type=JSON, headers={**headers, "Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


def test_a_double_click_registers_once(browser: Client) -> None:
    before = count()
    sent = typed(
        company_name="Double GmbH", idempotency_key="click-1", close_on=(utc_now() + timedelta(days=60)).date()
    )
    once, twice = (browser.post("/deals/new/", sent) for _ in range(2))
    assert once["Location"] == twice["Location"]
    assert count() == before + 1
