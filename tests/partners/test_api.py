"""Partners over the API: the host enrolls and changes them, a partner reads itself and keeps its profile."""

from datetime import datetime
from typing import Any

import orjson
from django.test import Client

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner
from tests.partners.making import Ecosystem, browser_of


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    sent = {} if body is None else {"data": orjson.dumps(body, default=str), "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1{path}", **sent)
    return response.status_code, orjson.loads(response.content) if response.content else None


def path_of(partner_id: object, *more: str) -> str:
    return "/".join(["/partners", Partner(id=partner_id).public_id, *more])


def test_a_partner_is_enrolled_and_changed(ecosystem: Ecosystem, now: datetime) -> None:
    client = browser_of(ecosystem.manager)
    manager = public_id("person", ecosystem.manager.person_id)
    status, made = call(
        client, "post", "/partners", {"name": "Gamma Cloud Ltd", "country": "GB", "types": ["msp"], "tier": "silver"}
    )
    assert (status, made["region"], made["tier"], made["types"]) == (201, "UKI", "silver", ["msp"])
    gamma = Partner.parse_id(made["id"])
    since = {"since_on": "2026-01-01"}
    for method, what, body in (
        ("put", "status", {"status": "active"}),
        ("put", "tier", {"tier": "gold", "since_on": "2090-01-01", "reason": "Review"}),
        ("post", "roles", {"type": "services", **since}),
        ("post", "agreements", {"version": "2026", "signed_on": "2026-01-01"}),
        ("post", "certifications", {"family": "general", **since}),
        ("post", "managers", {"person_id": manager}),
        ("put", "parent", {"parent_id": public_id("partner", ecosystem.beta)}),
        ("put", "profile", {"website": "https://gamma.example", "capabilities": ["Audit"]}),
        ("patch", "", {"external_id": "0017"}),
    ):
        status, answer = call(client, method, path_of(gamma, what).rstrip("/"), body)
        assert status in {200, 201}, (what, answer)
    shown = call(client, "get", path_of(gamma))[1]
    assert (shown["status"], shown["external_id"], shown["manager_ids"]) == ("active", "0017", [manager])
    assert [fact["key"] for fact in shown["certifications"]] == ["general"]
    assert call(client, "delete", path_of(gamma, "managers", manager))[1]["manager_ids"] == []
    ended = call(client, "post", path_of(gamma, "roles", "services", "end"), {"until": "2026-06-01"})[1]
    assert ended["types"] == ["msp"]
    assert call(client, "post", "/partners", {"name": "Gamma Cloud Ltd", "country": "GB"})[1]["code"] == (
        "partner_already_enrolled"
    )


def test_a_partner_reads_itself_only(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.acme_admin)
    page = call(client, "get", "/partners")[1]
    assert (page["total"], page["items"][0]["name"]) == (1, "Acme Systems GmbH")
    assert call(client, "get", path_of(ecosystem.beta))[0] == 404
    assert call(client, "put", path_of(ecosystem.beta, "profile"), {"phone": "1"})[0] == 404
    assert call(client, "put", path_of(ecosystem.acme, "profile"), {"phone": "1"})[1]["profile"]["phone"] == "1"
    assert call(client, "put", path_of(ecosystem.acme, "tier"), {"tier": "gold", "since_on": "2026-01-01"})[0] == 403
    assert call(client, "post", "/partners", {"name": "Gamma"})[0] == 403


def test_types_and_tiers_are_the_programs_words(ecosystem: Ecosystem) -> None:
    admin, manager = browser_of(ecosystem.admin), browser_of(ecosystem.manager)
    kind = {"key": "drone_pilot", "name": "Drone pilot", "transacts": False}
    assert call(manager, "post", "/partner-types", kind)[0] == 403
    assert call(admin, "post", "/partner-types", kind)[0] == 201
    assert kind in call(manager, "get", "/partner-types")[1]
    assert call(admin, "post", "/partner-tiers", {"key": "diamond", "name": "Diamond", "rank": 50})[0] == 201
    assert call(admin, "post", "/partner-types", {**kind, "key": "Not A Key"})[0] == 422
