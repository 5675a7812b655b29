"""Asking for one's data and erasing a contact in a real browser: nothing axe or a narrow window minds."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.platform.db import as_system
from steelyard.platform.privacy.retention import set_period
from tests import browser as browsers
from tests.deals.making import make_deal_world, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.serving import serving

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def world(own_database: str, now: datetime) -> Ecosystem:
    with as_system():
        made = make_deal_world(now)
        set_period(actor=SYSTEM, key="refused-contacts", region="DACH", days=180, now=now)
    submit(made.acme_seller, now, contact_phone="+49 30 1234567")
    return made


@pytest.fixture
def site(world: Ecosystem) -> Iterator[str]:
    with serving(StaticFilesHandler(WSGIHandler())) as address:
        yield address


def enter(page: Page, actor: Actor, site: str) -> None:
    """Sign the actor's person in."""
    cookies = browser_of(actor).cookies
    page.context.add_cookies([{"name": "steelyard_session", "value": cookies["steelyard_session"].value, "url": site}])


def examine(page: Page, name: str) -> list[str]:
    browsers.screenshot(page, f"privacy-{name}")
    return [
        *(f"{name}: {found}" for found in browsers.axe(page)),
        *(f"{name}: wider than the window: {found}" for found in browsers.no_overflow(page)),
        *(f"{name}: overlap: {found}" for found in browsers.no_overlap(page)),
        *(f"{name}: console: {found}" for found in browsers.complaints(page)),
    ]


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(browsers.DESKTOP, "light", "en"), (browsers.PHONE, "dark", "de"), (browsers.PHONE, "light", "en")],
)
def test_an_administrator_exports_and_erases(
    browser: Browser, site: str, world: Ecosystem, width: int, theme: str, language: str
) -> None:
    page = browsers.visit(browser, site, width=width, theme=theme, language=language)
    enter(page, world.admin, site)
    look = f"{width}-{theme}"
    page.goto("/settings/data/")
    page.locator("main header form button").click()
    run_jobs()
    page.goto("/settings/data/")
    found = examine(page, f"data-{look}")
    for name in ("", "register/", "retention/", "erasures/"):
        page.goto(f"/privacy/{name}")
        found += examine(page, f"admin-{name.strip('/')}-{look}")
    page.locator("[name=email]").fill("ines.holm@example.com")
    page.locator("[name=reason]").fill("Letter of 2 November")
    page.locator("form:has([name=reason]) button[type=submit]").click()
    page.wait_for_url("**/erasures/erasure_*/")
    found += examine(page, f"preview-{look}")
    page.locator("[name=email]").fill("ines.holm@example.com")
    page.locator("form:has([name=email]) button[type=submit]").click()
    page.wait_for_load_state()
    run_jobs()
    page.reload()
    assert "ines.holm@example.com" not in page.content()
    found += examine(page, f"erased-{look}")
    browsers.close(page)
    assert found == []
