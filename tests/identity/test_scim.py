"""SCIM: the standard's own tester finds nothing, and what a directory writes becomes memberships, roles, and their end."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import scim2_tester.filling
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from httpx2 import Client as HttpClient
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from steelyard.identity.commands.connections import ConnectionTerms, change_connection, create_connection
from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.commands.scim_tokens import create_scim_token, revoke_scim_token
from steelyard.identity.models import Connection, DirectoryAccount, DirectoryGroup, Membership, Person, ScimToken
from steelyard.identity.policies import decide_standing
from steelyard.identity.refusals import KeyNotForKeys
from steelyard.identity.terms import ConnectionKind, Standing
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.identity import provider as providers
from tests.identity.conftest import PASSWORD, World, enroll, make_world, signed_in
from tests.identity.provider import CLIENT, SECRET, Provider
from tests.identity.test_access import Program, key_for
from tests.identity.test_connections import come_back, is_signed_in
from tests.serving import serving

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BY_GROUP = {"sales": [Role.SELLER], "admins": [Role.PARTNER_ADMIN]}


class Directory:
    """A directory that writes over SCIM with its token."""

    def __init__(self, connection: UUID, token: str) -> None:
        self.connection, self.token = connection, token
        self._client = Client(headers={"Authorization": f"Bearer {token}"})

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        kind = "application/scim+json"
        return self._client.generic(method, f"/scim/v2{path}", sent, content_type=kind, headers=headers)

    def hire(self, name: str, *, domain: str = "hansa.example", **said: Any) -> str:
        """Write a new account and return its id."""
        body = {"schemas": [USER], "userName": f"{name}@{domain}", "displayName": name.title(), "active": True, **said}
        answer = self.ask("POST", "/Users", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def group(self, name: str, *members: str) -> str:
        """Write a new group and return its id."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": member} for member in members]}
        answer = self.ask("POST", "/Groups", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)

    def switch(self, account: str, *, on: bool) -> None:
        answer = self.patch(f"/Users/{account}", {"op": "Replace", "path": "active", "value": str(on)})
        assert answer.status_code == 200, answer.content


def connect(world: World, partner_id: UUID | None, domain: str = "hansa.example", **terms: Any) -> Directory:
    """Make a connection with a token for its directory."""
    issuer = terms.pop("issuer", f"https://login.{domain}")
    given = {"default_roles": (Role.SELLER if partner_id else Role.MARKETING,), **terms}
    with acting_as(world.host_admin):
        connection = create_connection(
            actor=world.host_admin,
            kind=ConnectionKind.OIDC,
            issuer=issuer,
            client_id=CLIENT,
            partner_id=partner_id,
            terms=ConnectionTerms(name=f"Login of {domain}", domains=(domain,), secret=SECRET, **given),
            now=utc_now(),
        )
        _, token = create_scim_token(actor=world.host_admin, connection_id=connection, name="directory", now=utc_now())
    return Directory(connection, token)


@pytest.fixture
def hansa(world: World) -> Directory:
    """The directory of a partner, whose groups give roles."""
    return connect(world, world.hansa.id, group_roles=BY_GROUP, default_roles=())


def membership(email: str, partner_id: UUID | None) -> Membership | None:
    with as_system():
        rows = Membership.objects.filter(person__email=email, partner_id=partner_id, until=None)
        return rows.select_related("person").first()


def roles(email: str, partner_id: UUID | None) -> set[str]:
    found = membership(email, partner_id)
    return set(found.roles) if found else set()


def standing(account: str) -> str:
    with as_system():
        return DirectoryAccount.objects.get(id=DirectoryAccount.parse_id(account)).standing


# --- The tester -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("admits", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["members", "strangers"])
def test_the_testers_checks_all_pass(
    own_database: str, settings: LazySettings, now: datetime, monkeypatch: pytest.MonkeyPatch, admits: bool
) -> None:
    world = make_world(now)
    if admits:
        _stay_within("hansa.example", monkeypatch)
    with serving() as address:
        settings.BASE_URL = address
        directory = connect(world, world.hansa.id)
        bearer = {"Authorization": f"Bearer {directory.token}"}
        with HttpClient(base_url=f"{address}/scim/v2", headers=bearer) as http:
            results = check_server(SyncSCIMClient(http))
    fine = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}
    wrong = [f"{one.title} {one.resource_type}: {one.reason}" for one in results if one.status not in fine]
    assert wrong == []
    assert len(results) >= 84


def _stay_within(domain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tester's random addresses lie in a domain of the connection, so that whomever it makes is let in."""
    generate = scim2_tester.filling.generate_random_value

    def generate_within(context: Any, path: Any, **wanted: Any) -> Any:
        value = generate(context, path, **wanted)
        is_address = value is not None and str(path).endswith("emails.value")
        return f"{uuid4()}@{domain}" if is_address else value

    monkeypatch.setattr(scim2_tester.filling, "generate_random_value", generate_within)


# --- Accounts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Standing.IN),
        ({"is_active": False, "is_covered": False}, Standing.INACTIVE),
        ({"is_covered": False, "is_of_others": True}, Standing.NOT_COVERED),
        ({"is_of_others": True, "roles": frozenset()}, Standing.OF_OTHERS),
        ({"roles": frozenset()}, Standing.NO_ROLE),
    ],
)
def test_an_account_gives_access_for_reasons_in_this_order(facts: dict[str, Any], expected: Standing) -> None:
    usual = {"is_active": True, "is_covered": True, "is_of_others": False, "roles": frozenset({Role.SELLER})}
    assert decide_standing(**(usual | facts)) == expected


def test_an_account_becomes_a_member_when_a_group_gives_it_a_role(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora", title="Seller", timezone="Europe/Berlin", preferredLanguage="de-DE")
    assert standing(nora) == Standing.NO_ROLE
    assert membership("nora@hansa.example", world.hansa.id) is None
    hansa.group("sales", nora)
    found = membership("nora@hansa.example", world.hansa.id)
    assert found is not None
    assert found.roles == ["seller"]
    person = found.person
    assert (person.name, person.title, person.time_zone, person.language) == ("Nora", "Seller", "Europe/Berlin", "de")
    assert not person.has_usable_password()
    shown = hansa.ask("GET", f"/Users/{nora}").json()
    assert [group["display"] for group in shown["groups"]] == ["sales"]
    with as_system():
        types = set(EventRecord.objects.filter(subject_id=person.id).values_list("type", flat=True))
    assert {"identity.person.joined", "identity.person.kept_by_directory"} <= types


def test_roles_follow_the_groups_and_leave_with_them(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora")
    sales, admins = hansa.group("sales", nora), hansa.group("admins")
    hansa.patch(f"/Groups/{admins}", {"op": "Add", "path": "members", "value": [{"value": nora}]})
    assert roles("nora@hansa.example", world.hansa.id) == {"seller", "partner_admin"}
    # Entra names who leaves in the value, Okta in a filter of the path.
    hansa.patch(f"/Groups/{sales}", {"op": "Remove", "path": "members", "value": [{"value": nora}]})
    assert roles("nora@hansa.example", world.hansa.id) == {"partner_admin"}
    answer = hansa.patch(f"/Groups/{admins}", {"op": "remove", "path": f'members[value eq "{nora}"]'})
    assert answer.status_code == 200, answer.content
    assert roles("nora@hansa.example", world.hansa.id) == set()
    assert standing(nora) == Standing.NO_ROLE


def test_a_changed_line_about_groups_holds_at_once(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora")
    hansa.group("sales", nora)
    with acting_as(world.host_admin):
        terms = ConnectionTerms(
            name="Login", domains=("hansa.example",), group_roles={"sales": [Role.ARCHITECT]}, secret=SECRET
        )
        change_connection(actor=world.host_admin, connection_id=hansa.connection, terms=terms, now=utc_now())
    assert roles("nora@hansa.example", world.hansa.id) == {"architect"}


def test_whom_the_directory_switches_off_loses_sessions_and_keys_at_once(world: World, hansa: Directory) -> None:
    sam = hansa.hire("sam")
    hansa.group("sales", sam)
    browser, program = signed_in("sam@hansa.example"), Program(key_for(world.hansa.seller))
    assert is_signed_in(browser)
    assert program.get("/me").status_code == 200
    hansa.switch(sam, on=False)
    assert not is_signed_in(browser)
    assert program.get("/me").status_code == 401
    assert standing(sam) == Standing.INACTIVE
    hansa.switch(sam, on=True)
    assert roles("sam@hansa.example", world.hansa.id) == {"seller"}
    assert program.get("/me").status_code == 401, "keys of an ended membership stay dead"
    with as_system():
        person = Person.objects.get(email="sam@hansa.example")
        types = list(EventRecord.objects.filter(subject_id=person.id).values_list("type", flat=True))
    assert {"identity.person.deactivated", "identity.person.reactivated"} <= set(types)


def test_a_deleted_account_is_gone_and_its_person_out(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora")
    hansa.group("sales", nora)
    assert hansa.ask("DELETE", f"/Users/{nora}").status_code == 204
    assert hansa.ask("GET", f"/Users/{nora}").status_code == 404
    assert membership("nora@hansa.example", world.hansa.id) is None
    again = hansa.hire("nora")
    hansa.group("sales too", again)
    with as_system():
        assert Person.objects.filter(email="nora@hansa.example").count() == 1


def test_whom_an_administrator_put_out_the_next_sync_does_not_bring_back(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora")
    hansa.group("sales", nora)
    member = membership("nora@hansa.example", world.hansa.id)
    assert member is not None
    with acting_as(world.hansa.admin):
        deactivate_member(actor=world.hansa.admin, membership_id=member.id, now=utc_now())
    hansa.switch(nora, on=True)
    hansa.patch(f"/Users/{nora}", {"op": "replace", "path": "title", "value": "Head of sales"})
    assert membership("nora@hansa.example", world.hansa.id) is None
    hansa.switch(nora, on=False)
    hansa.switch(nora, on=True)
    assert membership("nora@hansa.example", world.hansa.id) is not None


def test_the_last_administrator_keeps_the_role_but_not_the_access(world: World, hansa: Directory) -> None:
    ada = hansa.hire("ada")
    sales = hansa.group("sales", ada)
    assert roles("ada@hansa.example", world.hansa.id) == {"seller", "partner_admin"}
    assert hansa.ask("DELETE", f"/Groups/{sales}").status_code == 204
    assert membership("ada@hansa.example", world.hansa.id) is None


def test_the_directory_changes_what_it_says_and_leaves_what_people_said(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora", title="Seller")
    hansa.group("sales", nora)
    with as_system():
        Person.objects.filter(email="nora@hansa.example").update(title="Chief of the counter")
    hansa.patch(f"/Users/{nora}", {"op": "replace", "value": {"name.familyName": "Berg", "displayName": "Nora Berg"}})
    member = membership("nora@hansa.example", world.hansa.id)
    assert member is not None
    assert (member.person.name, member.person.title) == ("Nora Berg", "Chief of the counter")
    body = {"schemas": [USER], "userName": "nora.berg@hansa.example", "displayName": "Nora Berg", "title": "Boss"}
    assert hansa.ask("PUT", f"/Users/{nora}", body).status_code == 200
    member = membership("nora.berg@hansa.example", world.hansa.id)
    assert member is not None
    assert member.person.title == "Boss"
    taken = hansa.patch(f"/Users/{nora}", {"op": "replace", "path": "userName", "value": "sam@hansa.example"})
    assert (taken.status_code, taken.json()["scimType"]) == (409, "uniqueness")
    assert membership("nora.berg@hansa.example", world.hansa.id) is not None


# --- Signing in -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providers.running() as running:
        yield running


def test_an_account_signs_in_by_the_connection_alone(world: World, provider: Provider) -> None:
    hansa = connect(world, world.hansa.id, group_roles=BY_GROUP, issuer=provider.issuer)
    sam = hansa.hire("sam")
    hansa.group("admins", sam)
    by_password = Client()
    answer = by_password.post("/account/login/", {"login": "sam@hansa.example", "password": PASSWORD})
    assert answer["Location"].startswith("/account/organization/")
    assert not is_signed_in(by_password)
    claims = {"sub": "sam-1", "email": "sam@hansa.example", "email_verified": True, "name": "Sam"}
    browser = Client()
    come_back(browser, provider, claims)
    assert browser.get("/api/v1/me").json()["roles"] == ["partner_admin"], "its groups hold, not the claims"
    hansa.switch(sam, on=False)
    refused = Client()
    assert come_back(refused, provider, claims).status_code == 403
    assert not is_signed_in(refused)


def test_an_account_without_access_is_not_let_in_by_signing_in(world: World, provider: Provider) -> None:
    hansa = connect(world, world.hansa.id, provisions=True, issuer=provider.issuer)
    hansa.hire("nora", active=False)
    browser = Client()
    claims = {"sub": "nora-1", "email": "nora@hansa.example", "email_verified": True, "name": "Nora"}
    assert come_back(browser, provider, claims).status_code == 403
    assert membership("nora@hansa.example", world.hansa.id) is None


# --- Whose is whose -------------------------------------------------------------------------------------------------------


def test_a_partners_directory_reaches_its_own_people_only(world: World, hansa: Directory, now: datetime) -> None:
    baltic = connect(world, world.baltic.id, "baltic.example")
    sam = baltic.hire("sam", domain="baltic.example")
    team = baltic.group("team", sam)
    for method, path, body in (
        ("GET", f"/Users/{sam}", None),
        ("PUT", f"/Users/{sam}", {"schemas": [USER], "userName": "x"}),
        ("PATCH", f"/Users/{sam}", {"schemas": [PATCH], "Operations": [{"op": "remove", "path": "title"}]}),
        ("DELETE", f"/Users/{sam}", None),
        ("GET", f"/Groups/{team}", None),
        ("DELETE", f"/Groups/{team}", None),
    ):
        assert hansa.ask(method, path, body).status_code == 404, method
    answer = hansa.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "thieves", "members": [{"value": sam}]})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert hansa.ask("GET", "/Users").json()["totalResults"] == 0
    assert roles("sam@baltic.example", world.baltic.id) == {"seller"}
    # An address of another's domain, or of the host's people, gives nothing.
    foreign = hansa.hire("petra", domain="host.example")
    assert standing(foreign) == Standing.NOT_COVERED
    assert roles("petra@host.example", None) == {"program_admin"}
    enroll("both@hansa.example", "Both", None, Role.MARKETING, at=now)
    both = hansa.hire("both")
    hansa.group("sales", both)
    assert standing(both) == Standing.OF_OTHERS


def test_row_level_security_stands_behind_it(world: World, hansa: Directory) -> None:
    account = hansa.hire("nora")
    hansa.group("sales", account)
    with acting_as(world.hansa.admin):
        assert DirectoryAccount.objects.count() == DirectoryGroup.objects.count() == 1
        assert ScimToken.objects.count() == Connection.objects.count() == 0
    with acting_as(world.baltic.admin):
        assert DirectoryAccount.objects.count() == DirectoryGroup.objects.count() == 0
        assert not DirectoryAccount.objects.filter(id=DirectoryAccount.parse_id(account)).update(user_name="x")


def test_the_hosts_directory_keeps_the_hosts_people(world: World) -> None:
    host = connect(world, None, "host.example")
    host.hire("wanda", domain="host.example")
    assert roles("wanda@host.example", None) == {"marketing"}
    petra = host.hire("petra", domain="host.example")
    assert roles("petra@host.example", None) == {"program_admin"}, (
        "without lines about groups roles are the organization's"
    )
    assert standing(petra) == Standing.IN


# --- Tokens ---------------------------------------------------------------------------------------------------------------


def test_a_revoked_token_a_switched_off_connection_and_a_key_open_nothing(world: World, hansa: Directory) -> None:
    assert hansa.ask("GET", "/Users").status_code == 200
    with as_system():
        assert ScimToken.objects.get().last_used_at is not None
        Connection.objects.filter(id=hansa.connection).update(is_enabled=False)
    assert hansa.ask("GET", "/Users").status_code == 401
    with as_system():
        Connection.objects.filter(id=hansa.connection).update(is_enabled=True)
        token = ScimToken.objects.get()
    with acting_as(world.host_admin):
        revoke_scim_token(actor=world.host_admin, token_id=token.id, now=utc_now())
    refused = hansa.ask("GET", "/Users")
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert refused.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    for browser in (
        Client(headers={"Authorization": f"Bearer {key_for(world.host_admin)}"}),
        signed_in("petra@host.example"),
    ):
        assert browser.get("/scim/v2/Users").status_code == 401


def test_a_directorys_token_is_no_key_of_the_api(hansa: Directory) -> None:
    assert Program(hansa.token).get("/me").status_code == 401


def test_only_program_administrators_make_and_revoke_tokens(world: World, hansa: Directory) -> None:
    for actor in (world.hansa.admin, world.channel_manager):
        with acting_as(actor), pytest.raises(NotAllowed):
            create_scim_token(actor=actor, connection_id=hansa.connection, name="x", now=utc_now())
    program = Program(key_for(world.host_admin))
    id_ = Connection(id=hansa.connection).public_id
    refused = program.send("POST", f"/connections/{id_}/scim-tokens", {"name": "x"})
    assert refused.json()["code"] == KeyNotForKeys.code
    listed = program.get(f"/connections/{id_}/scim-tokens").json()
    assert [token["name"] for token in listed] == ["directory"]
    revoked = program.send("POST", f"/scim-tokens/{listed[0]['id']}/revocation")
    assert revoked.json()["state"] == "revoked"
    assert hansa.ask("GET", "/Users").status_code == 401


def test_the_secret_is_kept_nowhere_and_shown_once(world: World, hansa: Directory) -> None:
    browser = signed_in("petra@host.example")
    id_ = Connection(id=hansa.connection).public_id
    made = browser.post(f"/people/connections/{id_}/tokens/new/", {"name": "Entra ID", "expires_in_days": "90"})
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    secret = made.context["secret"]
    assert secret in made.content.decode()
    page = browser.get(f"/people/connections/{id_}/").content.decode()
    assert secret not in page
    assert "Entra ID" in page
    assert Directory(hansa.connection, secret).ask("GET", "/Users").status_code == 200
    with as_system():
        token = ScimToken.objects.get(name="Entra ID")
        assert secret.encode() not in bytes(token.secret_hash)
        assert EventRecord.objects.filter(type="identity.scim_token.created").count() == 2
    browser.post(f"/people/connections/{id_}/tokens/{token.public_id}/revocation/")
    assert Directory(hansa.connection, secret).ask("GET", "/Users").status_code == 401


def test_pages_and_api_say_why_an_account_has_no_access(world: World, hansa: Directory) -> None:
    nora = hansa.hire("nora")
    hansa.group("sales", nora)
    hansa.hire("guest", domain="elsewhere.example")
    id_ = Connection(id=hansa.connection).public_id
    page = signed_in("petra@host.example").get(f"/people/connections/{id_}/accounts/").content.decode()
    assert "Has access" in page
    assert "Has no mail address of the connection" in page
    program = Program(key_for(world.host_admin))
    listed = program.get(f"/connections/{id_}/accounts?standing=not_covered").json()
    assert [line["user_name"] for line in listed["items"]] == ["guest@elsewhere.example"]
    first = program.get(f"/connections/{id_}/accounts?page_size=1").json()
    second = program.get(f"/connections/{id_}/accounts?page_size=1&cursor={first['next_cursor']}").json()
    assert second["next_cursor"] is None
    assert program.get(f"/connections/{id_}/accounts").json()["items"] == first["items"] + second["items"]
    assert signed_in("ada@hansa.example").get(f"/people/connections/{id_}/accounts/").status_code == 403


# --- The protocol beyond the tester ---------------------------------------------------------------------------------------


def test_filters_orders_and_pages(hansa: Directory) -> None:
    for name in ("cora", "anna", "bert", "dora"):
        hansa.hire(name, externalId=f"x-{name}")

    def names(query: str) -> list[str]:
        answer = hansa.ask("GET", f"/Users?{query}")
        assert answer.status_code == 200, answer.content
        return [one["userName"].partition("@")[0] for one in answer.json().get("Resources", [])]

    assert names('filter=userName eq "ANNA@hansa.example"') == ["anna"]
    assert names('filter=externalId eq "x-bert" and active eq true') == ["bert"]
    assert names('filter=userName sw "a" or userName sw "c"') == ["cora", "anna"]
    assert names('filter=emails[type eq "work"]') == []
    assert names(r'filter=userName eq "\u0000"') == []
    assert names("sortBy=userName&sortOrder=descending&count=2") == ["dora", "cora"]
    assert names("startIndex=2&count=2") == ["anna", "bert"]
    assert names("count=0") == []
    first = hansa.ask("GET", "/Users?cursor=&count=3").json()
    assert first["totalResults"] == 4
    assert names(f"cursor={first['nextCursor']}&count=3") == ["dora"]
    assert hansa.ask("GET", "/Users?cursor=gone").json()["scimType"] == "invalidCursor"
    wrong = hansa.ask("GET", "/Users?filter=userName zz 1")
    assert (wrong.status_code, wrong.json()["scimType"]) == (400, "invalidFilter")
    deep = "(" * 300 + "userName pr" + ")" * 300
    assert hansa.ask("GET", f"/Users?filter={deep}").status_code in {200, 400}


def test_a_change_of_what_has_changed_is_refused(hansa: Directory) -> None:
    nora = hansa.hire("nora")
    seen = hansa.ask("GET", f"/Users/{nora}")
    assert seen["ETag"] == seen.json()["meta"]["version"]
    assert hansa.ask("GET", f"/Users/{nora}", **{"If-None-Match": seen["ETag"]}).status_code == 304
    change = {"op": "replace", "path": "title", "value": "Seller"}
    assert hansa.patch(f"/Users/{nora}", change, **{"If-Match": seen["ETag"]}).status_code == 200
    assert hansa.patch(f"/Users/{nora}", change, **{"If-Match": seen["ETag"]}).status_code == 412


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/Users", "no json", 400),
        ("POST", "/Users", [], 400),
        ("POST", "/Users", {"schemas": [USER]}, 400),
        ("POST", "/Users", {"schemas": [USER], "userName": "x" * 301}, 400),
        ("POST", "/Users", {"schemas": [USER], "userName": "null\u0000"}, 400),
        ("POST", "/Users", '{"userName": "\\ud800"}', 400),
        ("POST", "/Users", {"schemas": [USER], "userName": "x", "emails": "x"}, 400),
        ("POST", "/Groups", {"schemas": [GROUP], "displayName": "x" * 301}, 400),
        ("POST", "/Groups", {"schemas": [GROUP], "displayName": "x", "members": [{"value": "nobody"}]}, 400),
        ("GET", "/Users/account_nobody", None, 404),
        ("GET", "/Users?count=many", None, 400),
        ("GET", "/Users?attributes=title&excludedAttributes=name", None, 400),
        ("PATCH", "/Users", {}, 405),
        ("GET", "/Me", None, 501),
        ("POST", "/Bulk", {}, 501),
        ("GET", "/Somewhere/else", None, 404),
    ],
)
def test_bad_input_is_refused_in_scims_own_shape(
    hansa: Directory, method: str, path: str, body: Any, status: int
) -> None:
    with transaction.atomic():
        answer = hansa.ask(method, path, body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/scim+json"
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["status"] == str(status)


def test_a_user_name_is_taken_once(hansa: Directory) -> None:
    hansa.hire("nora")
    answer = hansa.ask("POST", "/Users", {"schemas": [USER], "userName": "NORA@hansa.example"})
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
