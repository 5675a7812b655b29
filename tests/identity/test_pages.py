"""Pages of identity as a browser without script gets them."""

import re
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from steelyard.identity.models import ApiKey, Invitation, Membership, Session
from steelyard.kernel.actors import Role
from steelyard.platform.db import as_system
from tests.identity.conftest import PASSWORD, World, enroll, signed_in
from tests.jobs import run_jobs


def member_page(world: World, email: str) -> str:
    with as_system():
        return f"/people/{Membership.objects.get(person__email=email, until=None).public_id}/"


def link_in(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        "/people/?q=sam&role=seller&state=all",
        "/people/invitations/",
        "/people/invitations/new/",
        "/settings/profile/",
        "/settings/sessions/",
        "/settings/keys/",
        "/settings/keys/?of=everybody",
        "/settings/keys/new/",
        "/account/password/change/",
        "/account/logout/",
    ],
)
def test_every_page_answers_an_administrator(world: World, path: str) -> None:
    for email in ("ada@hansa.example", "petra@host.example"):
        assert signed_in(email).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/people/", "/settings/profile/", "/settings/keys/new/", "/account/password/change/"])
def test_nobody_signed_in_is_led_to_the_sign_in_page_and_back(db: None, path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={path}")


def test_signing_in_with_a_password(world: World) -> None:
    browser = Client()
    answer = browser.post("/account/login/", {"login": "Sam@hansa.example", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert b"Sam of hansa" in browser.get("/settings/profile/").content


def test_signing_in_with_a_code_by_mail(world: World) -> None:
    browser = Client()
    asked = browser.post("/account/login/code/", {"email": "sam@hansa.example"})
    assert asked.status_code == 302
    code = mail.outbox[-1].subject.split()[0]
    wrong = browser.post("/account/login/code/confirm/", {"code": "WRONG1"})
    assert wrong.status_code == 422
    right = browser.post("/account/login/code/confirm/", {"code": code})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert browser.get("/settings/profile/").status_code == 200


def test_a_reset_password_ends_the_other_sessions(world: World) -> None:
    elsewhere = signed_in("sam@hansa.example")
    assert elsewhere.get("/settings/profile/").status_code == 200
    browser = Client()
    browser.post("/account/password/reset/", {"email": "sam@hansa.example"})
    form = browser.get(link_in(str(mail.outbox[-1].body)), follow=True)
    new = "another-quiet-harbour-9"
    done = browser.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert elsewhere.get("/settings/profile/").status_code == 302
    assert Client().post("/account/login/", {"login": "sam@hansa.example", "password": new}).status_code == 302


def test_a_changed_password_keeps_this_browser_and_ends_the_others(world: World) -> None:
    here, elsewhere = signed_in("sam@hansa.example"), signed_in("sam@hansa.example")
    new = "another-quiet-harbour-9"
    changed = here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert here.get("/settings/profile/").status_code == 200
    assert elsewhere.get("/settings/profile/").status_code == 302


def test_a_common_password_is_refused(world: World) -> None:
    browser = signed_in("sam@hansa.example")
    answer = browser.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "password1234", "password2": "password1234"},
    )
    assert answer.status_code == 422
    assert b"too common" in answer.content


def test_there_is_no_sign_up(db: None) -> None:
    answer = Client().post("/account/signup/", {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD})
    assert b"By invitation only" in answer.content


def test_inviting_and_joining(world: World) -> None:
    admin = signed_in("ada@hansa.example")
    invited = admin.post(
        "/people/invitations/new/", {"email": "new@hansa.example", "roles": ["seller"], "language": "en"}
    )
    assert invited.status_code == 302
    run_jobs()
    message = mail.outbox[-1]
    assert message.to == ["new@hansa.example"]
    assert "Ada of hansa" in message.body
    page = link_in(str(message.body))
    newcomer = Client()
    assert b"new@hansa.example" in newcomer.get(page).content
    weak = newcomer.post(page, {"name": "New Person", "password": "short"})
    assert weak.status_code == 422
    joined = newcomer.post(page, {"name": "New Person", "password": PASSWORD})
    assert (joined.status_code, joined["Location"]) == (302, "/")
    assert b"New Person" in newcomer.get("/settings/profile/").content
    assert b"New Person" in admin.get("/people/").content
    assert Client().get(page).status_code == 410


def test_a_refused_invitation_keeps_what_was_typed(world: World) -> None:
    admin = signed_in("ada@hansa.example")
    answer = admin.post(
        "/people/invitations/new/",
        {"email": "sam@hansa.example", "roles": ["seller"], "language": "en", "message": "Welcome aboard"},
    )
    assert answer.status_code == 422
    assert b"already belongs" in answer.content
    assert b"Welcome aboard" in answer.content


def test_an_administrator_changes_roles_deactivates_and_reactivates(world: World) -> None:
    admin = signed_in("ada@hansa.example")
    page = member_page(world, "sam@hansa.example")
    assert admin.post(f"{page}roles/", {"roles": ["architect"]}).status_code == 302
    assert b"Technical architect" in admin.get(page).content
    assert admin.post(f"{page}roles/", {}).status_code == 422
    assert admin.post(f"{page}deactivation/").status_code == 302
    assert b"Reactivate" in admin.get(page).content
    assert admin.post(f"{page}reactivation/").status_code == 302
    assert admin.get(page).status_code == 200
    assert admin.get(member_page(world, "sam@hansa.example")).status_code == 200


def test_a_colleague_without_the_role_sees_no_levers(world: World) -> None:
    seller = signed_in("sam@hansa.example")
    page = member_page(world, "ada@hansa.example")
    assert b"Deactivate" not in seller.get(page).content
    assert seller.post(f"{page}deactivation/").status_code == 403
    assert seller.get("/people/invitations/new/").status_code == 403
    assert seller.get("/people/invitations/").status_code == 404


def test_the_host_manages_the_people_of_a_partner(world: World) -> None:
    from steelyard.kernel.ids import public_id

    partner = public_id("partner", world.hansa.id)
    manager = signed_in("carl@host.example")
    assert b"Sam of hansa" in manager.get(f"/people/?partner={partner}").content
    invited = manager.post(
        f"/people/invitations/new/?partner={partner}",
        {"email": "new@hansa.example", "roles": ["seller"], "language": "de"},
    )
    assert invited["Location"] == f"/people/invitations/?partner={partner}"
    assert b"new@hansa.example" in manager.get(invited["Location"]).content


def test_sessions_are_listed_and_ended(world: World) -> None:
    here = signed_in("sam@hansa.example", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    there, third = signed_in("sam@hansa.example"), signed_in("sam@hansa.example")
    here.get("/")
    page = here.get("/settings/sessions/").content
    assert page.count(b"/end/") == 2
    with as_system():
        ended = Session.objects.get(session_key=there.session.session_key)
    assert here.post(f"/settings/sessions/{ended.public_id}/end/").status_code == 302
    assert there.get("/settings/profile/").status_code == 302
    assert third.get("/settings/profile/").status_code == 200
    assert here.post("/settings/sessions/others/").status_code == 302
    assert third.get("/settings/profile/").status_code == 302
    assert here.get("/settings/profile/").status_code == 200


def test_another_persons_session_looks_like_none(world: World) -> None:
    foreign = signed_in("sam@hansa.example")
    with as_system():
        row = Session.objects.get(session_key=foreign.session.session_key)
    for email in ("ada@hansa.example", "ada@baltic.example", "petra@host.example"):
        assert signed_in(email).post(f"/settings/sessions/{row.public_id}/end/").status_code == 404
    assert foreign.get("/settings/profile/").status_code == 200


def test_a_key_is_shown_once_and_opens_the_api(world: World) -> None:
    browser = signed_in("sam@hansa.example")
    form = {
        "name": "CRM",
        "access": "some",
        "scopes": ["people:read"],
        "expires_in_days": "30",
        "idempotency_key": "k1",
    }
    made = browser.post("/settings/keys/new/", form)
    secret = re.search(rb"steelyard_[\w-]{43}", made.content)
    assert secret is not None
    assert secret.group() not in browser.get("/settings/keys/").content
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret.group().decode()}"})
    assert (answer.status_code, answer.json()["scopes"]) == (200, ["people:read"])
    with as_system():
        key = ApiKey.objects.get()
    asked = browser.get(f"/settings/keys/{key.public_id}/revocation/")
    assert b"Revoke CRM?" in asked.content
    assert browser.post(f"/settings/keys/{key.public_id}/revocation/").status_code == 302


def test_the_profile_changes_language_and_zone(world: World) -> None:
    browser = signed_in("sam@hansa.example")
    form = {"name": "Samuel", "title": "Seller", "phone": "", "language": "de", "time_zone": "Europe/Berlin"}
    assert browser.post("/settings/profile/", form).status_code == 302
    page = browser.get("/settings/profile/")
    assert b"Samuel" in page.content
    assert b'lang="de"' in page.content
    assert browser.post("/settings/profile/", form | {"time_zone": "Mars/Base"}).status_code == 422


def test_a_person_of_two_organizations_switches_between_them(world: World, now: datetime) -> None:
    enroll("sam@hansa.example", "Sam", world.baltic.id, Role.ARCHITECT, at=now)
    browser = signed_in("sam@hansa.example")
    assert b"Ada of hansa" in browser.get("/people/").content
    with as_system():
        seat = Membership.objects.get(person_id=world.hansa.seller.person_id, partner_id=world.baltic.id)
        foreign = Membership.objects.get(person_id=world.host_admin.person_id)
    assert browser.post("/settings/seat/", {"seat": seat.public_id}).status_code == 302
    page = browser.get("/people/").content
    assert b"Ada of baltic" in page
    assert b"Ada of hansa" not in page
    assert browser.post("/settings/seat/", {"seat": foreign.public_id}).status_code == 404
    assert browser.get("/settings/seat/").status_code == 405


def test_demo_mode_signs_in_with_one_click(world: World, settings: LazySettings) -> None:
    with as_system():
        seat = Membership.objects.get(person_id=world.hansa.seller.person_id).public_id
    assert Client().post("/account/login/demo/", {"seat": seat}).status_code == 404
    settings.DEMO = True
    browser = Client()
    page = browser.get("/account/login/").content
    assert b"Sam of hansa" in page
    assert b"Petra Host" in page
    assert browser.post("/account/login/demo/", {"seat": seat}).status_code == 302
    assert browser.get("/settings/profile/").status_code == 200
    with as_system():
        not_offered = Membership.objects.get(person_id=world.baltic.seller.person_id).public_id
    assert Client().post("/account/login/demo/", {"seat": not_offered}).status_code == 404


def test_an_invitation_mail_speaks_the_language_chosen(world: World) -> None:
    signed_in("ada@hansa.example").post(
        "/people/invitations/new/", {"email": "neu@hansa.example", "roles": ["seller"], "language": "de"}
    )
    run_jobs()
    html = str(mail.outbox[-1].alternatives[0][0])  # type: ignore[attr-defined]
    assert '<html lang="de"' in html
    with as_system():
        assert Invitation.objects.get().language == "de"
