"""A contribution on its way to everybody; its pages and those of use before wins hold together at every size."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from steelyard.content import commands as content
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.public import adopt_rules
from tests import browser as browsers
from tests.content.making import every_partner, make_asset
from tests.content.test_contributions import acknowledge
from tests.content.test_usage import use
from tests.partners.making import Ecosystem, make_ecosystem, make_person
from tests.pipeline.making import make_opportunity

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now() - timedelta(days=200))


@pytest.fixture
def author(ecosystem: Ecosystem) -> Actor:
    with as_system():
        return make_person(utc_now(), "Edith Enable", Role.ENABLEMENT)


@pytest.fixture
def sold(ecosystem: Ecosystem, author: Actor) -> tuple[str, str]:
    """A document that was used before some of the closed opportunities; the last of them."""
    now = utc_now()
    then, soon = now - timedelta(days=150), (now + timedelta(days=60)).date()
    with as_system():
        adopt_rules(actor=SYSTEM, key="content", rules={"least_closings": 3}, effective_from=then, now=now)
        deck = make_asset(then, author, "Twelve slides", review_by=soon)
        paper = make_asset(
            then, author, "A paper with a title that is rather long, as titles of papers are", review_by=soon
        )
    for days in (140, 120, 60, 8, 5):
        use(ecosystem.acme_seller, deck, now - timedelta(days=days))
    use(ecosystem.beta_seller, paper, now - timedelta(days=4))
    with as_system():
        for number, days in enumerate((138, 50, 40, 30, 25, 6, 4, 2)):
            at = now - timedelta(days=days)
            key = make_opportunity(at, f"Sale {number}", partner_id=ecosystem.acme, lines=())
            close_opportunity(actor=SYSTEM, opportunity_id=key, won=number % 3 != 1, now=at)
    return public_id("asset", deck), public_id("opp", key)


def test_a_contribution_goes_from_its_partner_to_everybody(
    ecosystem: Ecosystem, author: Actor, sold: tuple[str, str], sign_in: SignIn
) -> None:
    partner = sign_in(ecosystem.acme_seller)
    partner.goto("/content/contributions/new/")
    partner.locator("[name=title]").fill("Weighing at the edge")
    partner.locator("[name=address]").fill("https://blog.acme.example/weighing")
    partner.locator("[name=credited_as]").fill("Acme, by one of us")
    partner.get_by_role("button", name="Hand in").click()
    expect(partner.get_by_text("Waiting for verification").first).to_be_visible()
    host = sign_in(author)
    host.goto("/content/contributions/?state=submitted")
    host.get_by_role("link", name="Weighing at the edge").click()
    host.get_by_role("link", name="Acknowledge").click()
    host.get_by_role("button", name="Acknowledge").click()
    host.get_by_role("link", name="Show to other partners").click()
    host.get_by_role("button", name="Show").click()
    expect(host.get_by_text("Shown to")).to_be_visible()
    other = sign_in(ecosystem.beta_seller)
    other.goto("/content/featured/")
    expect(other.get_by_text("Acme, by one of us")).to_be_visible()
    with as_system():
        waiting = acknowledge(
            ecosystem.acme_seller, author, utc_now(), title="A talk", address="https://acme.example/talk"
        )
        content.feature_contribution(actor=author, contribution_id=waiting, audience_id=every_partner(), now=utc_now())
    for page in (partner, host, other):
        assert browsers.complaints(page) == []
        browsers.close(page)
    deck, sale = sold
    key = public_id("contribution", waiting)
    pages = {
        "usage": (author, "/content/usage/"),
        "usage-of": (author, f"/content/usage/{deck}/"),
        "sale": (ecosystem.acme_seller, f"/pipeline/{sale}/"),
        "contributions": (ecosystem.acme_seller, "/content/contributions/"),
        "contribution-new": (ecosystem.acme_seller, "/content/contributions/new/"),
        "contribution": (author, f"/content/contributions/{key}/"),
        "contribution-own": (ecosystem.acme_seller, f"/content/contributions/{key}/"),
        "featured": (ecosystem.beta_seller, "/content/featured/"),
        "library": (author, "/content/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"shares-{name}-{width}-{theme}")
        found = (browsers.axe(page), browsers.no_overflow(page), browsers.complaints(page))
        assert found == ([], [], []), (name, width, found)
        browsers.close(page)
