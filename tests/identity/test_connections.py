"""Signing in through an organization's OpenID provider: who comes in, as whom, in which roles, and what is refused."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from steelyard.identity.commands.connections import (
    ConnectionTerms,
    change_connection,
    create_connection,
    delete_connection,
)
from steelyard.identity.commands.invitations import invite_person
from steelyard.identity.commands.second_factor import require_second_factor
from steelyard.identity.models import Connection, Person
from steelyard.identity.refusals import ConnectionExists, DomainTaken, RolesNotPossible
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.identity import provider as providers
from tests.identity.conftest import PASSWORD, World, enroll, signed_in
from tests.identity.provider import CLIENT, SECRET, Provider

TERMS = ConnectionTerms(name="Hansa Login", domains=("hansa.example",), secret=SECRET)
SAM = {"sub": "sam-1", "email": "sam@hansa.example", "email_verified": True, "name": "Sam of hansa"}
NEW = {"sub": "new-1", "email": "nora@hansa.example", "email_verified": True, "name": "Nora New"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providers.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_tries_from_before(db: None) -> None:
    cache.clear()


def connect(world: World, provider: Provider, now: datetime, partner_id: UUID | None, **terms: Any) -> UUID:
    with acting_as(world.host_admin):
        return create_connection(
            actor=world.host_admin,
            kind=ConnectionKind.OIDC,
            issuer=provider.issuer,
            client_id=CLIENT,
            partner_id=partner_id,
            terms=replace(TERMS, **terms),
            now=now,
        )


def leave(browser: Client, email: str) -> tuple[str, dict[str, str]]:
    """Begin to sign in; return the address of the way back and what the provider is asked."""
    page = browser.post("/account/organization/", {"email": email})
    assert page.status_code == 200, page.content
    url = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert url is not None
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url[1].replace("&amp;", "&")).query).items()}
    return urlsplit(asked["redirect_uri"]).path, asked


def come_back(
    browser: Client, provider: Provider, person: dict[str, Any], *, token: str | None = None, **claims: Any
) -> Any:
    """Sign in at the provider as the person, with an ID token that says so, and return Steelyard's answer."""
    path, asked = leave(browser, str(person["email"]))
    now = int(time.time())
    said = {**person, "iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
    said |= claims
    provider.tokens["a-code"] = token or provider.sign({k: v for k, v in said.items() if v is not None})
    provider.people["a-code"] = person
    return browser.get(path, {"code": "a-code", "state": asked["state"]})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/api/v1/me").status_code == 200


# --- Who comes in ---------------------------------------------------------------------------------------------------------


def test_somebody_known_comes_in_with_state_nonce_and_pkce(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    browser = Client()
    answer = come_back(browser, provider, SAM)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/api/v1/me").json()["email"] == "sam@hansa.example"
    assert "code_verifier" in provider.asked[0]
    with as_system():
        account = SocialAccount.objects.get()
        assert (account.uid, account.extra_data) == ("sam-1", {})
        assert EventRecord.objects.filter(type="identity.person.linked").count() == 1


def test_subject_and_issuer_are_who_one_is_and_not_the_address(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    come_back(Client(), provider, SAM)
    renamed = Client()
    come_back(renamed, provider, {**SAM, "email": "samuel@hansa.example"})
    assert renamed.get("/api/v1/me").json()["email"] == "sam@hansa.example"
    other = Client()
    assert (
        come_back(other, provider, {**SAM, "sub": "somebody-else", "email": "nobody@hansa.example"}).status_code == 403
    )
    assert not is_signed_in(other)


def test_the_same_subject_of_another_provider_is_somebody_else(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    come_back(Client(), provider, SAM)
    with providers.running() as second:
        connect(world, second, now, world.baltic.id, name="Baltic Login", domains=("baltic.example",))
        browser = Client()
        claims = {**SAM, "email": "sam@baltic.example"}
        assert come_back(browser, second, claims).status_code == 302
        assert browser.get("/api/v1/me").json()["email"] == "sam@baltic.example"


@pytest.mark.parametrize("person", [{**SAM, "email": "sam@baltic.example"}, {**SAM, "email_verified": False}])
def test_an_address_of_another_domain_or_not_verified_introduces_nobody(
    world: World, provider: Provider, now: datetime, person: dict[str, Any]
) -> None:
    connect(world, provider, now, world.hansa.id)
    browser = Client()
    path, asked = leave(browser, "sam@hansa.example")
    moment = int(time.time())
    provider.tokens["a-code"] = provider.sign(
        {**person, "iss": provider.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
    )
    provider.people["a-code"] = person
    assert browser.get(path, {"code": "a-code", "state": asked["state"]}).status_code == 403
    assert not is_signed_in(browser)


def test_a_partners_provider_does_not_open_other_organizations(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    come_back(Client(), provider, SAM)
    enroll("sam@hansa.example", "Sam", None, Role.FINANCE, at=now)
    browser = Client()
    assert come_back(browser, provider, SAM).status_code == 403
    assert not is_signed_in(browser)


def test_nobody_new_comes_in_unless_the_connection_says_so(world: World, provider: Provider, now: datetime) -> None:
    key = connect(world, provider, now, world.hansa.id)
    assert come_back(Client(), provider, NEW).status_code == 403
    with acting_as(world.host_admin):
        terms = replace(TERMS, provisions=True, default_roles=(Role.SELLER,))
        change_connection(actor=world.host_admin, connection_id=key, terms=terms, now=now)
    browser = Client()
    assert come_back(browser, provider, NEW).status_code == 302
    me = browser.get("/api/v1/me").json()
    assert (me["name"], me["roles"], me["kind"]) == ("Nora New", ["seller"], "partner")


def test_an_open_invitation_is_taken_up_by_signing_in(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    with acting_as(world.hansa.admin):
        invite_person(
            actor=world.hansa.admin,
            email="nora@hansa.example",
            partner_id=world.hansa.id,
            roles=[Role.ARCHITECT],
            now=utc_now(),
        )
    browser = Client()
    come_back(browser, provider, NEW)
    assert browser.get("/api/v1/me").json()["roles"] == ["architect"]


def test_who_was_deactivated_stays_out(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id, provisions=True, default_roles=(Role.SELLER,))
    come_back(Client(), provider, SAM)
    with as_system():
        person = Person.objects.get(email="sam@hansa.example")
        person.memberships.update(until=now)
        Person.objects.filter(id=person.id).update(is_active=False)
    assert come_back(Client(), provider, SAM).status_code == 403


def test_groups_give_roles_at_every_sign_in_and_the_last_administrator_stays(
    world: World, provider: Provider, now: datetime
) -> None:
    connect(
        world,
        provider,
        now,
        world.hansa.id,
        group_claim="groups",
        group_roles={"sales": [Role.SELLER], "tech": [Role.ARCHITECT]},
    )
    browser = Client()
    come_back(browser, provider, {**SAM, "groups": ["sales", "tech", "other"]})
    assert browser.get("/api/v1/me").json()["roles"] == ["seller", "architect"]
    come_back(browser, provider, {**SAM, "groups": ["tech"]})
    assert browser.get("/api/v1/me").json()["roles"] == ["architect"]
    admin = Client()
    come_back(admin, provider, {"sub": "ada-1", "email": "ada@hansa.example", "groups": ["sales"]})
    assert admin.get("/api/v1/me").json()["roles"] == ["seller", "partner_admin"]
    assert come_back(Client(), provider, {**SAM, "groups": []}).status_code == 403


# --- What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 3600},
        {"aud": "somebody-else"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "not-ours"},
        {"nonce": None},
        {"sub": "another-than-userinfo-says"},
        {"exp": None},
    ],
    ids=["expired", "audience", "issuer", "nonce", "no-nonce", "subject", "no-expiry"],
)
def test_a_token_that_was_not_made_for_this_is_refused(
    world: World, provider: Provider, now: datetime, claims: dict[str, Any]
) -> None:
    connect(world, provider, now, world.hansa.id)
    browser = Client()
    assert come_back(browser, provider, SAM, **claims).status_code in (401, 403)
    assert not is_signed_in(browser)


@pytest.mark.parametrize("how", ["other-key", "none", "client-secret", "altered"])
def test_a_token_that_the_issuer_did_not_sign_is_refused(
    world: World, provider: Provider, now: datetime, how: str
) -> None:
    connect(world, provider, now, world.hansa.id)
    browser = Client()
    path, asked = leave(browser, "sam@hansa.example")
    moment = int(time.time())
    said = {**SAM, "iss": provider.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
    head, body, _signature = provider.sign(said).split(".")
    provider.tokens["a-code"] = {
        "other-key": lambda: provider.sign(said, key=rsa.generate_private_key(65537, 2048)),
        "none": lambda: providers.unsigned(said),
        "client-secret": lambda: provider.sign(said, key=SECRET.ljust(32, "x"), algorithm="HS256"),
        "altered": lambda: ".".join((head, body, provider.sign({**said, "sub": "ada-1"}).split(".")[2])),
    }[how]()
    provider.people["a-code"] = SAM
    assert browser.get(path, {"code": "a-code", "state": asked["state"]}).status_code == 401
    assert not is_signed_in(browser)


def test_an_answer_opens_one_browser_once(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    victim, thief = Client(), Client()
    path, asked = leave(victim, "sam@hansa.example")
    moment = int(time.time())
    token = provider.sign(
        {**SAM, "iss": provider.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
    )
    answer = {"code": "a-code", "state": asked["state"]}
    provider.tokens["a-code"], provider.people["a-code"] = token, SAM
    assert thief.get(path, answer).status_code == 401
    assert victim.get(path, answer).status_code == 302
    provider.tokens["a-code"] = token
    assert victim.get(path, answer).status_code == 401
    assert not is_signed_in(thief)


def test_a_document_of_another_issuer_is_not_believed(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    provider.issuer, before = "https://elsewhere.example", provider.issuer
    assert Client().post("/account/organization/", {"email": "sam@hansa.example"}).status_code == 503
    provider.issuer = before


def test_a_provider_that_is_away_is_said_plainly(world: World, now: datetime) -> None:
    with providers.running() as gone:
        connect(world, gone, now, world.hansa.id)
    answer = Client().post("/account/organization/", {"email": "sam@hansa.example"})
    assert answer.status_code == 503
    assert b"Back to sign-in" in answer.content


# --- The only way in ------------------------------------------------------------------------------------------------------


def test_an_enforced_connection_ends_every_other_way_in(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id, is_enforced=True)
    for path, form in (
        ("/account/login/", {"login": "Sam@Hansa.example", "password": PASSWORD}),
        ("/account/login/code/", {"email": "sam@hansa.example"}),
    ):
        browser = Client()
        assert browser.post(path, form)["Location"].startswith("/account/organization/")
        assert not is_signed_in(browser)
    assert Client().post("/account/login/", {"login": "sam@baltic.example", "password": PASSWORD})["Location"] == "/"
    browser = Client()
    assert come_back(browser, provider, SAM).status_code == 302
    assert is_signed_in(browser)


def test_its_second_factor_counts_where_the_connection_says_so(world: World, provider: Provider, now: datetime) -> None:
    key = connect(world, provider, now, world.hansa.id)
    with acting_as(world.hansa.admin):
        require_second_factor(actor=world.hansa.admin, partner_id=world.hansa.id, roles=[Role.SELLER], now=now)
    browser = Client()
    come_back(browser, provider, SAM)
    assert browser.get("/people/")["Location"] == "/account/second-factor/"
    with acting_as(world.host_admin):
        terms = replace(TERMS, vouches_second_factor=True)
        change_connection(actor=world.host_admin, connection_id=key, terms=terms, now=now)
    vouched = Client()
    come_back(vouched, provider, SAM)
    assert vouched.get("/people/").status_code == 200


def test_a_switched_off_connection_lets_nobody_in(world: World, provider: Provider, now: datetime) -> None:
    key = connect(world, provider, now, world.hansa.id)
    browser = Client()
    path, asked = leave(browser, "sam@hansa.example")
    with acting_as(world.host_admin):
        change_connection(actor=world.host_admin, connection_id=key, terms=replace(TERMS, is_enabled=False), now=now)
    assert browser.get(path, {"code": "a-code", "state": asked["state"]}).status_code == 404
    assert Client().post("/account/organization/", {"email": "sam@hansa.example"}).status_code == 422


# --- Managing -------------------------------------------------------------------------------------------------------------


def test_no_domain_has_two_connections_and_no_provider_two(world: World, provider: Provider, now: datetime) -> None:
    connect(world, provider, now, world.hansa.id)
    with pytest.raises(ConnectionExists):
        connect(world, provider, now, world.baltic.id, domains=("baltic.example",))
    with providers.running() as second, pytest.raises(DomainTaken):
        connect(world, second, now, world.baltic.id)


def test_a_connection_gives_roles_of_its_side_only(world: World, provider: Provider, now: datetime) -> None:
    for terms in (
        {"default_roles": (Role.PROGRAM_ADMIN,)},
        {"group_roles": {"boss": [Role.PROGRAM_ADMIN]}},
        {"provisions": True},
    ):
        with pytest.raises(RolesNotPossible):
            connect(world, provider, now, world.hansa.id, **terms)


def test_only_program_administrators_manage_connections(world: World, provider: Provider, now: datetime) -> None:
    key = connect(world, provider, now, world.hansa.id)

    for actor in (world.channel_manager, world.hansa.admin):
        with acting_as(actor), pytest.raises(NotAllowed):
            delete_connection(actor=actor, connection_id=key, now=now)
    for email in ("carl@host.example", "ada@hansa.example"):
        assert signed_in(email).get("/people/connections/").status_code == 403
        assert signed_in(email).get("/api/v1/connections").status_code == 403
    with acting_as(world.hansa.admin):
        assert not Connection.objects.exists()
        assert not SocialAccount.objects.exists()


def test_the_secret_is_sealed_and_never_shown(world: World, provider: Provider, now: datetime) -> None:
    key = connect(world, provider, now, world.hansa.id)
    with as_system():
        connection = Connection.objects.get(id=key)
    assert SECRET not in connection.sealed_secret
    admin = signed_in("petra@host.example")
    for path in (f"/people/connections/{connection.public_id}/", f"/people/connections/{connection.public_id}/change/"):
        assert SECRET not in admin.get(path).content.decode()
    assert "secret" not in admin.get(f"/api/v1/connections/{connection.public_id}").json()


def test_a_connection_is_made_changed_and_deleted_on_its_pages(world: World, provider: Provider) -> None:
    admin = signed_in("petra@host.example")
    form = {
        "name": "Host Login",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "host.example, Host.Test",
        "group_claim": "groups",
        "group_roles": "money = finance\nboss = executive, auditor",
        "is_enabled": "on",
    }
    wrong = admin.post("/people/connections/new/oidc/", {**form, "group_roles": "money = seller", "domains": "no"})
    assert wrong.status_code == 422
    page = admin.post("/people/connections/new/oidc/", form)
    assert page.status_code == 302
    shown = admin.get(page["Location"]).content.decode()
    assert "/account/oidc/" in shown
    assert "host.example, host.test" in shown
    changed = admin.post(f"{page['Location']}change/", {**form, "domains": "host.example", "is_enforced": "on"})
    assert changed.status_code == 302
    with as_system():
        event = EventRecord.objects.get(type="identity.connection.changed")
    assert event.payload == {"changed": ["domains", "is_enforced", "secret"]}
    assert admin.post(f"{page['Location']}removal/").status_code == 302
    assert admin.get("/api/v1/connections").json() == []


def test_the_api_makes_and_changes_a_connection(world: World) -> None:
    admin = signed_in("petra@host.example")
    body = {
        "kind": "oidc",
        "issuer": "https://login.example.com",
        "client_id": "c",
        "name": "L",
        "domains": ["a.example"],
    }
    made = admin.post("/api/v1/connections", body, content_type="application/json")
    assert made.status_code == 201, made.content
    path = f"/api/v1/connections/{made.json()['id']}"
    changed = admin.put(
        path, {"name": "M", "domains": ["b.example"], "is_enforced": True}, content_type="application/json"
    )
    assert (changed.json()["domains"], changed.json()["is_enforced"]) == (["b.example"], True)
    assert admin.delete(path).status_code == 204
