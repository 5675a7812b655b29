"""Search over everything one may see, with an error in what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from tests.identity.test_access import key_for
from tests.walk.ecosystem import Ids, World

Find = Callable[[Role], Actor]


def search(actor: Actor, q: str, **said: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {key_for(actor)}", **said}
    answer = Client().get("/api/v1/search", {"q": q}, headers=headers)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize(
    ("role", "typed", "kind", "name"),
    [
        (Role.SELLER, "albatrso", "deals", "Albatros"),
        (Role.SELLER, "bernsteim", "deals", "Bernstein"),
        (Role.CHANNEL_MANAGER, "albtros", "deals", "Albatros"),
        (Role.CHANNEL_MANAGER, "albtros", "companies", "Albatros"),
        (Role.CHANNEL_MANAGER, "ankre", "partners", "Anker"),
        (Role.CHANNEL_MANAGER, "exective", "people", "executive"),
        (Role.SELLER, "protectoin", "rules", ""),
        (Role.CHANNEL_MANAGER, "compnies", "pages", "Companies"),
        (Role.SELLER, "regsiter", "actions", "Register a deal"),
    ],
)
def test_what_was_meant_is_found(
    world: tuple[World, Ids], person: Find, db: None, role: Role, typed: str, kind: str, name: str
) -> None:
    found = [hit for hit in search(person(role), typed) if hit["kind"] == kind]
    assert found
    assert any(name in hit["name"] for hit in found)
    assert all(hit["corrected"] for hit in found)


def test_what_is_spelled_right_is_not_corrected(world: tuple[World, Ids], person: Find, db: None) -> None:
    found = search(person(Role.SELLER), "albatros")
    assert found
    assert {hit["corrected"] for hit in found} == {""}


def test_a_german_reader_may_misspell_german_words(world: tuple[World, Ids], person: Find, db: None) -> None:
    found = search(person(Role.CHANNEL_MANAGER), "unternhmen", **{"Accept-Language": "de"})
    assert "Unternehmen" in [hit["name"] for hit in found if hit["kind"] == "pages"]


def test_a_key_without_the_scope_searches_nothing(world: tuple[World, Ids], person: Find, db: None) -> None:
    headers = {"Authorization": f"Bearer {key_for(person(Role.SELLER), 'deals:read')}"}
    answer = Client().get("/api/v1/search", {"q": "albatros"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
