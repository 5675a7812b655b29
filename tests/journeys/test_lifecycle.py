"""A manager parts with a partner by the checklist, and takes it back."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.lifecycle.rules import ChecklistItem, LifecycleRules
from steelyard.partners.lifecycle.terms import OffboardingDraft, OffboardingReason
from steelyard.partners.models import Offboarding
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.public import adopt_rules
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem, make_partner

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey

CHECKLIST = (ChecklistItem(key="kit", text="Demo equipment is back"), ChecklistItem(key="site", text="Logo is removed"))


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners, of which Beta leaves with a partner under it."""
    now = utc_now()
    with as_system():
        made = make_ecosystem(now)
        rules = LifecycleRules(checklist=CHECKLIST).dump()
        adopt_rules(actor=SYSTEM, key="lifecycle", rules=rules, effective_from=now, now=now)
        make_partner(now, "Gamma Systeme", parent_id=made.beta)
        commands.begin_offboarding(
            actor=made.manager,
            partner_id=made.beta,
            draft=OffboardingDraft(reason=OffboardingReason.ACQUIRED, explanation="Beta was bought by Delta."),
            now=now,
        )
    return made


def test_a_manager_parts_with_a_partner(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.manager)
    page.goto("/partners/offboardings/")
    page.get_by_role("link", name="Beta Networks AG").click()
    page.get_by_role("link", name="Settle: Partners under it").click()
    page.get_by_text("Let stand on their own").click()
    page.get_by_role("button", name="Settle").click()
    for item in CHECKLIST:
        page.get_by_role("link", name=f"Settle: {item.text}").click()
        page.get_by_text("Done", exact=True).click()
        page.get_by_role("button", name="Settle").click()
    page.get_by_role("button", name="Complete").click()
    page.get_by_text("The partner has left.").wait_for()
    page.get_by_role("link", name="Beta Networks AG").click()
    page.get_by_role("link", name="What was and what may follow").click()
    page.get_by_role("link", name="Bring it back").click()
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("The partner is back.").wait_for()
    browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    with as_system():
        leaving = Offboarding.objects.get().public_id
    acme, beta = public_id("partner", ecosystem.acme), public_id("partner", ecosystem.beta)
    pages = {
        "states": (ecosystem.manager, "/partners/states/"),
        "life": (ecosystem.manager, f"/partners/{beta}/life/"),
        "own": (ecosystem.acme_admin, f"/partners/{acme}/life/"),
        "record": (ecosystem.manager, f"/partners/{beta}/"),
        "begin": (ecosystem.manager, f"/partners/{acme}/offboarding/"),
        "list": (ecosystem.manager, "/partners/offboardings/"),
        "checklist": (ecosystem.manager, f"/partners/offboardings/{leaving}/"),
        "settle": (ecosystem.manager, f"/partners/offboardings/{leaving}/steps/partners.children/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"lifecycle-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == [], name
        assert browsers.no_overflow(page) == [], name
        assert browsers.no_overlap(page) == [], name
        assert browsers.complaints(page) == [], name
        browsers.close(page)
