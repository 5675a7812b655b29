"""A program admin changes a rule in a browser, with and without script; the pages hold together at every width and theme."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.public import set_up_program
from tests import browser as browsers
from tests.identity.conftest import World, make_world, signed_in
from tests.program.conftest import KEY, set_up
from tests.program.test_pages import _decide, begin
from tests.serving import serving

pytestmark = pytest.mark.journey

DEALS = "deal_registration"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    at = utc_now() - timedelta(days=30)
    set_up(at)
    with as_system():
        set_up_program(now=at)
    yield make_world(at)
    connection.close()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with serving() as address:
        yield address


def visitor(browser: browsers.Browser, address: str, email: str, **options: object) -> Page:
    page = browsers.visit(browser, address, **options)  # type: ignore[arg-type]
    session = signed_in(email).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return page


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (768, "dark"), (1440, "light"), (1440, "dark")])
def test_every_page_holds_together(
    browser: browsers.Browser, address: str, world: World, width: int, theme: str
) -> None:
    admin = signed_in("petra@host.example")
    with as_system():
        globally, regional = begin(admin), begin(admin, "DACH")
    deals = str(admin.post(reverse("program:begin-draft", args=[DEALS]))["Location"])
    pages = {
        "rules": reverse("program:rulebook", args=[DEALS]),
        "versions": reverse("program:versions", args=[KEY]),
        "draft": deals,
        "regional": regional,
        "publish": f"{globally}publication/",
        "discard": f"{globally}discard/",
        "decision": reverse("program:decision", args=[_decide(world, {"rival": "Globex"})]),
        "regions": reverse("program:regions"),
        "region": reverse("program:region", args=["DACH"]),
        "families": reverse("program:families"),
        "family": reverse("program:family-new"),
    }
    page = visitor(browser, address, "petra@host.example", width=width, theme=theme)
    faults = {}
    for name, path in pages.items():
        page.goto(path)
        browsers.screenshot(page, f"program-{name}-{width}-{theme}")
        found = browsers.axe(page) + browsers.no_overflow(page) + browsers.no_overlap(page)
        if found:
            faults[name] = found
    said = browsers.complaints(page)
    browsers.close(page)
    assert (faults, said) == ({}, [])


@pytest.mark.parametrize("script", [True, False])
def test_an_admin_shortens_the_protection(browser: browsers.Browser, address: str, world: World, script: bool) -> None:
    page = visitor(browser, address, "petra@host.example", script=script)
    page.goto(reverse("program:rulebook", args=[KEY]))
    page.get_by_role("button", name="Change the rules").click()
    page.get_by_label("Protection (days)").fill("60")
    page.get_by_label("Protection (days)").press("Tab")
    if script:
        page.locator("#preview").get_by_text("protected for 60 days").first.wait_for()
    page.get_by_role("button", name="Move 2 up").click()
    page.get_by_text("This change is not saved yet.").wait_for()
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_text("Changes against RF v1").wait_for()
    page.get_by_label("Note").fill("Shorter, and other partners first")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("heading", name="RF v2").wait_for()
    assert page.get_by_text("protected for 60 days").first.is_visible()
    assert browsers.complaints(page) == []
    browsers.close(page)
