"""A partner's administrator answers a questionnaire; the pages of vetting and requirements are clean at every size."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.vetting.terms import FlagDraft, FlagKind
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.program.public import adopt_rules
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem
from tests.partners.vetting_rules import VETTING, requirement

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners that are asked to answer, and of which one misses a requirement."""
    now = utc_now()
    rules = {
        "requirements": [
            requirement(consequences=["task", "hold"]),
            requirement("insurance", metric="", grace_days=0, advice="Give the certificate of your insurer."),
            requirement("people", metric="partners.people"),
        ]
    }
    with as_system():
        made = make_ecosystem(now)
        for key, said in (("vetting", VETTING), ("requirements", rules)):
            adopt_rules(actor=SYSTEM, key=key, rules=said, effective_from=now, now=now)
        for settle in (commands.settle_vetting, commands.settle_requirements):
            settle(partner_ids=[made.acme, made.beta], now=now)
    return made


def test_answers_are_given_decided_and_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.acme_admin)
    page.goto("/")
    page.get_by_role("link", name="Anti-bribery").first.click()
    for question in ("Is an official among the owners?", "Is there a policy on gifts?"):
        page.get_by_role("group", name=question).get_by_label("No").check()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Answer this question.").first.wait_for()
    page.get_by_label("Which share of sales is public, in percent?").fill("20")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Submitted. You hear from us when somebody has decided.").wait_for()
    browsers.close(page)
    _look_at_all(ecosystem, sign_in)


def _look_at_all(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    now, acme = utc_now(), public_id("partner", ecosystem.acme)
    admin = ecosystem.admin
    with acting_as(admin):
        flag = FlagDraft(kind=FlagKind.THIRD_COUNTRY, text="A payout into another country.", reference="Payout 7")
        commands.record_red_flag(actor=admin, partner_id=ecosystem.acme, draft=flag, now=now - timedelta(days=3))
    with acting_as(ecosystem.acme_admin):
        energy = {"energy": "mixed", "training": "no"}
        case_id = commands.save_vetting_answers(
            actor=ecosystem.acme_admin, questionnaire="esg", answers=energy, now=now
        )
        commands.submit_vetting(actor=ecosystem.acme_admin, case_id=case_id, now=now)
    case = public_id("vettingcase", case_id)
    pages = {
        "home": (ecosystem.acme_admin, "/"),
        "own": (ecosystem.acme_admin, "/organization/vetting/"),
        "answer": (ecosystem.acme_admin, "/organization/vetting/esg/"),
        "own-requirements": (ecosystem.acme_admin, "/organization/requirements/"),
        "give": (ecosystem.acme_admin, f"/partners/{acme}/requirements/documents/"),
        "list": (admin, "/partners/vetting/"),
        "case": (admin, f"/partners/vetting/{case}/"),
        "decide": (admin, f"/partners/vetting/{case}/decision/"),
        "partner": (admin, f"/partners/{acme}/vetting/"),
        "flag": (admin, f"/partners/{acme}/red-flags/new/"),
        "requirements": (admin, "/partners/requirements/"),
        "record": (admin, f"/partners/{acme}/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"vetting-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == [], name
        assert browsers.no_overflow(page) == [], name
        assert browsers.no_overlap(page) == [], name
        assert browsers.complaints(page) == [], name
        browsers.close(page)
