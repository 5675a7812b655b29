"""Requests that no browser of ours makes: odd methods, names, types, files, and headers that pretend."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from steelyard.identity.addresses import client_address
from steelyard.platform.http import problems
from tests.identity.conftest import World, signed_in
from tests.identity.test_access import Program, key_for


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("address", ["/api/v1/me", "/account/login/"])
def test_methods_that_nobody_needs_do_nothing(world: World, method: str, address: str) -> None:
    answer = Client().generic(method, address, headers={"X-Secret": "told-to-nobody"})
    assert answer.status_code in {401, 403, 405}
    assert b"told-to-nobody" not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.env",
        "/static/",
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/secret_key",
        "/files/",
        "/requirements/run.txt",
    ],
)
def test_no_file_or_folder_is_shown_that_is_no_asset(world: World, address: str) -> None:
    answer = signed_in("petra@host.example").get(address)
    assert answer.status_code == 404
    assert b"SECRET_KEY" not in answer.content


def test_a_parameter_that_comes_twice_is_one_or_refused(world: World) -> None:
    program = Program(key_for(world.hansa.admin))
    once, twice = program.get("/people?page_size=1"), program.get("/people?page_size=200&page_size=1")
    assert (once.status_code, twice.status_code) == (200, 200)
    assert len(twice.json()["items"]) == len(once.json()["items"]) == 1
    smuggled = program.send(
        "POST", "/invitations?roles=partner_admin", {"email": "new@hansa.example", "name": "New", "roles": ["seller"]}
    )
    assert smuggled.json()["roles"] == ["seller"]


@pytest.mark.parametrize("value", [1, True, None, {"$ne": ""}, ["a@b.example"]])
def test_a_value_of_another_type_is_refused(world: World, value: Any) -> None:
    answer = Program(key_for(world.hansa.admin)).send(
        "POST", "/invitations", {"email": value, "name": "New", "roles": ["seller"]}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("field", ["partner_id", "is_host", "person_id", "created_at", "is_superuser", "__class__"])
def test_a_field_that_was_not_asked_for_is_refused(world: World, field: str) -> None:
    said = {"email": "new@hansa.example", "name": "New", "roles": ["seller"], field: "x"}
    answer = Program(key_for(world.hansa.admin)).send("POST", "/invitations", said)
    assert answer.status_code in {404, 422}


def test_an_unexpected_error_says_nothing_of_the_inside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from steelyard.identity import queries

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the password of the database is swordfish")

    monkeypatch.setattr(queries.people, "list_members", fail, raising=False)
    monkeypatch.setattr("django.http.request.HttpRequest.accepts", fail)
    browser = signed_in("ada@hansa.example")
    browser.raise_request_exception = False
    program = Program(key_for(world.hansa.admin))
    program._client.raise_request_exception = False
    for answer in (browser.get("/nowhere"), program.get("/people")):
        assert b"swordfish" not in answer.content
        assert b"Traceback" not in answer.content


def test_who_asks_is_not_whom_a_header_names(db: None) -> None:
    cache.clear()
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
    )
    assert client_address(request) == "192.0.2.7"


def test_an_unknown_host_is_refused(world: World, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["partners.example"]
    assert Client(HTTP_HOST="elsewhere.example").get("/account/login/").status_code == 400


def test_broken_json_is_read_by_one_parser_and_refused(world: World) -> None:
    program = Client()
    key = {"Authorization": f"Bearer {key_for(world.hansa.admin)}"}
    for body in (
        '{"email": "a@b.example"',
        '{"a": NaN}',
        "\x00",
        '{"email": "a@b.example", }',
        b"\xff\xfe{\x00}\x00".decode("latin-1"),
    ):
        answer = program.post("/api/v1/invitations", body, content_type="application/json", headers=key)
        assert answer.status_code in {400, 422}
        assert answer["Content-Type"] == problems.PROBLEM_TYPE
        assert json.loads(answer.content)["code"]
