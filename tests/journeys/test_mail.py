"""Acting from a mail, and choosing when mails come, in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from steelyard.deals.models import DealRegistration
from steelyard.identity.links import MailLink, mail_link_path
from steelyard.identity.models import Membership
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.deals_pages.making import Deals, make_deals

pytestmark = pytest.mark.journey


@pytest.fixture
def deals(own_database: str) -> Deals:
    return make_deals(utc_now())


def link(action: str, actor: Actor, registration_id: object) -> str:
    with as_system():
        registration = DealRegistration.objects.get(id=registration_id)
        membership = Membership.objects.get(person_id=actor.person_id, until=None)
    return mail_link_path(
        MailLink(
            membership_id=membership.id,
            action=action,
            subject_id=registration.id,
            version=registration.version,
            expires_at=utc_now() + timedelta(days=1),
        )
    )


def test_a_manager_refuses_on_a_phone_without_script(deals: Deals, browser: Browser, address: str) -> None:
    path = link("deals.refuse", deals.ecosystem.manager, deals.held.id)
    page = browsers.visit(browser, address, width=390, theme="dark", language="de", script=False)
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "de"
    page.locator("textarea").fill("Die Ausschreibung ist geschlossen.")
    page.locator("main button[type=submit]").tap()
    page.wait_for_url("**/done/", timeout=5000)
    page.goto(path)
    assert page.locator("form").count() == 0
    with as_system():
        assert DealRegistration.objects.get(id=deals.held.id).state == "rejected"
    browsers.close(page)


def test_the_pages_of_mails_hold_together(
    deals: Deals, sign_in: Callable[..., Page], browser: Browser, address: str
) -> None:
    problems: list[str] = []
    manager, seller = deals.ecosystem.manager, deals.ecosystem.acme_seller
    approve = link("deals.approve", manager, deals.held.id)
    keep = link("deals.extend", seller, deals.ending.id)
    for width, theme, language in ((390, "dark", "de"), (1440, "light", "en")):
        known = sign_in(manager, width=width, theme=theme, language=language)
        stranger = browsers.visit(browser, address, width=width, theme=theme, language=language)
        shown = (
            (known, "/notifications/preferences", "preferences"),
            (stranger, approve, "approve"),
            (stranger, keep, "extend"),
            (stranger, "/mail/broken/", "refused"),
        )
        for page, path, name in shown:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            browsers.screenshot(page, f"mail-{name}-{width}")
            problems += [*browsers.no_overflow(page), *browsers.no_overlap(page), *browsers.axe(page)]
            problems += [said for said in browsers.complaints(page) if "410" not in said]
        browsers.close(known)
        browsers.close(stranger)
    assert sorted(set(problems)) == []
