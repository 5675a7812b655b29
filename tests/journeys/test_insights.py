"""The executive's figures in a real browser: a chart read as a table by keyboard, and the figures taken along as a file."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from steelyard.kernel.actors import Actor, Role
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.deals.making import make_deal_world, submit
from tests.partners.making import make_person

pytestmark = pytest.mark.journey
SignIn = Callable[..., Page]


@pytest.fixture
def executive(own_database: str) -> Actor:
    now = utc_now()
    with as_system():
        world = make_deal_world(now - timedelta(minutes=10))
        submit(world.acme_seller, now - timedelta(minutes=5))
        person = make_person(now, "Edda Voss", Role.EXECUTIVE)
    refresh_facts(now)
    return person


def test_a_chart_is_read_as_a_table_and_taken_along(executive: Actor, sign_in: SignIn, address: str) -> None:
    page = sign_in(executive)
    page.goto(f"{address}/insights/")
    card = page.locator("figure", has=page.locator("#chart-registration_volume"))
    summary = card.get_by_text("Show as a table")
    summary.focus()
    page.keyboard.press("Enter")
    table = card.get_by_role("table")
    expect(table).to_be_visible()
    expect(table.get_by_role("row").last).to_contain_text("1")
    assert browsers.axe(page) == []
    browsers.screenshot(page, "insights")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    with coming.value.path().open(encoding="utf-8-sig", newline="") as file:
        found = {row["metric"]: row["value"] for row in csv.DictReader(file)}
    assert found["registration_volume"] == "1"


@pytest.mark.parametrize("width", [browsers.PHONE, browsers.TABLET, browsers.DESKTOP])
def test_figures_fit_every_screen_in_german(executive: Actor, sign_in: SignIn, address: str, width: int) -> None:
    page = sign_in(executive, width=width, language="de", theme="dark")
    for path in ("/insights/?type=sourced&then=2026-06-30", "/insights/registration_volume/?by=partner"):
        page.goto(address + path)
        assert browsers.no_overflow(page) == []
        assert browsers.axe(page) == []
