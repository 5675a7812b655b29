"""The program's own rules: written as a condition, refused where it cannot be, decided by, explained to either side."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import Outcome
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.program.commands.rules import draft_rules, publish_rules, revise_draft
from steelyard.program.models import RuleVersion
from steelyard.program.refusals import RulesInvalid
from tests.deals.making import make_deal_world, submit
from tests.partners.making import Ecosystem, browser_of
from tests.sharing import made_once

REASON = "Deals that close within two weeks need a second look."


made_world = made_once(lambda: make_deal_world(utc_now() - timedelta(days=100)))


@pytest.fixture
def world(made_world: Ecosystem, db: None) -> Ecosystem:
    return made_world


def own_rule(**changed: Any) -> dict[str, Any]:
    return {"rule": "DR-7a", "when": "days_to_close < 14", "reason": REASON, "outcome": "held", **changed}


def revise(admin: Actor, *rows: dict[str, Any]) -> RuleVersion:
    now = utc_now()
    with acting_as(admin):
        draft_id = draft_rules(actor=admin, key=RULEBOOK, now=now)
        rules = DealRegistrationRules().dump() | {"own_rules": list(rows)}
        revise_draft(actor=admin, draft_id=draft_id, rules=rules, now=now)
        return RuleVersion.objects.get(id=draft_id)


def enforce(admin: Actor, *rows: dict[str, Any]) -> None:
    draft = revise(admin, *rows)
    with acting_as(admin):
        publish_rules(actor=admin, draft_id=draft.id, now=utc_now())


def test_a_case_that_meets_the_condition_is_decided_by_it(world: Ecosystem) -> None:
    enforce(world.admin, own_rule())
    at = utc_now() + timedelta(days=1)
    soon = submit(world.acme_seller, at, close_on=at.date() + timedelta(days=5))
    late = submit(world.acme_seller, at, "Andere Werke AG", close_on=at.date() + timedelta(days=60))
    assert soon.decision.outcome is Outcome.HELD
    assert [(reason.rule, reason.params["reason"]) for reason in soon.decision.reasons] == [("DR-7a", REASON)]
    assert late.decision.outcome is Outcome.APPROVED
    page = browser_of(world.acme_seller).get(reverse("deals:registration", args=[soon.public_id])).content.decode()
    assert REASON in page
    assert "DR-7a" in page


def test_a_partner_does_not_read_what_is_for_the_host_only(world: Ecosystem) -> None:
    enforce(world.admin, own_rule(is_confidential=True))
    at = utc_now() + timedelta(days=1)
    held = submit(world.acme_seller, at, close_on=at.date() + timedelta(days=5))
    address = reverse("deals:registration", args=[held.public_id])
    theirs = browser_of(world.acme_seller).get(address).content.decode()
    assert REASON not in theirs
    assert "A rule of the program applies to it." in theirs
    assert REASON in browser_of(world.manager).get(address).content.decode()
    rules = browser_of(world.acme_seller).get(reverse("program:rules")).content.decode()
    assert REASON not in rules


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ('tier == "golld"', "No case can ever meet this condition."),
        ('region == "atlantis"', "No case can ever meet this condition."),
        ('"no-such-family" in families', "No case can ever meet this condition."),
        ("days_to_close <", "At character 16: the condition cannot be read from here on."),
    ],
)
def test_a_condition_that_names_what_there_is_not_is_refused(world: Ecosystem, when: str, said: str) -> None:
    with pytest.raises(RulesInvalid) as refused:
        revise(world.admin, own_rule(when=when))
    assert refused.value.fields == {"own_rules.0.when": said}


def test_the_form_marks_the_condition_and_loses_nothing(world: Ecosystem) -> None:
    draft = revise(world.admin, own_rule())
    browser: Client = browser_of(world.admin)
    address = reverse("program:draft", args=[draft.public_id])
    page = browser.get(address)
    assert "days_to_close" in page.content.decode()
    form = page.context["form"]
    sent = {
        bound.html_name: "on" if bound.value() is True else bound.value()
        for bound in form
        if bound.value() not in (None, False, "")
    }
    answer = browser.post(address, sent | {"own_rules-0-when": "days_to_close < 2.5", "revision": draft.revision})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["own_rules-0-when"]
    assert said.startswith("At character 15: “<” does not mix whole numbers and decimals")
    assert "days_to_close &lt; 2.5" in answer.content.decode()
