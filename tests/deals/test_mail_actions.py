"""Acting by a link from a mail: one page that says what will happen, one click, once, with the rights of that moment."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from structlog.testing import capture_logs

from steelyard.deals.commands import request_information
from steelyard.deals.events import RegistrationApproved
from steelyard.deals.mail_actions import APPROVE, REFUSE, SAY_ALIVE
from steelyard.deals.models import Comment, DealRegistration
from steelyard.deals.terms import RegistrationState
from steelyard.identity.commands.mail_links import use_mail_link
from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.events import MailLinkUsed
from steelyard.identity.links import MailLink, mail_link_path, read_mail_link
from steelyard.identity.models import MailLinkUse, Membership, Person
from steelyard.identity.refusals import MailLinkAlreadyUsed
from steelyard.identity.views import mail_links
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from steelyard.platform.runtime.logs import logging_config
from tests.deals.making import LETTER, QUOTE, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

S = RegistrationState


def submit_large(world: Ecosystem, now: datetime) -> UUID:
    """Submit what only a person approves, and send the mails."""
    mail.outbox.clear()
    large = {"value": Money(Decimal(2_000_000), "EUR"), "evidence": (QUOTE,)}
    waiting = submit(world.acme_seller, now, "Bernstein", **large)
    run_jobs()
    return waiting.id


def links(word: str, to: Actor) -> list[str]:
    """Return the paths behind a word in the mails to somebody."""
    email = Person.objects.get(id=to.person_id).email
    bodies = [str(one.body) for one in mail.outbox if one.to == [email]]
    return [urlsplit(url).path for body in bodies for url in re.findall(rf"^{word}: (\S+)$", body, re.M)]


def link_to(action: str, actor: Actor, registration_id: UUID, **said: object) -> str:
    """Return a link as a mail would carry it."""
    registration = DealRegistration.objects.get(id=registration_id)
    membership = Membership.objects.get(person_id=actor.person_id, until=None)
    link = MailLink(
        membership_id=membership.id,
        action=action,
        subject_id=registration_id,
        version=registration.version,
        expires_at=utc_now() + timedelta(days=1),
    )
    return mail_link_path(replace(link, **said))


def state_of(registration_id: UUID) -> str:
    return DealRegistration.objects.get(id=registration_id).state


def texts(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def waiting(world: Ecosystem) -> UUID:
    key = submit_large(world, utc_now())
    assert state_of(key) == S.UNDER_REVIEW
    return key


def test_a_manager_approves_from_the_mail_without_signing_in(world: Ecosystem, waiting: UUID) -> None:
    (path,) = links("Approve", world.manager)
    browser = Client()
    page = browser.get(path)
    assert page.status_code == 200
    assert "Approve Bernstein?" in texts(page)
    assert state_of(waiting) == S.UNDER_REVIEW
    done = browser.post(path, follow=True)
    assert done.status_code == 200
    assert "The registration is approved" in texts(done)
    assert state_of(waiting) == S.APPROVED


def test_what_is_done_by_a_link_stands_in_the_log_as_such(world: Ecosystem, waiting: UUID) -> None:
    Client().post(link_to("deals.approve", world.manager, waiting))
    used = EventRecord.objects.get(type=MailLinkUsed.type)
    approved = EventRecord.objects.get(type=RegistrationApproved.type, subject_id=waiting)
    assert used.actor_id == approved.actor_id == world.manager.person_id
    assert used.request_id == approved.request_id
    assert used.payload == {"action": APPROVE.label}


def test_the_page_says_who_else_claims_it_and_the_refusal_is_the_pages_own(world: Ecosystem) -> None:
    large = {"value": Money(Decimal(2_000_000), "EUR")}
    submit(world.beta_seller, utc_now(), "Cobalt", **large, evidence=(QUOTE,))
    second = submit(world.acme_seller, utc_now(), "Cobalt", **large, evidence=(LETTER, QUOTE)).id
    path = link_to("deals.approve", world.manager, second)
    assert "Beta Networks AG" in texts(Client().get(path))
    refused = Client().post(path)
    assert refused.status_code == 409
    assert "Another partner submitted the same before" in texts(refused)
    assert state_of(second) == S.UNDER_REVIEW
    assert not MailLinkUse.objects.exists()


def test_opening_a_link_does_nothing(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    for _ in range(3):
        Client().get(path)
        Client().head(path)
    assert state_of(waiting) == S.UNDER_REVIEW
    assert not MailLinkUse.objects.exists()


def test_a_refusal_asks_for_its_reason_and_keeps_the_link(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.refuse", world.manager, waiting)
    asked = Client().post(path, {"reason": ""})
    assert asked.status_code == 422
    assert state_of(waiting) == S.UNDER_REVIEW
    assert Client().post(path, {"reason": "The tender is closed."}).status_code == 302
    assert state_of(waiting) == S.REJECTED


def test_a_link_works_once(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    Client().post(path)
    again = Client().post(path)
    assert again.status_code == 410
    assert "used already" in texts(again)
    assert MailLinkUse.objects.count() == 1


def test_done_is_said_only_of_what_was_done(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    early = Client().get(f"{path}done/")
    assert (early.status_code, early["Location"]) == (302, path)
    Client().post(path)
    assert Client().get(f"{path}done/").status_code == 200


def test_a_link_is_for_what_was_mailed_about(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    DealRegistration.objects.filter(id=waiting).update(version=99)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 409
        assert "changed since the mail was sent" in texts(answer)
    assert state_of(waiting) == S.UNDER_REVIEW


def test_a_link_ends(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting, expires_at=utc_now() - timedelta(seconds=1))
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "This link ended on" in texts(answer)
    assert state_of(waiting) == S.UNDER_REVIEW


def test_a_tampered_link_opens_nothing(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    token = path.split("/")[2]
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        tampered = f"/mail/{token[:place]}{other}{token[place + 1 :]}/"
        assert Client().post(tampered).status_code in {404, 410}
    assert state_of(waiting) == S.UNDER_REVIEW
    assert read_mail_link(token) is not None


def test_who_may_not_decide_any_more_decides_nothing(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    Membership.objects.filter(person_id=world.manager.person_id).update(roles=["marketing"])
    assert Client().post(path).status_code == 403
    assert state_of(waiting) == S.UNDER_REVIEW


def test_who_left_does_nothing(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    member = Membership.objects.get(person_id=world.manager.person_id)
    deactivate_member(actor=SYSTEM, membership_id=member.id, now=utc_now())
    assert Client().post(path).status_code == 410
    assert state_of(waiting) == S.UNDER_REVIEW


def test_who_has_a_second_factor_signs_in_first_and_comes_back(world: Ecosystem, waiting: UUID) -> None:
    Authenticator.objects.create(user_id=world.manager.person_id, type=Authenticator.Type.TOTP, data={})
    path = link_to("deals.approve", world.manager, waiting)
    answer = Client().post(path)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"next": [path]}
    assert state_of(waiting) == S.UNDER_REVIEW
    assert browser_of(world.manager).post(path).status_code == 302
    assert state_of(waiting) == S.APPROVED


def test_a_link_is_not_for_who_else_is_signed_in(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    answer = browser_of(world.admin).post(path)
    assert answer.status_code == 409
    assert "Sign out" in texts(answer)
    assert "Bernstein" not in texts(answer)
    assert state_of(waiting) == S.UNDER_REVIEW


def test_a_form_of_another_site_does_nothing(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    assert state_of(waiting) == S.UNDER_REVIEW


def test_the_address_leaks_nowhere(world: Ecosystem, waiting: UUID) -> None:
    page = Client().get(link_to("deals.approve", world.manager, waiting))
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert not re.findall(r"(?:href|src)=\"https?://(?!localhost)", page.content.decode())


def test_the_log_does_not_hold_the_link(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.approve", world.manager, waiting)
    with capture_logs() as said:
        Client().post(path)
        Client().post(path)
    assert [entry["route"] for entry in said if entry["event"] == "request"] == ["identity:mail-link"] * 2
    assert path.split("/")[2] not in str(said)
    levels = {name: said["level"] for name, said in logging_config()["loggers"].items()}
    assert levels["django.request"] == levels["django.security.csrf"] == "ERROR"


def test_two_who_click_at_once_act_once(world: Ecosystem, waiting: UUID) -> None:
    link = read_mail_link(link_to(SAY_ALIVE.key, world.acme_seller, waiting).split("/")[2])
    assert link is not None
    membership = Membership.objects.select_related("person").get(id=link.membership_id)
    act = partial(use_mail_link, actor=world.acme_seller, membership=membership, link=link, action=SAY_ALIVE)
    with acting_as(world.acme_seller):
        act(said={"body": "Yes."}, now=utc_now())
        with pytest.raises(MailLinkAlreadyUsed):
            act(said={"body": "Yes."}, now=utc_now())
    assert Comment.objects.filter(registration=waiting).count() == 1


def test_a_link_speaks_the_language_of_its_reader(world: Ecosystem, waiting: UUID) -> None:
    Person.objects.filter(id=world.manager.person_id).update(language="de")
    page = Client().get(link_to("deals.approve", world.manager, waiting))
    assert '<html lang="de"' in page.content.decode()


@pytest.mark.parametrize(("method", "limit"), [("get", "_OPENINGS"), ("post", "_CLICKS")])
def test_nobody_tries_links_for_ever(
    world: Ecosystem, waiting: UUID, monkeypatch: pytest.MonkeyPatch, method: str, limit: str
) -> None:
    monkeypatch.setattr(mail_links, limit, replace(getattr(mail_links, limit), times=3))
    path = link_to("deals.refuse", world.manager, waiting)
    answers = [getattr(Client(), method)(path) for _ in range(4)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
    assert all(answer["Referrer-Policy"] == "strict-origin" for answer in answers)


def test_a_partner_is_offered_nothing_of_the_hosts(world: Ecosystem, waiting: UUID) -> None:
    assert links("Approve", world.acme_seller) == []
    path = link_to(REFUSE.key, world.acme_seller, waiting)
    assert Client().post(path, {"reason": "x"}).status_code == 409
    assert state_of(waiting) == S.UNDER_REVIEW


def test_a_partner_learns_nothing_of_another_by_a_link(world: Ecosystem, waiting: UUID) -> None:
    path = link_to("deals.answer", world.beta_seller, waiting)
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "Bernstein" not in texts(answer)


def test_a_partner_answers_from_the_mail(world: Ecosystem, waiting: UUID) -> None:
    with acting_as(world.manager):
        request_information(actor=world.manager, registration_id=waiting, question="Which budget?", now=utc_now())
    run_jobs()
    (path,) = links("Answer", world.acme_seller)
    assert "Which budget?" in texts(Client().get(path))
    assert Client().post(path, {"answer": "That of the year."}).status_code == 302
    assert state_of(waiting) == S.UNDER_REVIEW


def test_a_partner_keeps_a_protection_from_the_mail(world: Ecosystem) -> None:
    approved = submit(world.acme_seller, utc_now(), "Cobalt").id
    extend = link_to("deals.extend", world.acme_seller, approved)
    alive = link_to("deals.say_alive", world.acme_seller, approved)
    assert Client().post(alive, {"body": "They sign in May."}).status_code == 302
    assert Comment.objects.get(registration=approved).body == "They sign in May."
    assert Client().post(extend, {"reason": "They sign in May."}).status_code == 302
    assert Client().post(extend, {"reason": "Again"}).status_code == 410


def test_everybody_sees_only_the_links_that_they_used(world: Ecosystem, waiting: UUID) -> None:
    Client().post(link_to("deals.approve", world.manager, waiting))
    with acting_as(world.acme_seller):
        assert not MailLinkUse.objects.exists()
