"""`steelyard apikey`, as an operator calls it."""

import json
from datetime import datetime

import pytest
from django.test import Client
from typer.testing import CliRunner

from steelyard.identity.cli import people
from steelyard.identity.cli.keys import app
from steelyard.identity.refusals import PersonNotSure, PersonUnknown, ScopeUnknown
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from tests.identity.conftest import World, enroll


@pytest.fixture
def command(world: World) -> CliRunner:
    return CliRunner()


def test_a_key_is_created_and_opens_the_api(command: CliRunner) -> None:
    result = command.invoke(app, ["create", "--person", "Sam@Hansa.example", "--json"], catch_exceptions=False)
    made = json.loads(result.stdout)
    assert (made["person"], made["scopes"]) == ("sam@hansa.example", ["*"])
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert Client().get("/api/v1/me", headers=headers).json()["name"] == "Sam of hansa"
    assert command.invoke(app, ["revoke", made["id"]], catch_exceptions=False).exit_code == 0
    assert Client().get("/api/v1/me", headers=headers).json()["code"] == "api_key_revoked"


def test_scopes_and_expiry_are_taken(command: CliRunner) -> None:
    asked = ["create", "--person", "sam@hansa.example", "--scope", "deals:read", "--scope", "people:*"]
    key = command.invoke(app, [*asked, "--expires-days", "7"], catch_exceptions=False).stdout.strip()
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).json()
    assert me["scopes"] == ["deals:read", "people:read", "people:write"]


def test_what_cannot_be_is_said(command: CliRunner, world: World, now: datetime) -> None:
    def create(*more: str) -> object:
        return command.invoke(app, ["create", *more]).exception

    assert isinstance(create("--person", "nobody@hansa.example"), PersonUnknown)
    assert isinstance(create("--person", "sam@hansa.example", "--scope", "money:*"), ScopeUnknown)
    enroll("sam@hansa.example", "Sam", world.baltic.id, Role.SELLER, at=now)
    assert isinstance(create("--person", "sam@hansa.example"), PersonNotSure)
    baltic = public_id("partner", world.baltic.id)
    assert create("--person", "sam@hansa.example", "--partner", baltic) is None


def test_the_first_administrator_is_made_and_given_a_key(command: CliRunner) -> None:
    wanted = ["create", "--mail", "First@Host.example", "--name", "First", "--role", "program_admin", "--json"]
    made = command.invoke(people.app, wanted, catch_exceptions=False)
    assert json.loads(made.stdout)["id"].startswith("person_")
    key = command.invoke(app, ["create", "--person", "first@host.example", "--json"], catch_exceptions=False)
    headers = {"Authorization": f"Bearer {json.loads(key.stdout)['key']}"}
    assert Client().get("/api/v1/me", headers=headers).json()["name"] == "First"
