"""A rule goes from draft to force in the open: simulated, submitted, published by somebody else, read by those it concerns."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import Notification
from steelyard.program.commands.announcing import REMINDED_AFTER, remind_readers
from steelyard.program.commands.rules import draft_rules, publish_rules, revise_draft, submit_draft
from steelyard.program.models import Acknowledgement, RuleVersion
from steelyard.program.refusals import NothingChanged, NotSubmitted, SecondPersonNeeded
from tests.deals.making import make_deal_world, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_person
from tests.sharing import made_once

API = "/api/v1"


def make_world() -> Ecosystem:
    now = utc_now()
    made = make_deal_world(now - timedelta(days=100))
    submit(made.acme_seller, now - timedelta(days=80))
    return made


made_world = made_once(make_world)


@pytest.fixture
def world(made_world: Ecosystem, db: None) -> Ecosystem:
    return made_world


@pytest.fixture
def second(world: Ecosystem) -> Actor:
    """A second program administrator."""
    with as_system():
        return make_person(utc_now(), "Otto Zwei", Role.PROGRAM_ADMIN)


@pytest.fixture
def draft(world: Ecosystem) -> RuleVersion:
    """A draft of the first administrator, with a protection of 60 days."""
    now = utc_now()
    with acting_as(world.admin):
        draft_id = draft_rules(actor=world.admin, key=RULEBOOK, now=now)
        rules = DealRegistrationRules().dump() | {"window_days": 60}
        revise_draft(actor=world.admin, draft_id=draft_id, rules=rules, now=now)
        return RuleVersion.objects.get(id=draft_id)


def publish(actor: Actor, draft: RuleVersion) -> None:
    with acting_as(actor):
        publish_rules(actor=actor, draft_id=draft.id, now=utc_now())


def run_all() -> None:
    with as_system():
        run_jobs()


def test_one_administrator_publishes_alone(world: Ecosystem, draft: RuleVersion) -> None:
    publish(world.admin, draft)
    with as_system():
        assert RuleVersion.objects.get(id=draft.id).published_by == world.admin.person_id


def test_of_two_the_author_submits_and_the_other_publishes(world: Ecosystem, draft: RuleVersion, second: Actor) -> None:
    with pytest.raises(SecondPersonNeeded):
        publish(world.admin, draft)
    with pytest.raises(NotSubmitted):
        publish(second, draft)
    with acting_as(world.admin):
        submit_draft(actor=world.admin, draft_id=draft.id, now=utc_now())
    with pytest.raises(SecondPersonNeeded):
        publish(world.admin, draft)
    publish(second, draft)


def test_a_change_takes_the_submission_back_and_makes_its_writer_an_author(
    world: Ecosystem, draft: RuleVersion, second: Actor
) -> None:
    with acting_as(world.admin):
        submit_draft(actor=world.admin, draft_id=draft.id, now=utc_now())
    with acting_as(second):
        rules = DealRegistrationRules().dump() | {"window_days": 61}
        revise_draft(actor=second, draft_id=draft.id, rules=rules, now=utc_now())
    with pytest.raises(SecondPersonNeeded):
        publish(second, draft)
    with as_system():
        assert RuleVersion.objects.get(id=draft.id).submitted_at is None


def test_the_installation_may_ask_for_two_or_for_one(
    world: Ecosystem, draft: RuleVersion, second: Actor, settings: pytest.FixtureRequest
) -> None:
    settings.TWO_PEOPLE_PUBLISH = "0"  # type: ignore[attr-defined]
    publish(world.admin, draft)


def test_a_draft_that_changes_nothing_is_not_submitted(world: Ecosystem) -> None:
    with acting_as(world.admin):
        draft_id = draft_rules(actor=world.admin, key=RULEBOOK, now=utc_now())
        with pytest.raises(NothingChanged):
            submit_draft(actor=world.admin, draft_id=draft_id, now=utc_now())


def test_partners_are_told_at_publication_and_confirm(world: Ecosystem, draft: RuleVersion) -> None:
    publish(world.admin, draft)
    run_all()
    page = reverse("program:version", args=[draft.public_id])
    with as_system():
        asked = set(Acknowledgement.objects.values_list("person_id", flat=True))
        told = set(Notification.objects.filter(event_type="program.rules.announced").values_list("person_id", "url"))
    assert asked == {actor.person_id for actor in (world.acme_seller, world.acme_admin, world.beta_seller)}
    assert told == {(person, page) for person in asked}
    seller = browser_of(world.acme_seller)
    text = seller.get(page).content.decode()
    assert "protected for 90 days" in text
    assert "protected for 60 days" in text
    assert "I have read it" in text
    assert "You confirmed" in seller.post(f"{page}acknowledgement/", follow=True).content.decode()
    api = f"{API}/rule-versions/{draft.public_id}"
    assert seller.get(f"{api}/acknowledgements").status_code == 403
    said = browser_of(world.admin).get(f"{api}/acknowledgements").json()
    assert [(one["name"], one["acknowledged_at"] is not None) for one in said] == [
        ("Anna Acar", False),
        ("Ben Boll", False),
        ("Sami Acar", True),
    ]
    assert "Not yet" in browser_of(world.admin).get(page).content.decode()
    again = browser_of(world.beta_seller).post(f"{api}/acknowledgement", "", "application/json")
    assert again.json()["acknowledged_at"]


def test_the_mail_says_what_changes_as_far_as_its_reader_may_know(world: Ecosystem, draft: RuleVersion) -> None:
    mail.outbox.clear()
    publish(world.admin, draft)
    run_all()
    by_reader = {message.to[0]: message for message in mail.outbox if "rules" in message.subject}
    seller = by_reader["sami.acar@example.com"]
    html = str(seller.alternatives[0][0])
    for words in ("protected for 90 days", "protected for 60 days"):
        assert words in seller.body
        assert words in html
    assert len(seller.body.splitlines()) < 30


def test_who_was_not_asked_has_nothing_to_confirm(world: Ecosystem, draft: RuleVersion) -> None:
    publish(world.admin, draft)
    answer = browser_of(world.acme_seller).post(f"{API}/rule-versions/{draft.public_id}/acknowledgement")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_acknowledge")


def test_who_has_not_confirmed_is_reminded_once(world: Ecosystem, draft: RuleVersion) -> None:
    publish(world.admin, draft)
    run_all()
    browser_of(world.acme_seller).post(f"{API}/rule-versions/{draft.public_id}/acknowledgement")
    later = utc_now() + REMINDED_AFTER
    with as_system():
        assert remind_readers(now=utc_now()) == 0
        assert remind_readers(now=later) == 2
        assert remind_readers(now=later + timedelta(days=1)) == 0
        run_jobs()
        reminded = Notification.objects.filter(event_type="program.rules.reminded")
        people = set(reminded.values_list("person_id", flat=True))
    assert people == {world.acme_admin.person_id, world.beta_seller.person_id}


def test_a_partner_sees_its_own_people_only_and_confirms_for_nobody_else(world: Ecosystem, draft: RuleVersion) -> None:
    publish(world.admin, draft)
    run_all()
    with acting_as(world.acme_seller):
        assert {row.partner_id for row in Acknowledgement.objects.all()} == {world.acme}
    with acting_as(world.acme_seller):
        mine = Acknowledgement.objects.filter(person_id=world.acme_seller.person_id)
        assert mine.update(acknowledged_at=utc_now()) == 1


def test_the_page_says_why_it_takes_two_and_who_submitted(world: Ecosystem, draft: RuleVersion, second: Actor) -> None:
    admin, page = browser_of(world.admin), reverse("program:publish", args=[draft.public_id])
    assert "Submit for publication" in admin.get(page).content.decode()
    admin.post(reverse("program:submit", args=[draft.public_id]))
    run_all()
    theirs = browser_of(second)
    text = theirs.get(page).content.decode()
    assert "Submitted by Paula Adams" in text
    assert "without a simulation" in text
    assert "submitted the draft" in theirs.get("/notifications").content.decode()
    state = browser_of(world.admin).post(f"{API}/rule-versions/{draft.public_id}/submission").json()
    assert (state["takes_two"], state["may_publish"]) == (True, False)
    refused = admin.post(f"{API}/rule-versions/{draft.public_id}/publication", json.dumps({}), "application/json")
    assert refused.json()["code"] == "second_person_needed"
    assert theirs.post(page, {"effective_from": "", "note": ""}).status_code == 302
