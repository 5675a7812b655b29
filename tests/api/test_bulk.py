"""Many at once: each line has its own outcome, and a bad one hurts only itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from tests.api.registering import JSON, as_json, body, count
from tests.identity.test_access import key_for

BULK = "/api/v1/bulk"


@pytest.fixture
def admin(person: Callable[[Role], Actor], db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(person(Role.PROGRAM_ADMIN))}"}


def send(what: str, items: list[Any], headers: dict[str, str], **more: str) -> Any:
    return Client().post(f"{BULK}/{what}", as_json({"items": items}), content_type=JSON, headers={**headers, **more})


def test_of_many_registrations_the_good_ones_are_registered(headers: dict[str, str]) -> None:
    before = count()
    lines: list[Any] = [
        body("Bulk Eins GmbH"),
        body("Bulk Zwei GmbH", lines=[{"family": "unheard_of"}]),
        {"company": 7},
        "no object",
        body("Bulk Drei GmbH", close_on="2001-01-01"),
        {**body("Bulk Vier GmbH"), "partner": f"partner_{'0' * 26}"},
        body("Bulk Fuenf GmbH"),
    ]
    answer = send("deal-registrations", lines, headers)
    said = answer.json()
    assert answer.status_code == 207, answer.content
    assert (said["succeeded"], said["failed"]) == (2, 5)
    assert [item["index"] for item in said["items"]] == list(range(7))
    assert [item["status"] for item in said["items"]][:5] == [201, 422, 422, 422, 422]
    assert said["items"][5]["status"] in {403, 404}
    assert said["items"][0]["result"]["decision"]["outcome"]
    assert "company" in {error["field"].split(".")[0] for error in said["items"][2]["problem"]["errors"]}
    assert count() == before + 2


def test_many_sent_again_are_done_once(headers: dict[str, str]) -> None:
    before, lines = count(), [body("Bulk Acht GmbH"), {"company": 7}]
    once, again = (send("deal-registrations", lines, headers, **{"Idempotency-Key": "bulk-1"}) for _ in range(2))
    assert once.content == again.content
    assert again["Idempotent-Replay"] == "true"
    assert count() == before + 1


def test_two_lines_of_one_request_meet_each_other(headers: dict[str, str]) -> None:
    said = send("deal-registrations", [body("Bulk Neun GmbH"), body("Bulk Neun GmbH")], headers).json()
    first, second = (item["result"]["decision"]["outcome"] for item in said["items"])
    assert first != second, "the second is decided in the light of the first"


@pytest.mark.parametrize("items", [[], [body()] * 101])
def test_none_and_too_many_are_refused_whole(headers: dict[str, str], items: list[Any]) -> None:
    before = count()
    assert send("deal-registrations", items, headers).status_code == 422
    assert count() == before


def test_companies_partners_and_opportunities_come_in_bulk(admin: dict[str, str]) -> None:
    companies = send("companies", [{"name": "Bulk Cie"}, {"name": "???"}], admin).json()
    assert [item["status"] for item in companies["items"]] == [201, 422]
    known = companies["items"][0]["result"]["id"]
    enrolled = [{"name": "Bulk Partner", "region": "DACH"}, {"name": "Bulk Partner 2", "region": "ATLANTIS"}]
    partners = send("partners", enrolled, admin).json()
    assert [item["status"] for item in partners["items"]] == [201, 422], partners
    opened = {
        "name": "Direct",
        "region": "DACH",
        "amount": {"amount": "5", "currency": "EUR"},
        "close_on": "2030-01-31",
    }
    lines = [{**opened, "company": known}, {**opened, "company": "company_1"}]
    opportunities = send("direct-opportunities", lines, admin).json()
    assert [item["status"] for item in opportunities["items"]] == [201, 404], opportunities


def test_whoever_may_do_none_of_them_is_refused_whole(headers: dict[str, str]) -> None:
    answer = send("companies", [{"name": "Bulk Cie"}], headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
