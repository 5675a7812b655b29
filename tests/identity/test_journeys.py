"""Signing in, inviting and joining in a real browser: few clicks, no script needed, nothing axe or a narrow window minds."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core import mail
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page

from steelyard.identity.models import Membership
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.identity.conftest import PASSWORD, World, make_world
from tests.jobs import run_jobs
from tests.serving import serving

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def site(own_database: str, now: datetime, settings: LazySettings) -> Iterator[str]:
    """The product with the two partners' people, in demo mode, at an address of its own."""
    settings.DEMO = True
    with serving(StaticFilesHandler(WSGIHandler())) as address:
        yield address


@pytest.fixture
def people(site: str, now: datetime) -> World:
    return make_world(now)


def enter(page: Page, role: str) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name=role).first.click()
    page.wait_for_url("**/")


def examine(page: Page, name: str) -> list[str]:
    browsers.screenshot(page, f"identity-{name}")
    return [
        *(f"{name}: {found}" for found in browsers.axe(page)),
        *(f"{name}: wider than the window: {found}" for found in browsers.no_overflow(page)),
        *(f"{name}: overlap: {found}" for found in browsers.no_overlap(page)),
        *(f"{name}: console: {found}" for found in browsers.complaints(page)),
    ]


PAGES = {
    "people": "/people/",
    "invitations": "/people/invitations/",
    "invite": "/people/invitations/new/",
    "profile": "/settings/profile/",
    "password": "/account/password/change/",
    "sessions": "/settings/sessions/",
    "keys": "/settings/keys/",
    "key-new": "/settings/keys/new/",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [browsers.PHONE, browsers.DESKTOP])
def test_pages_are_sound_at_every_width_and_in_both_themes(
    browser: Browser, site: str, people: World, width: int, theme: str
) -> None:
    found: list[str] = []
    page = browsers.visit(browser, site, width=width, theme=theme)
    for name, path in {
        "login": "/account/login/",
        "code": "/account/login/code/",
        "reset": "/account/password/reset/",
        "closed": "/account/signup/",
    }.items():
        page.goto(path)
        found += examine(page, f"{name}-{width}-{theme}")
    enter(page, "Partner administrator")
    for name, path in PAGES.items():
        page.goto(path)
        found += examine(page, f"{name}-{width}-{theme}")
    page.goto("/people/")
    page.get_by_role("link", name="Sam of hansa").click()
    found += examine(page, f"member-{width}-{theme}")
    browsers.close(page)
    assert found == []


def test_a_colleague_is_invited_in_three_clicks_and_joins_without_script(
    browser: Browser, site: str, people: World
) -> None:
    page = browsers.visit(browser, site)
    enter(page, "Partner administrator")
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="Invite").first.click()
    page.get_by_label("E-mail address").fill("new@hansa.example")
    page.get_by_label(re.compile("^Seller")).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the invitation").click()
    page.wait_for_url("**/people/invitations/")
    with as_system():
        run_jobs()
    body = str(mail.outbox[-1].body)
    link = re.search(r"(/invitations/\S+)", body)
    assert link is not None
    newcomer = browsers.visit(browser, site, width=browsers.PHONE, script=False)
    newcomer.goto(link.group(1))
    browsers.screenshot(newcomer, "identity-accept-390")
    newcomer.get_by_label("Your name").fill("New Person")
    newcomer.get_by_label("Choose a password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Join").click()
    newcomer.goto("/people/")
    assert newcomer.get_by_text("New Person").count() > 0
    with as_system():
        assert Membership.objects.filter(person__email="new@hansa.example", until=None).exists()
    for visitor in (page, newcomer):
        browsers.close(visitor)
