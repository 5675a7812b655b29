"""What was read carries its version, and a change may ask that it still holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests.api.registering import JSON, REGISTER, as_json, body
from tests.deals.making import make_deal_world
from tests.deals.test_race import at_once
from tests.identity.test_access import key_for
from tests.walk.ecosystem import Ids, World, outside
from tests.walk.surface import document

PARTNERS = "/api/v1/partners"


@pytest.fixture
def manager(person: Callable[[Role], Actor], db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(person(Role.PROGRAM_ADMIN))}"}


@pytest.fixture
def partner(world: tuple[World, Ids]) -> str:
    return f"{PARTNERS}/{outside(world[1], 'partner')[0]}"


def change(address: str, name: str, headers: dict[str, str]) -> Any:
    return Client().patch(address, as_json({"external_id": name}), content_type=JSON, headers=headers)


def test_an_unchanged_thing_is_answered_with_304(manager: dict[str, str], partner: str) -> None:
    first = Client().get(partner, headers=manager)
    again = Client().get(partner, headers={**manager, "If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert change(partner, "A-1", manager).status_code == 200
    assert Client().get(partner, headers={**manager, "If-None-Match": first["ETag"]}).status_code == 200


def test_a_change_on_what_was_read_passes_and_answers_the_new_tag(manager: dict[str, str], partner: str) -> None:
    tag = Client().get(partner, headers=manager)["ETag"]
    for name in ("B-1", "B-2"):
        answer = change(partner, name, {**manager, "If-Match": tag})
        assert answer.status_code == 200, answer.content
        tag = answer["ETag"]
    assert Client().get(partner, headers=manager)["ETag"] == tag


def test_a_change_on_what_was_read_before_is_refused(manager: dict[str, str], partner: str) -> None:
    old = Client().get(partner, headers=manager)["ETag"]
    change(partner, "C-1", manager)
    refused = change(partner, "C-2", {**manager, "If-Match": old})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert Client().get(partner, headers=manager).json()["external_id"] == "C-1"
    assert change(partner, "C-3", {**manager, "If-Match": "*"}).status_code == 200
    assert change(partner, "C-4", manager).status_code == 200, "If-Match is never required"


def test_a_verb_is_a_change_of_the_thing_that_it_is_under(headers: dict[str, str]) -> None:
    made = Client().post(REGISTER, as_json(body("Verb GmbH")), content_type=JSON, headers=headers).json()
    address = f"{REGISTER}/{made['id']}"
    stale = {**headers, "If-Match": '"0123456789abcdef"'}
    withdrawal = as_json({"reason": "Lost", "version": None})
    refused = Client().post(f"{address}/withdrawal", withdrawal, content_type=JSON, headers=stale)
    assert refused.json()["code"] == "precondition_failed"
    fresh = {**headers, "If-Match": Client().get(address, headers=headers)["ETag"]}
    done = Client().post(f"{address}/withdrawal", withdrawal, content_type=JSON, headers=fresh)
    assert done.status_code == 200, done.content
    assert done["ETag"] == Client().get(address, headers=headers)["ETag"]


def test_a_foreign_thing_is_not_there_whatever_is_matched(headers: dict[str, str]) -> None:
    foreign = f"{REGISTER}/dealreg_{'0' * 26}/withdrawal"
    answer = Client().post(foreign, as_json({"reason": "x"}), content_type=JSON, headers={**headers, "If-Match": '"a"'})
    assert answer.status_code == 404


def test_of_many_at_once_with_one_tag_one_changes_it(own_database: str) -> None:
    with as_system():
        world = make_deal_world(utc_now())
    headers = {"Authorization": f"Bearer {key_for(world.admin)}"}
    address = f"{PARTNERS}/{public_id('partner', world.acme)}"
    tagged = {**headers, "If-Match": Client().get(address, headers=headers)["ETag"]}
    calls = [lambda name=f"D-{n}": change(address, name, tagged) for n in range(8)]
    statuses = sorted(answer.status_code for answer in at_once(*calls))
    connection.close()
    assert statuses == [200, *[412] * 7]


def test_the_document_offers_tags_wherever_one_thing_is_read() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert (method == "get") or "Idempotency-Key" in names, path
            if method in {"put", "patch", "delete"} and "get" in operations and path.endswith("}"):
                assert "If-Match" in names, f"{method} {path}"
