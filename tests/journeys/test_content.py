"""A partner finds a word inside a document and downloads it; the library's pages hold together at every size."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from playwright.sync_api import Page

from steelyard.content import commands as content
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.content.making import add_file, make_asset, make_audience, make_pdf
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_ecosystem, make_person

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now())


@pytest.fixture
def author(ecosystem: Ecosystem) -> Actor:
    with as_system():
        return make_person(utc_now(), "Edith Enable", Role.ENABLEMENT)


@pytest.fixture
def guide(author: Actor) -> UUID:
    """A guide in PDF, an article past its review in two days, and something for others."""
    now = utc_now() - timedelta(days=40)
    with as_system():
        key = make_asset(
            now, author, "Service guide", publish=False, summary="For the first line.", verticals=("Rail", "Ports")
        )
        add_file(now, author, key, "guide.pdf", make_pdf("Opening words", "The hydraulic reservoir holds nine liters"))
        content.publish_asset(actor=author, asset_id=key, now=now)
        stale = (now + timedelta(days=30)).date()
        make_asset(now, author, "Gateway does not start", text="# First\n\nHold the **button**.", review_by=stale)
        gold = make_audience(now, author, "Gold sellers", tiers={"gold"}, roles={"seller"}, agreements={"partner"})
        make_asset(now, author, "Gold playbook", audience_id=gold)
    run_jobs()
    return key


def test_a_word_inside_leads_to_its_page_and_the_file(ecosystem: Ecosystem, guide: UUID, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.acme_seller)
    page.goto("/content/")
    page.get_by_role("searchbox").fill("reservoir")
    page.keyboard.press("Enter")
    page.get_by_text("Page 2").wait_for()
    page.get_by_role("link", name="Service guide").click()
    page.get_by_role("img", name="First page of Service guide").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "guide.pdf"
    browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, author: Actor, guide: UUID, sign_in: SignIn) -> None:
    one, partner = public_id("asset", guide), public_id("partner", ecosystem.acme)
    pages = {
        "library": (author, "/content/"),
        "found": (ecosystem.acme_seller, "/content/?q=reservoir"),
        "asset": (author, f"/content/{one}/"),
        "read": (ecosystem.acme_seller, f"/content/{one}/"),
        "new": (author, "/content/new/"),
        "audiences": (author, "/content/audiences/"),
        "entitlement": (author, f"/content/{one}/entitlement/?partner_id={partner}"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"content-{name}-{width}-{theme}")
        assert (browsers.axe(page), browsers.no_overflow(page), browsers.complaints(page)) == ([], [], [])
        browsers.close(page)
