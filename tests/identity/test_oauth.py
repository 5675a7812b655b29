"""OAuth client credentials: a client gets a token for its secret, and the token is a key with an hour to live."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from steelyard.identity.commands import people as people_commands
from steelyard.identity.commands.clients import create_oauth_client, issue_access_token, revoke_oauth_client
from steelyard.identity.models import ApiKey, OAuthClient
from steelyard.identity.refusals import ClientUnknown, KeyNotForKeys, ScopeUnknown
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system, authenticating
from tests.identity.conftest import World, signed_in
from tests.identity.test_access import Program, key_for, membership_of

TOKEN = "/api/oauth/token"


def client_for(actor: Actor, *scopes: str, days: int | None = None) -> tuple[str, str]:
    with acting_as(actor):
        made, secret = create_oauth_client(
            actor=actor,
            membership_id=membership_of(actor).id,
            name="robot",
            scopes=scopes or ("*",),
            expires_in_days=days,
            now=utc_now(),
        )
    return public_id("client", made), secret


def ask(id_: str, secret: str, *, basic: bool = False, **said: str) -> Any:
    form = {"grant_type": "client_credentials", **said}
    if basic:
        code = base64.b64encode(f"{id_}:{secret}".encode()).decode()
        return Client().post(TOKEN, form, headers={"Authorization": f"Basic {code}"})
    return Client().post(TOKEN, {**form, "client_id": id_, "client_secret": secret})


def revoke(actor: Actor, id_: str) -> None:
    with acting_as(actor):
        revoke_oauth_client(actor=actor, client_id=OAuthClient.parse_id(id_), now=utc_now())


@pytest.mark.parametrize("basic", [True, False])
def test_a_client_gets_a_token_and_acts_within_its_scopes(world: World, basic: bool) -> None:
    answer = ask(*client_for(world.hansa.admin, "people:read"), basic=basic)
    token = answer.json()
    assert answer.status_code == 200, answer.content
    assert "no-store" in answer["Cache-Control"]
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 3600, "people:read")
    program = Program(token["access_token"])
    assert program.get("/me").json()["person_id"] == public_id("person", world.hansa.admin.person_id)
    assert program.get("/me").json()["scopes"] == ["people:read"]
    invitation = {"email": "a@b.example", "roles": ["seller"]}
    assert program.send("POST", "/invitations", invitation).json()["code"] == "scope_missing"


def test_a_token_may_have_fewer_scopes_but_no_more(world: World) -> None:
    client = client_for(world.hansa.admin, "people:*", "deals:read")
    assert ask(*client, scope="people:read").json()["scope"] == "people:read"
    for scope in ("deals:write", "*", "nonsense"):
        refused = ask(*client, scope=scope)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


def test_who_is_no_client_is_refused_in_the_words_of_the_standard(world: World) -> None:
    id_, secret = client_for(world.hansa.admin)
    for wrong in (
        (id_, "steelyard_cs_wrong"),
        ("client_1", secret),
        (f"client_{'0' * 26}", secret),
        ("", ""),
        (id_, ""),
    ):
        refused = ask(*wrong)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
        assert refused["WWW-Authenticate"].startswith("Basic")
    other = Client().post(TOKEN, {"grant_type": "password"})
    assert (other.status_code, other.json()["error"]) == (400, "unsupported_grant_type")
    assert Client().post(TOKEN, {}, headers={"Authorization": "Basic %%%"}).status_code == 400
    broken = Client().post(TOKEN, {"grant_type": "client_credentials"}, headers={"Authorization": "Basic %%%"})
    assert broken.json()["error"] == "invalid_client"
    assert Client().get(TOKEN).status_code == 405


def test_a_client_secret_is_no_key_and_is_kept_as_a_hash_only(world: World) -> None:
    id_, secret = client_for(world.hansa.admin)
    assert Program(secret).get("/me").json()["code"] == "api_key_unknown"
    token = ask(id_, secret).json()["access_token"]
    with as_system():
        client = OAuthClient.objects.get(id=OAuthClient.parse_id(id_))
        assert secret.encode() not in bytes(client.secret_hash)
        assert token.encode() not in bytes(ApiKey.objects.get(client=client).secret_hash)
        assert client.last_used_at is not None


def test_revoking_a_client_ends_its_tokens_with_their_next_request(world: World) -> None:
    id_, secret = client_for(world.hansa.admin)
    programs = [Program(ask(id_, secret).json()["access_token"]) for _ in range(2)]
    assert {program.get("/me").status_code for program in programs} == {200}
    revoke(world.hansa.admin, id_)
    assert {program.get("/me").json()["code"] for program in programs} == {"access_token_revoked"}
    assert ask(id_, secret).json()["error"] == "invalid_client"


def test_a_token_ends_by_itself_and_is_forgotten_with_the_next(world: World) -> None:
    id_, secret = client_for(world.hansa.admin)
    with authenticating():
        old = issue_access_token(client_id=id_, secret=secret, scopes=(), now=utc_now() - timedelta(hours=2))
    assert Program(old.secret).get("/me").json()["code"] == "access_token_expired"
    ask(id_, secret)
    with as_system():
        assert ApiKey.objects.filter(client=OAuthClient.parse_id(id_)).count() == 1


def test_a_client_ends_with_its_time_and_with_its_membership(world: World) -> None:
    id_, secret = client_for(world.hansa.admin, days=1)
    with authenticating(), pytest.raises(ClientUnknown):
        issue_access_token(client_id=id_, secret=secret, scopes=(), now=utc_now() + timedelta(days=2))
    seller = client_for(world.hansa.seller)
    token = ask(*seller).json()["access_token"]
    with acting_as(world.hansa.admin):
        people_commands.deactivate_member(
            actor=world.hansa.admin, membership_id=membership_of(world.hansa.seller).id, now=utc_now()
        )
    assert Program(token).get("/me").status_code == 401
    assert ask(*seller).json()["error"] == "invalid_client"


def test_only_a_person_makes_clients_and_only_for_themselves(world: World) -> None:
    with acting_as(world.hansa.admin):
        said = {"name": "robot", "now": utc_now()}
        with pytest.raises(NotAllowed):
            create_oauth_client(actor=world.hansa.admin, membership_id=membership_of(world.hansa.seller).id, **said)
        with pytest.raises(ScopeUnknown):
            create_oauth_client(
                actor=world.hansa.admin, membership_id=membership_of(world.hansa.admin).id, scopes=["x"], **said
            )
    program = Program(key_for(world.hansa.admin))
    assert program.send("POST", "/oauth-clients", {"name": "robot"}).json()["code"] == KeyNotForKeys.code


def test_clients_are_seen_and_revoked_by_their_holder_and_administrators_only(world: World) -> None:
    id_, _secret = client_for(world.hansa.seller)
    key = OAuthClient.parse_id(id_)
    for stranger in (world.baltic.admin,):
        with acting_as(stranger):
            assert not OAuthClient.objects.filter(id=key).exists(), "row-level security alone hides it"
            with pytest.raises(NotFound):
                revoke_oauth_client(actor=stranger, client_id=key, now=utc_now())
    admin = Program(key_for(world.hansa.admin))
    assert [line["id"] for line in admin.get("/oauth-clients?of=everybody").json()] == [id_]
    assert admin.get("/oauth-clients").json() == []
    revoked = admin.send("POST", f"/oauth-clients/{id_}/revocation")
    assert (revoked.status_code, revoked.json()["state"]) == (200, "revoked")


def test_tokens_are_not_listed_as_keys(world: World) -> None:
    ask(*client_for(world.hansa.admin))
    assert [key["name"] for key in Program(key_for(world.hansa.admin)).get("/api-keys").json()] == ["robot"]
    with acting_as(world.hansa.admin):
        from steelyard.identity.queries.access import list_keys

        assert len(list_keys(world.hansa.admin, now=utc_now())) == 1


def test_a_person_makes_and_revokes_a_client_in_the_browser(world: World) -> None:
    browser = signed_in("ada@hansa.example")
    page = browser.post("/settings/clients/new/", {"name": "CRM", "access": "*:read", "expires_in_days": "90"})
    text = page.content.decode()
    assert page.status_code == 200, text
    with as_system():
        client = OAuthClient.objects.get(name="CRM")
    assert client.public_id in text
    assert "steelyard_cs_" in text
    listed = browser.get("/settings/clients/").content.decode()
    assert client.public_id in listed
    assert "steelyard_cs_" not in listed
    assert browser.get(f"/settings/clients/{client.public_id}/revocation/").status_code == 200
    browser.post(f"/settings/clients/{client.public_id}/revocation/")
    with as_system():
        client.refresh_from_db()
    assert client.revoked_at is not None
