"""Second factors: setting one up, signing in with it, who must have one, and what goes no way round it."""

import re
import time
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from steelyard.identity.commands.second_factor import require_second_factor, reset_second_factor
from steelyard.identity.models import AccessPolicy, Membership
from steelyard.identity.refusals import PersonOfOthersToo, RolesNotPossible
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.identity.conftest import PASSWORD, World, enroll, signed_in
from tests.identity.test_access import key_for

SELLER = "sam@hansa.example"
NEW_PASSWORD = "another-quiet-harbour-9"


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signed_in_by_password(email: str) -> Client:
    browser = Client()
    browser.post("/account/login/", {"login": email, "password": PASSWORD})
    return browser


def set_up_app(browser: Client) -> str:
    """Set up an authenticator app and return its secret."""
    page = browser.get("/account/second-factor/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 =]+)</code>", page)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    answer = browser.post("/account/second-factor/app/", {"code": code_of(plain)})
    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/codes/")
    return plain


def read_codes(browser: Client) -> list[str]:
    return re.findall(r"<li><code>(\d{8})</code></li>", browser.get("/account/second-factor/codes/").content.decode())


def membership_of(email: str) -> Membership:
    with as_system():
        return Membership.objects.select_related("person").get(person__email=email, until=None)


def test_sign_in_asks_for_the_code_after_the_password(world: World) -> None:
    secret = set_up_app(signed_in_by_password(SELLER))
    browser = Client()
    answer = browser.post("/account/login/", {"login": SELLER, "password": PASSWORD})
    assert answer["Location"] == "/account/second-factor/proof/"
    assert browser.get("/settings/profile/").status_code == 302
    assert browser.post("/account/second-factor/proof/", {"code": "000000"}).status_code == 422
    answer = browser.post("/account/second-factor/proof/", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/settings/profile/").status_code == 200


def test_a_code_works_once(world: World) -> None:
    secret = set_up_app(signed_in_by_password(SELLER))
    code = code_of(secret)
    answers = []
    for _ in range(2):
        browser = signed_in_by_password(SELLER)
        answers.append(browser.post("/account/second-factor/proof/", {"code": code}).status_code)
    assert answers == [302, 422]


def test_recovery_codes_are_shown_once_and_open_once(world: World) -> None:
    browser = signed_in_by_password(SELLER)
    set_up_app(browser)
    codes = read_codes(browser)
    assert len(codes) == 10
    assert read_codes(browser) == []
    answers = []
    for _ in range(2):
        elsewhere = signed_in_by_password(SELLER)
        answers.append(elsewhere.post("/account/second-factor/proof/", {"code": codes[0]}).status_code)
    assert answers == [302, 422]
    with as_system():
        left = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert left == codes[1:]


def test_codes_cannot_be_tried_on_and_on(world: World) -> None:
    secret = set_up_app(signed_in_by_password(SELLER))
    browser = signed_in_by_password(SELLER)
    for _ in range(5):
        assert browser.post("/account/second-factor/proof/", {"code": "000000"}).status_code == 422
    assert browser.post("/account/second-factor/proof/", {"code": code_of(secret)}).status_code == 422


def test_the_database_holds_no_secret_in_the_clear(world: World) -> None:
    secret = set_up_app(signed_in_by_password(SELLER))
    with as_system():
        data = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in data
    assert "gAAAA" in data


@pytest.mark.parametrize("way", ["code", "reset"])
def test_neither_a_mailed_code_nor_a_reset_goes_round_the_second_factor(world: World, way: str) -> None:
    set_up_app(signed_in_by_password(SELLER))
    browser = Client()
    if way == "code":
        browser.post("/account/login/code/", {"email": SELLER})
        answer = browser.post("/account/login/code/confirm/", {"code": mail.outbox[-1].subject.split()[0]})
        assert answer["Location"] == "/account/second-factor/proof/"
    else:
        browser.post("/account/password/reset/", {"email": SELLER})
        link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
        assert link is not None
        form = browser.get(link[1], follow=True)
        browser.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        answer = browser.post("/account/login/", {"login": SELLER, "password": NEW_PASSWORD})
        assert answer["Location"] == "/account/second-factor/proof/"
    assert browser.get("/settings/profile/").status_code == 302


def test_setting_one_up_ends_the_other_sessions_and_is_recorded(world: World) -> None:
    elsewhere, here = signed_in_by_password(SELLER), signed_in_by_password(SELLER)
    set_up_app(here)
    assert here.get("/settings/security/").status_code == 200
    assert elsewhere.get("/settings/security/").status_code == 302
    with as_system():
        added = EventRecord.objects.get(type="identity.person.second_factor_added")
    assert (added.subject_id, added.payload) == (world.hansa.seller.person_id, {"kind": "totp"})


def test_changing_it_later_asks_who_one_is(world: World) -> None:
    browser = signed_in_by_password(SELLER)
    session = browser.session
    session["started_at"] -= 3600
    session.save()
    assert browser.get("/account/second-factor/app/")["Location"].startswith("/account/reauthenticate/")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert browser.get("/account/second-factor/app/").status_code == 200


# --- Who must have one ------------------------------------------------------------------------------------------------


def test_whose_role_needs_one_does_nothing_before_it_is_set_up(world: World, now: datetime) -> None:
    browser = signed_in_by_password(SELLER)
    key = key_for(world.hansa.seller)
    with acting_as(world.host_admin):
        require_second_factor(actor=world.host_admin, partner_id=None, roles=[Role.SELLER], now=now)
    for path in ("/", "/people/", "/settings/profile/", "/settings/security/"):
        assert browser.get(path)["Location"] == "/account/second-factor/"
    refused = browser.get("/api/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")
    assert browser.post("/settings/profile/", {"name": "Else"})["Location"] == "/account/second-factor/"
    assert browser.get("/account/second-factor/").status_code == 200
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    set_up_app(browser)
    assert browser.get("/settings/profile/").status_code == 200
    assert browser.get("/api/v1/me").status_code == 200


def test_other_roles_and_other_partners_are_not_asked(world: World, now: datetime) -> None:
    with acting_as(world.hansa.admin):
        require_second_factor(actor=world.hansa.admin, partner_id=world.hansa.id, roles=[Role.SELLER], now=now)
    assert signed_in("sam@hansa.example").get("/people/").status_code == 302
    for email in ("ada@hansa.example", "sam@baltic.example", "petra@host.example"):
        assert signed_in(email).get("/people/").status_code == 200


def test_dropping_the_last_one_leads_back_to_the_door(world: World, now: datetime) -> None:
    with acting_as(world.host_admin):
        require_second_factor(actor=world.host_admin, partner_id=None, roles=[Role.SELLER], now=now)
    browser = signed_in_by_password(SELLER)
    set_up_app(browser)
    browser.post("/account/second-factor/app/removal/", {})
    assert browser.get("/people/")["Location"] == "/account/second-factor/"
    with as_system():
        assert not Authenticator.objects.exists()


def test_a_program_key_cannot_reach_the_pages_that_set_one_up(world: World, now: datetime) -> None:
    key = key_for(world.hansa.seller)
    answer = Client().get("/account/second-factor/app/", headers={"Authorization": f"Bearer {key}"})
    assert answer["Location"].startswith("/account/login/")


def test_only_administrators_decide_and_a_partner_only_for_its_own(world: World, now: datetime) -> None:
    for actor, partner_id in (
        (world.channel_manager, None),
        (world.hansa.seller, world.hansa.id),
        (world.hansa.admin, None),
        (world.hansa.admin, world.baltic.id),
    ):
        with acting_as(actor), pytest.raises(NotAllowed):
            require_second_factor(actor=actor, partner_id=partner_id, roles=[Role.SELLER], now=now)
    with acting_as(world.hansa.admin), pytest.raises(RolesNotPossible):
        require_second_factor(actor=world.hansa.admin, partner_id=world.hansa.id, roles=[Role.PROGRAM_ADMIN], now=now)


def test_the_decision_is_recorded_with_what_was_before(world: World, now: datetime) -> None:
    page = signed_in("petra@host.example")
    page.post("/people/access/", {"roles": ["seller", "program_admin"]})
    assert page.get("/people/access/")["Location"] == "/account/second-factor/"  # it binds the one who decided, too
    with as_system():
        changed = EventRecord.objects.get(type="identity.access_policy.second_factor_roles_changed")
    assert changed.payload == {"before": [], "roles": ["seller", "program_admin"]}


def test_the_api_says_and_changes_who_needs_one(world: World) -> None:
    admin = signed_in("ada@hansa.example")
    answer = admin.put("/api/v1/access-policy", {"second_factor_roles": ["seller"]}, content_type="application/json")
    assert answer.json() == {"second_factor_roles": ["seller"], "second_factor_roles_by_host": []}
    assert signed_in("sam@hansa.example").get("/api/v1/access-policy").status_code == 403
    assert signed_in("ada@hansa.example").get("/api/v1/second-factors").json() == []


# --- Row-level security -----------------------------------------------------------------------------------------------


def test_nobody_reads_the_factors_or_policies_of_others(world: World, now: datetime) -> None:
    set_up_app(signed_in_by_password(SELLER))
    with acting_as(world.hansa.admin):
        require_second_factor(actor=world.hansa.admin, partner_id=world.hansa.id, roles=[Role.SELLER], now=now)
    for actor in (world.baltic.admin, world.hansa.admin):
        with acting_as(actor):
            assert not Authenticator.objects.exists()
    with acting_as(world.baltic.admin):
        assert not AccessPolicy.objects.exists()
        assert not Membership.objects.filter(partner_id=world.hansa.id).exists()


# --- Help -------------------------------------------------------------------------------------------------------------


def test_an_administrator_sees_and_ends_sessions_and_resets_the_factor(world: World) -> None:
    browser = signed_in_by_password(SELLER)
    set_up_app(browser)
    admin, member = signed_in("ada@hansa.example"), membership_of(SELLER).public_id
    page = admin.get(f"/people/{member}/access/").content.decode()
    assert "Authenticator app" in page
    session = re.search(r"/sessions/(session_\w+)/end/", page)
    assert session is not None
    admin.post(f"/people/{member}/sessions/{session[1]}/end/")
    assert browser.get("/settings/profile/").status_code == 302
    admin.post(f"/people/{member}/second-factor-reset/")
    assert signed_in_by_password(SELLER).get("/settings/profile/").status_code == 200
    with as_system():
        kinds = list(EventRecord.objects.order_by("sequence").values_list("type", flat=True))
    assert kinds[-3:-1] == ["identity.person.sessions_ended_by_administrator", "identity.person.second_factor_reset"]


def test_the_api_ends_all_sessions_of_a_member_at_once(world: World) -> None:
    browsers = [signed_in_by_password(SELLER) for _ in range(3)]
    member = membership_of(SELLER).public_id
    admin = signed_in("petra@host.example")
    assert len(admin.get(f"/api/v1/memberships/{member}/access").json()["sessions"]) == 3
    assert admin.delete(f"/api/v1/memberships/{member}/sessions").json() == {"ended": 3}
    assert {browser.get("/api/v1/me").status_code for browser in browsers} == {401}
    assert admin.delete(f"/api/v1/memberships/{member}/second-factors").status_code == 409


def test_who_manages_only_a_part_of_a_person_cannot_touch_the_whole_account(world: World, now: datetime) -> None:
    enroll(SELLER, "Sam", None, Role.PROGRAM_ADMIN, at=now)
    with as_system():
        member = Membership.objects.get(person__email=SELLER, partner_id=world.hansa.id)
    with acting_as(world.hansa.admin), pytest.raises(PersonOfOthersToo):
        reset_second_factor(actor=world.hansa.admin, membership_id=member.id, now=now)
    for actor, refusal in ((world.baltic.admin, NotFound), (world.hansa.seller, NotAllowed)):
        with acting_as(actor), pytest.raises(refusal):
            reset_second_factor(actor=actor, membership_id=member.id, now=now)


@pytest.fixture(autouse=True)
def _no_tries_from_before(db: None) -> None:
    cache.clear()
