"""A rule change in a real browser: drafted, simulated, submitted, published by somebody else, and read by a partner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from steelyard.kernel.actors import Actor, Role
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.deals.making import make_deal_world, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_person

pytestmark = pytest.mark.journey
SignIn = Callable[..., Page]


@pytest.fixture
def world(own_database: str) -> Ecosystem:
    now = utc_now()
    with as_system():
        made = make_deal_world(now - timedelta(days=100))
        submit(made.acme_seller, now - timedelta(days=80))
        submit(made.beta_seller, now - timedelta(days=10))
    return made


@pytest.fixture
def second(world: Ecosystem) -> Actor:
    with as_system():
        return make_person(utc_now(), "Otto Zwei", Role.PROGRAM_ADMIN)


def work_off() -> None:
    with as_system():
        run_jobs()


def test_a_rule_change_goes_its_way_in_the_open(world: Ecosystem, second: Actor, sign_in: SignIn, address: str) -> None:
    author = sign_in(world.admin)
    author.goto(f"{address}/rules/deal_registration/")
    author.get_by_role("button", name="Change the rules").click()
    author.get_by_label("Protection", exact=False).first.fill("60")
    author.get_by_role("button", name="Save", exact=True).click()
    author.get_by_role("link", name="Simulate").click()
    author.get_by_role("button", name="Simulate").click()
    expect(author.get_by_text("0 of 2 decisions")).to_be_visible()
    work_off()
    expect(author.get_by_text("all decisions come out exactly as recorded")).to_be_visible(timeout=15_000)
    expect(author.get_by_text("Rejected → Approved")).to_be_visible()
    browsers.screenshot(author, "simulation")
    assert browsers.axe(author) == []
    author.get_by_role("link", name="DR v2").first.click()
    author.get_by_role("button", name="Save and publish…").click()
    author.get_by_role("button", name="Submit for publication").click()
    expect(author.get_by_text("with its simulation")).to_be_visible()
    expect(author.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    submitted_at = author.url
    work_off()

    other = sign_in(second)
    other.goto(submitted_at)
    expect(other.get_by_text("with its simulation")).to_be_visible()
    browsers.screenshot(other, "publication")
    assert browsers.axe(other) == []
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_text("is published")).to_be_visible()
    work_off()

    partner = sign_in(world.acme_seller)
    partner.goto(f"{address}/notifications")
    partner.get_by_text("The rules change").first.click()
    expect(partner.get_by_text("An approved line is protected for 60 days")).not_to_have_count(0)
    browsers.screenshot(partner, "acknowledgement")
    assert browsers.axe(partner) == []
    partner.get_by_role("button", name="I have read it").click()
    expect(partner.get_by_text("You confirmed that you have read this.")).to_be_visible()

    other.reload()
    expect(other.get_by_role("heading", name="Who has read it")).to_be_visible()
    expect(other.get_by_text("Not yet").first).to_be_visible()
