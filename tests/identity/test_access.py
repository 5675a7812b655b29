"""Keys, scopes and the API: what a program may do, and that it is what a page does."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steelyard.config.urls import API_AREAS, CONTEXTS
from steelyard.identity.commands import people as people_commands
from steelyard.identity.commands.keys import create_api_key, revoke_api_key
from steelyard.identity.models import ApiKey, Invitation, Membership
from steelyard.identity.refusals import KeyNotForKeys, KeyTooLong, ScopeUnknown
from steelyard.identity.terms import ALL_SCOPES, AREAS, expand_scopes
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord, IdempotencyRecord
from tests.identity.conftest import World, enroll, signed_in


def membership_of(actor: Actor) -> Membership:
    with as_system():
        return Membership.objects.get(person_id=actor.person_id, partner_id=actor.partner_id, until=None)


def key_for(actor: Actor, *scopes: str, days: int | None = None, at: datetime | None = None) -> str:
    with acting_as(actor):
        _, secret = create_api_key(
            actor=actor,
            membership_id=membership_of(actor).id,
            name="robot",
            scopes=scopes or ("*",),
            expires_in_days=days,
            now=at or utc_now(),
        )
    return secret


class Program:
    """A program that calls the API with a key."""

    def __init__(self, secret: str) -> None:
        self._client = Client()
        self._headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        return self._client.get(f"/api/v1{path}", headers=self._headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        return self._client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={**self._headers, **headers},
        )


def test_a_key_acts_as_its_person_in_its_membership(world: World) -> None:
    me = Program(key_for(world.hansa.seller)).get("/me").json()
    assert (me["email"], me["kind"], me["roles"]) == ("sam@hansa.example", "partner", ["seller"])
    assert me["partner_id"] == public_id("partner", world.hansa.id)
    assert set(me["scopes"]) == ALL_SCOPES


def test_a_request_with_a_key_pays_one_query_for_knowing_who_asks(world: World) -> None:
    program = Program(key_for(world.host_admin))
    program.get("/me")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        program.get("/people?page_size=1")
    asked = [query["sql"] for query in queries if "identity_use_credential" in query["sql"]]
    assert len(asked) == 1
    assert not any("identity_session" in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("secret", "code"),
    [("steelyard_unknown", "api_key_unknown"), ("not-even-ours", "api_key_unknown"), ("", "api_key_unknown")],
)
def test_an_unknown_key_opens_nothing(world: World, secret: str, code: str) -> None:
    answer = Program(secret).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_no_key_opens_nothing(world: World) -> None:
    answer = Client().get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required")


def test_an_expired_key_says_so(world: World) -> None:
    program = Program(key_for(world.hansa.seller, days=1, at=utc_now() - timedelta(days=2)))
    assert program.get("/me").json()["code"] == "api_key_expired"


def test_a_revoked_key_is_refused_from_the_next_request_on(world: World) -> None:
    program = Program(key_for(world.hansa.seller))
    assert program.get("/me").status_code == 200
    with as_system():
        key = ApiKey.objects.get()
    with acting_as(world.hansa.admin):
        revoke_api_key(actor=world.hansa.admin, key_id=key.id, now=utc_now())
    assert program.get("/me").json()["code"] == "api_key_revoked"


def test_the_secret_is_stored_nowhere(world: World) -> None:
    secret = key_for(world.hansa.seller)
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select row_to_json(k)::text from identity_apikey k")
        stored = cursor.fetchone()[0]
        assert secret not in stored
        assert secret.removeprefix("steelyard_")[:8] not in stored
        events = str(list(EventRecord.objects.values_list("payload", flat=True)))
    assert secret not in events


def test_last_use_is_written_once_a_minute(world: World) -> None:
    program = Program(key_for(world.hansa.seller))
    program.get("/me")
    with as_system():
        first = ApiKey.objects.get().last_used_at
    assert first is not None
    program.get("/me")
    with as_system():
        assert ApiKey.objects.get().last_used_at == first
        ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    program.get("/me")
    with as_system():
        assert ApiKey.objects.get().last_used_at > first


@pytest.mark.parametrize(
    ("granted", "read", "write"),
    [
        (("*",), 200, 201),
        (("people:*",), 200, 201),
        (("people:read",), 200, 403),
        (("people:write",), 403, 201),
        (("*:read",), 200, 403),
        (("deals:*", "program:read"), 403, 403),
    ],
)
def test_scopes_limit_what_the_roles_allow(world: World, granted: tuple[str, ...], read: int, write: int) -> None:
    program = Program(key_for(world.hansa.admin, *granted))
    listed = program.get("/people")
    assert listed.status_code == read
    invited = program.send("POST", "/invitations", {"email": "new@hansa.example", "roles": ["seller"]})
    assert invited.status_code == write
    for answer in (listed, invited):
        if answer.status_code == 403:
            assert answer.json()["code"] == "scope_missing"


def test_scopes_never_add_to_the_roles(world: World) -> None:
    program = Program(key_for(world.hansa.seller, "*"))
    answer = program.send("POST", "/invitations", {"email": "new@hansa.example", "roles": ["seller"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_every_context_with_an_api_is_an_area_that_keys_can_be_scoped_for() -> None:
    assert {API_AREAS.get(context, context) for context in CONTEXTS} <= set(AREAS)


def test_scopes_expand_to_plain_ones() -> None:
    assert expand_scopes(("deals:*",)) == {"deals:read", "deals:write"}
    assert expand_scopes(("*:read",)) == {scope for scope in ALL_SCOPES if scope.endswith(":read")}
    assert expand_scopes(("*",)) == ALL_SCOPES
    for wrong in ("deals", "deals:", "deals:delete", "nothing:read", "", ":read"):
        with pytest.raises(ValueError, match=f"^{wrong}$"):
            expand_scopes((wrong,))


def test_impossible_keys_are_refused(world: World) -> None:
    seller = world.hansa.seller
    membership_id = membership_of(seller).id
    robot = Actor(
        kind=seller.kind,
        person_id=seller.person_id,
        partner_id=seller.partner_id,
        roles=seller.roles,
        scopes=frozenset(ALL_SCOPES),
    )
    with acting_as(seller):
        with pytest.raises(ScopeUnknown):
            create_api_key(actor=seller, membership_id=membership_id, name="x", scopes=["money:read"], now=utc_now())
        with pytest.raises(KeyTooLong):
            create_api_key(actor=seller, membership_id=membership_id, name="x", expires_in_days=9999, now=utc_now())
        with pytest.raises(KeyNotForKeys):
            create_api_key(actor=robot, membership_id=membership_id, name="x", now=utc_now())
    for other, refusal in ((world.hansa.admin, NotAllowed), (world.baltic.admin, NotFound)):
        with pytest.raises(refusal), acting_as(other):
            create_api_key(actor=other, membership_id=membership_id, name="x", now=utc_now())


def test_a_key_cannot_make_keys_over_the_api(world: World) -> None:
    answer = Program(key_for(world.hansa.seller)).send("POST", "/api-keys", {"name": "offspring"})
    assert (answer.status_code, answer.json()["code"]) == (403, "key_may_not_make_keys")


def test_the_answer_with_a_secret_is_not_kept_for_replay(world: World) -> None:
    browser = signed_in("sam@hansa.example")
    made = browser.post(
        "/api/v1/api-keys",
        json.dumps({"name": "robot"}),
        content_type="application/json",
        headers={"Idempotency-Key": "once"},
    )
    assert made.status_code == 201
    assert made.json()["key"].startswith("steelyard_")
    with as_system():
        assert bytes(IdempotencyRecord.objects.get().body) == b""


def test_a_session_writes_over_the_api_only_with_the_forms_token(world: World) -> None:
    from django.test import Client as Browser

    browser = Browser(enforce_csrf_checks=True)
    browser.cookies = signed_in("sam@hansa.example").cookies
    answer = browser.delete("/api/v1/sessions")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_deactivated_persons_key_is_dead_at_once(world: World) -> None:
    program = Program(key_for(world.hansa.seller))
    assert program.get("/me").status_code == 200
    with acting_as(world.hansa.admin):
        people_commands.deactivate_member(
            actor=world.hansa.admin, membership_id=membership_of(world.hansa.seller).id, now=utc_now()
        )
    assert program.get("/me").json()["code"] == "api_key_unknown"


def test_a_role_taken_away_is_gone_at_the_next_request(world: World, now: datetime) -> None:
    enroll("eve@hansa.example", "Eve", world.hansa.id, Role.PARTNER_ADMIN, at=now)
    program, browser = Program(key_for(world.hansa.admin)), signed_in("ada@hansa.example")
    assert program.get("/invitations").status_code == 200
    with acting_as(world.host_admin):
        people_commands.change_roles(
            actor=world.host_admin,
            membership_id=membership_of(world.hansa.admin).id,
            roles=[Role.SELLER],
            now=utc_now(),
        )
    assert program.get("/invitations").status_code == 404
    assert browser.get("/people/invitations/").status_code == 404


def test_the_whole_life_of_a_colleague_over_the_api(world: World) -> None:
    program = Program(key_for(world.hansa.admin))
    sam = next(item for item in program.get("/people").json()["items"] if item["email"] == "sam@hansa.example")
    changed = program.send("PUT", f"/memberships/{sam['id']}/roles", {"roles": ["architect", "seller"]})
    assert changed.json()["roles"] == ["seller", "architect"]
    ended = program.send("POST", f"/memberships/{sam['id']}/deactivation")
    assert (ended.status_code, ended.json()["is_active"]) == (200, False)
    assert program.send("POST", f"/memberships/{sam['id']}/deactivation").json()["code"] == "already_deactivated"
    again = program.send("POST", f"/memberships/{sam['id']}/reactivation")
    assert (again.status_code, again.json()["is_active"]) == (201, True)
    assert program.get(f"/memberships/{again.json()['id']}").json()["roles"] == ["seller", "architect"]
    assert program.get("/people?state=ended").json()["total"] == 0


def test_the_whole_life_of_an_invitation_over_the_api(world: World) -> None:
    program = Program(key_for(world.host_admin))
    body = {"email": "new@hansa.example", "roles": ["seller"], "partner_id": public_id("partner", world.hansa.id)}
    made = program.send("POST", "/invitations", body)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert program.send("POST", "/invitations", body).json()["code"] == "already_invited"
    address = f"/invitations/{made.json()['id']}"
    assert program.send("POST", f"{address}/sending").json()["sent_at"] >= made.json()["sent_at"]
    assert program.send("POST", f"{address}/revocation").json()["state"] == "revoked"
    assert program.send("POST", f"{address}/sending").json()["code"] == "invitation_already_closed"
    nowhere = body | {"partner_id": public_id("partner", world.host_admin.person_id or world.hansa.id)}
    assert program.send("POST", "/invitations", nowhere).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no-address", "roles": ["seller"]},
        {"email": "x@y.example", "roles": []},
        {"email": "x@y.example", "roles": ["emperor"]},
        {"email": "x@y.example", "roles": ["seller"], "colour": "blue"},
        {"email": "x@y.example\r\nBcc: z@z.example", "roles": ["seller"]},
        {"email": "x@y.example", "roles": ["seller"], "name": "a\x00b"},
        {"email": "x@y.example", "roles": ["seller"], "language": "klingon!"},
        {"email": "x@y.example", "roles": ["finance"]},
    ],
)
def test_bad_input_is_refused_with_the_field_named(world: World, wrong: dict[str, object]) -> None:
    answer = Program(key_for(world.hansa.admin)).send("POST", "/invitations", wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert mail.outbox == []


def test_page_and_api_record_the_same_event(world: World) -> None:
    signed_in("ada@hansa.example").post(
        "/people/invitations/new/", {"email": "one@hansa.example", "roles": ["seller"], "language": "en"}
    )
    program = Program(key_for(world.hansa.admin))
    program.send("POST", "/invitations", {"email": "two@hansa.example", "roles": ["seller"]})
    with as_system():
        page, api = EventRecord.objects.filter(type="identity.person.invited").order_by("sequence")
        assert Invitation.objects.count() == 2
    assert page.payload | {"email": ""} == api.payload | {"email": ""}
    assert (page.actor_id, page.partner_id) == (api.actor_id, api.partner_id)
