"""An admin writes automations, is told of a loop, and sees what they did; the pages are clean at every size."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.automation.jobs import carry_out_due
from steelyard.partners.models import AutomationRun, PartnerTask, QuietPeriod
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.models import RuleVersion
from tests import browser as browsers
from tests.jobs import run_jobs
from tests.partners.automating import adopt, automation, rules, step
from tests.partners.making import Ecosystem, make_ecosystem

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey

STEPS = [
    step(),
    step("send_message", target="partner_admin", title="What is open", text="Pay the bill, then all goes on."),
    step(target="partner_admin", title="Pay the bill"),
    step("move_partner", target="onboarding"),
]


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners of whom one was suspended, which an automation followed, and both have done nothing for long."""
    now = utc_now()
    with as_system():
        made = make_ecosystem(now)
        adopt(now, automation(name="After a suspension", when='event_after == "suspended"'), steps=STEPS)
    run_jobs()
    with as_system():
        commands.set_status(actor=SYSTEM, partner_id=made.acme, status=PartnerStatus.SUSPENDED, reason="Bill", now=now)
    run_jobs()
    carry_out_due(now)
    with as_system():
        commands.set_status(actor=SYSTEM, partner_id=made.acme, status=PartnerStatus.ACTIVE, reason="", now=now)
        QuietPeriod.objects.update(since_on=now.date() - timedelta(days=130))
    return made


def test_an_admin_who_writes_a_loop_is_told_its_name(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    with as_system():
        draft = draft_rules(actor=SYSTEM, key="automation", now=utc_now())
        revise_draft(actor=SYSTEM, draft_id=draft, rules=rules(automation(), steps=[step()]), now=utc_now())
        version = RuleVersion.objects.get(id=draft).public_id
    page = sign_in(ecosystem.admin)
    page.goto(f"/rules/drafts/{version}/")
    browsers.screenshot(page, "automation-editor")
    page.get_by_label("Do this").fill("move_partner")
    page.get_by_label("With what").fill("active")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("set each other off without end: Follow → Follow").first.wait_for()
    page.goto(f"/partners/automations/trial/?version={version}&days=30")
    page.get_by_text("Acme Systems GmbH").first.wait_for()
    browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    with as_system():
        run = AutomationRun.objects.get(state="done").public_id
        task = PartnerTask.objects.get(title="Call them").public_id
    pages = {
        "list": (ecosystem.manager, "/partners/automations/"),
        "parts": (ecosystem.manager, "/partners/automations/parts/"),
        "runs": (ecosystem.manager, "/partners/automations/runs/"),
        "run": (ecosystem.manager, f"/partners/automations/runs/{run}/"),
        "trial": (ecosystem.admin, "/partners/automations/trial/"),
        "inactive": (ecosystem.manager, "/partners/inactive/"),
        "tasks": (ecosystem.manager, "/partners/tasks/"),
        "closing": (ecosystem.manager, f"/partners/tasks/{task}/closure/"),
        "own": (ecosystem.acme_admin, "/partners/tasks/"),
        "home": (ecosystem.acme_admin, "/"),
    }
    phone, desk = (browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en")
    visits = [*product(pages, [phone]), *product(["list", "run", "trial", "inactive"], [desk])]
    for name, (width, theme, language) in visits:
        actor, address = pages[name]
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"automation-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == [], name
        assert browsers.no_overflow(page) == [], name
        assert browsers.no_overlap(page) == [], name
        assert browsers.complaints(page) == [], name
        browsers.close(page)
