"""A program walks a list to its end, and comes back for what changed: nothing twice, nothing missed."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from steelyard.companies.models import CompanyMerge
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests.api.registering import JSON, REGISTER, as_json, body
from tests.deals.making import make_deal_world, submit
from tests.identity.test_access import key_for
from tests.partners.making import Ecosystem, make_partner
from tests.walk.ecosystem import Ids, World
from tests.walk.surface import document

LISTS = sorted(
    path
    for path, operations in document()["paths"].items()
    if "get" in operations and any(p["name"] == "cursor" for p in operations["get"]["parameters"])
)
FOLLOWED = [
    path for path in LISTS if any(p["name"] == "updated_since" for p in document()["paths"][path]["get"]["parameters"])
]
SORTED = {
    "/api/v1/companies": ("name", "-name", "created", "-created"),
    "/api/v1/deal-registrations": (
        "created",
        "-submitted",
        "submitted",
        "company",
        "-value",
        "ends",
        "-ends",
        "due",
        "-due",
    ),
    "/api/v1/opportunities": ("-stage", "stage", "-amount", "activity"),
    "/api/v1/partners": ("tier", "-tier", "-enrolled"),
    "/api/v1/people": ("-name", "since"),
    "/api/v1/installed-products": ("renews", "-renews", "company"),
    "/api/v1/account-assignments": ("owner", "-since"),
}


@pytest.fixture
def admin(person: Callable[[Role], Actor], db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(person(Role.PROGRAM_ADMIN))}"}


def walk(address: str, headers: dict[str, str], page_size: int = 2, **asked: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of a list to its end, a few at a time."""
    cursor = ""
    while cursor is not None:
        answer = Client().get(address, {**asked, "page_size": page_size, "cursor": cursor}, headers=headers)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        yield from page["items"]
        cursor = page["next_cursor"]


def fill(path: str, ids: Ids) -> str:
    slots = {"roadmap_item": "roadmapitem", "content": "asset"}
    for name in ("asset", "webhook", "simulation", "review", "rollout", *slots):
        slot, prefix = f"{{{name}_id}}", slots.get(name, name)
        if slot in path:
            path = path.replace(slot, public_id(prefix, ids[prefix][0]) if ids.get(prefix) else "")
    return path.replace("{key}", "deal_registration")


def asked_of(path: str, ids: Ids) -> dict[str, str]:
    """Return what a list cannot be asked without."""
    audits = [public_id("portfolioaudit", one) for one in ids.get("portfolioaudit", ())]
    if path == "/api/v1/audit-moves":
        return {"before": audits[0], "after": audits[-1]}
    return {"audit": audits[0]} if path == "/api/v1/audited-partners" else {}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_walked_to_its_end_in_its_order(
    world: tuple[World, Ids], admin: dict[str, str], path: str
) -> None:
    address = fill(path, world[1])
    if address.endswith(("//changes", "//deliveries")) or path.endswith(("deliveries", "rows", "accounts")):
        pytest.skip("its own tests walk it")
    for sort in ("", *SORTED.get(path, ())):
        asked = asked_of(path, world[1]) | ({"sort": sort} if sort else {})
        whole = list(walk(address, admin, page_size=200, **asked))
        assert list(walk(address, admin, **asked)) == whole, sort
        assert len(whole) == Client().get(address, asked, headers=admin).json()["total"]


@pytest.mark.parametrize("path", FOLLOWED)
def test_every_list_gives_its_changes_in_their_order(admin: dict[str, str], path: str) -> None:
    everything = list(walk(path, admin, updated_since="2020-01-01T00:00:00Z"))
    instants = [datetime.fromisoformat(item["updated_at"]) for item in everything]
    assert instants == sorted(instants)
    late = (utc_now() + timedelta(days=1)).isoformat()
    assert list(walk(path, admin, updated_since=late)) == []
    assert Client().get(path, {"updated_since": "2026-01-01T00:00:00"}, headers=admin).status_code == 422
    assert Client().get(f"{path}?updated_since=2026-01-01T00:00:00+01:00", headers=admin).status_code == 200


def test_what_is_new_meanwhile_moves_nothing(admin: dict[str, str], now: datetime) -> None:
    address = "/api/v1/partners"
    with as_system():
        for name in ("Brandt", "Clausen", "Dohr"):
            make_partner(now, name)
    before = [item["name"] for item in walk(address, admin)]
    seen = []
    for item in walk(address, admin):
        seen.append(item["name"])
        if len(seen) == 1:
            with as_system():
                make_partner(now, "Aaaa comes before")
                make_partner(now, "Zzzz comes after")
    assert seen == [*before, "Zzzz comes after"]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WzEsMiwzXQ", "ü", "e30", "A" * 1999])
def test_a_cursor_of_no_list_is_refused(admin: dict[str, str], cursor: str) -> None:
    answer = Client().get(REGISTER, {"cursor": cursor}, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


def test_a_cursor_of_another_order_is_refused(admin: dict[str, str]) -> None:
    cursor = Client().get(REGISTER, {"page_size": 1}, headers=admin).json()["next_cursor"]
    answer = Client().get(REGISTER, {"page_size": 1, "cursor": cursor, "sort": "company"}, headers=admin)
    assert answer.json()["code"] == "cursor_invalid"


def test_only_the_wanted_fields_come_and_an_unknown_one_is_named(headers: dict[str, str]) -> None:
    page = Client().get(REGISTER, {"fields": "id, state"}, headers=headers)
    assert {frozenset(item) for item in page.json()["items"]} == {frozenset({"id", "state"})}
    assert {"total", "next_cursor"} < page.json().keys()
    assert page["Content-Type"].startswith("application/vnd.steelyard.selection+json")
    one = Client().get(f"{REGISTER}/{page.json()['items'][0]['id']}", {"fields": "decision"}, headers=headers)
    assert one.json().keys() == {"decision"}
    refused = Client().get(REGISTER, {"fields": "id,colour"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "field_unknown")
    assert "colour" in refused.json()["detail"]
    assert refused.json()["errors"][0]["field"] == "fields"


def test_a_partner_does_not_learn_when_others_write_about_a_company(headers: dict[str, str]) -> None:
    since = {"updated_since": "2020-01-01T00:00:00Z"}
    assert Client().get("/api/v1/companies", since, headers=headers).status_code == 403
    assert {item["updated_at"] for item in Client().get("/api/v1/companies", headers=headers).json()["items"]} <= {None}


@pytest.fixture
def real_world(own_database: str) -> Iterator[Ecosystem]:
    with as_system():
        world = make_deal_world(utc_now())
    yield world
    connection.close()


def test_what_commits_late_is_neither_overtaken_nor_missed(real_world: Ecosystem) -> None:
    """One transaction writes first and commits last; a reader who follows both lists and events gets everything, in order."""
    headers = {"Authorization": f"Bearer {key_for(real_world.admin)}"}
    has_written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with acting_as(real_world.acme_seller):
            submit(real_world.acme_seller, utc_now(), "Slow GmbH")
            has_written.set()
            assert may_commit.wait(30)
        connection.close()

    start = Client().get("/api/v1/events", {"page_size": 1}, headers=headers).json()["items"][0]["sequence"]
    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert has_written.wait(30)
    quick = {"Authorization": f"Bearer {key_for(real_world.beta_seller)}"}
    assert Client().post(REGISTER, as_json(body("Quick GmbH")), content_type=JSON, headers=quick).status_code == 201

    def follow(since: str, after: int) -> tuple[list[str], str, int]:
        found = list(walk(REGISTER, headers, updated_since=since))
        events = list(walk("/api/v1/events", headers, after=after, type="deals.registration.submitted"))
        watermark = max([since, *(item["updated_at"] for item in found)])
        return [item["company_name"] for item in found], watermark, max([after, *(e["sequence"] for e in events)])

    names, since, after = follow(datetime(2020, 1, 1, tzinfo=UTC).isoformat(), start)
    assert "Quick GmbH" not in names, "it is shown only when nothing before it can appear any more"
    assert after == start
    may_commit.set()
    slow.join()
    names, _, after = follow(since, after)
    assert names == ["Slow GmbH", "Quick GmbH"]
    assert after >= start + 2


def test_a_company_that_was_merged_away_is_told_to_those_who_follow(admin: dict[str, str], now: datetime) -> None:
    address = "/api/v1/companies"
    with as_system():
        merged = CompanyMerge.objects.filter(undone_at=None).select_related("survivor").first()
    assert merged is not None
    gone = public_id("company", merged.merged_id)
    followed = {item["id"]: item for item in walk(address, admin, updated_since="2020-01-01T00:00:00Z")}
    assert followed[gone]["merged_into"] == merged.survivor.public_id
    assert followed[merged.survivor.public_id]["merged_into"] is None
    assert gone not in {item["id"] for item in walk(address, admin)}


def test_events_of_several_types_are_followed_at_once(admin: dict[str, str]) -> None:
    types = ["partners.partner.enrolled", "deals.registration.submitted"]
    seen = {item["type"] for item in walk("/api/v1/events", admin, type=types)}
    assert seen == set(types)
    answer = Client().get("/api/v1/events", {"type": [*types, "no.such.event"]}, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "event_type_unknown")
