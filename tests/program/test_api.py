"""The program over the API: the same rules, refusals and limits of sight as on the pages."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from steelyard.platform.clock import utc_now
from tests.identity.conftest import World, signed_in
from tests.program.conftest import KEY
from tests.program.rulebook import ReferralRules
from tests.program.test_pages import _decide

BASE = "/api/v1"


def call(client: Client, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
    response = client.generic(
        method, f"{BASE}{path}", *(() if body is None else (json.dumps(body), "application/json"))
    )
    assert response.status_code == expect, response.content
    return response.json() if response.content else None


def test_a_rule_goes_from_draft_to_force(admin: Client, seller: Client) -> None:
    draft = call(admin, "POST", f"/rulebooks/{KEY}/versions", {}, expect=201)
    settings = draft["settings"] | {"window_days": 60}
    changed = call(admin, "PUT", f"/rule-versions/{draft['id']}", {"settings": settings, "revision": draft["revision"]})
    assert changed["settings"]["window_days"] == 60
    assert call(admin, "PUT", f"/rule-versions/{draft['id']}", {"settings": settings, "revision": 1}, expect=409)[
        "code"
    ]
    soon = (utc_now() + timedelta(hours=1)).isoformat()
    published = call(admin, "POST", f"/rule-versions/{draft['id']}/publication", {"effective_from": soon, "note": "x"})
    assert published["standing"] == "scheduled"
    assert (
        call(admin, "PUT", f"/rule-versions/{draft['id']}", {"settings": settings}, expect=409)["code"]
        == "version_is_final"
    )
    ahead = call(
        seller, "GET", f"/rulebooks/{KEY}?at={(utc_now() + timedelta(hours=2)).isoformat().replace('+', '%2B')}"
    )
    assert (ahead["label"], ahead["settings"]) == ("RF v2", None)
    assert call(admin, "GET", f"/rulebooks/{KEY}")["settings"] == ReferralRules().dump()
    changes = call(seller, "GET", f"/rule-versions/{draft['id']}/changes")
    assert [change["rule"] for change in changes["rules"]] == ["1.1"]
    assert changes["settings"] == []
    assert [version["label"] for version in call(seller, "GET", f"/rulebooks/{KEY}/versions")["items"]] == [
        "RF v2",
        "RF v1",
    ]


def test_rules_that_do_not_type_check_name_the_setting(admin: Client) -> None:
    wrong = {"settings": ReferralRules().dump() | {"window_days": "sixty", "ladder": [{"finding": "rival"}]}}
    problem = call(admin, "POST", f"/rulebooks/{KEY}/versions", wrong, expect=422)
    assert problem["code"] == "rules_invalid"
    assert {error["field"] for error in problem["errors"]} == {"window_days", "ladder.0.verdict"}


def test_a_forbidden_override_is_refused(admin: Client) -> None:
    body = {"region": "DACH", "settings": {"capacity": 1}}
    assert call(admin, "POST", f"/rulebooks/{KEY}/versions", body, expect=422)["code"] == "override_not_allowed"
    allowed = call(
        admin, "POST", f"/rulebooks/{KEY}/versions", {"region": "DACH", "settings": {"share": "0.3"}}, expect=201
    )
    assert allowed["settings"] == {"share": "0.3"}
    call(admin, "DELETE", f"/rule-versions/{allowed['id']}", expect=204)
    call(admin, "GET", f"/rule-versions/{allowed['id']}", expect=404)


@pytest.mark.parametrize(
    "path",
    [
        "/rulebooks/nothing",
        "/rule-versions/rules_0",
        "/decisions/decision_0",
        "/decisions/x",
        f"/rulebooks/{KEY}?region=emea",
        f"/rulebooks/{KEY}?at=2026-01-01T00:00:00",
        f"/rulebooks/{KEY}?at=9999-12-31T23:59:59Z",
        f"/rulebooks/{KEY}?region=%00",
        "/rulebooks/%00",
    ],
)
def test_what_cannot_be_is_refused_without_a_failure(admin: Client, path: str) -> None:
    assert admin.get(f"{BASE}{path}").status_code in (404, 422)


def test_a_partner_reads_but_does_not_write(seller: Client) -> None:
    call(seller, "POST", f"/rulebooks/{KEY}/versions", {}, expect=403)
    call(seller, "PUT", "/regions/XX", {"name": "X"}, expect=403)
    call(seller, "PUT", "/product-families/x", {"name": "X"}, expect=403)
    assert {region["key"] for region in call(seller, "GET", "/regions")} == {"EMEA", "DACH", "APAC"}


def test_a_decision_is_explained_and_made_again(world: World, admin: Client, seller: Client) -> None:
    id_ = _decide(world, {"rival": "Globex"})
    told = call(admin, "GET", f"/decisions/{id_}")
    assert told["reasons"][0]["message"] == "Globex came first."
    assert told["facts"] == {"found": {"rival": "Globex"}}
    assert [rung["result"] for rung in told["ladder"]] == ["passed", "hit"]
    assert call(admin, "GET", f"/decisions/{told['subject']}")["id"] == id_
    assert call(admin, "POST", f"/decisions/{id_}/replay", {})["is_same"] is True
    own = call(seller, "GET", f"/decisions/{id_}")
    assert "Globex" not in str(own)
    assert (own["facts"], own["ladder"]) == ({}, [])
    assert [entry["id"] for entry in call(seller, "GET", f"/decisions?about={told['subject']}")] == [id_]
    call(seller, "POST", f"/decisions/{id_}/replay", {}, expect=404)
    other = signed_in("sam@baltic.example")
    call(other, "GET", f"/decisions/{id_}", expect=404)
    assert call(other, "GET", f"/decisions?about={told['subject']}") == []


def test_regions_and_families_are_defined(admin: Client) -> None:
    body = {"name": "Iberia", "parent": "EMEA", "countries": ["ES", "PT"]}
    assert call(admin, "PUT", "/regions/IBERIA", body)["countries"] == ["ES", "PT"]
    assert (
        call(admin, "PUT", "/regions/APAC", {"name": "APAC", "countries": ["ES"]}, expect=409)["code"]
        == "country_taken"
    )
    assert (
        call(admin, "PUT", "/regions/EMEA", {"name": "EMEA", "parent": "DACH"}, expect=422)["code"]
        == "region_inside_itself"
    )
    assert call(admin, "PUT", "/product-families/backup", {"name": "Backup"})["is_active"] is True
    assert [family["key"] for family in call(admin, "GET", "/product-families")] == ["backup"]


def test_the_settings_are_described_as_a_json_schema(admin: Client) -> None:
    schema = call(admin, "GET", f"/rulebooks/{KEY}/schema")
    assert schema["properties"]["window_days"]["title"] == "Protection"
    assert schema["properties"]["window_days"]["maximum"] == 730
