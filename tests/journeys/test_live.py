"""Open pages in a real browser: what one person does, the other sees without reloading, and loses nothing of their own."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from steelyard.deals import commands
from steelyard.deals.terms import LineOutcome
from steelyard.identity.models import Session
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, authenticating
from tests import browser as browsers
from tests.deals_pages.making import Deals, make_deals
from tests.jobs import run_jobs

pytestmark = pytest.mark.journey
SignIn = Callable[..., Page]
SOON = 2000
"""Milliseconds within which the other's page shows what happened."""


@pytest.fixture
def deals(own_database: str) -> Deals:
    return make_deals(utc_now())


def opened(page: Page, path: str) -> Page:
    """Open the page and wait until its process listens and it has asked."""
    page.goto(path)
    with page.expect_response(lambda answer: "/live?" in answer.url and '"news": {' in answer.text()):
        pass
    page.wait_for_timeout(2500)  # until what was news at the opening is settled
    return page


def test_a_decision_appears_in_the_partners_open_page(deals: Deals, sign_in: SignIn) -> None:
    seller, manager = sign_in(deals.ecosystem.acme_seller), sign_in(deals.ecosystem.manager)
    opened(seller, f"/deals/{deals.held.public_id}/")
    manager.goto(f"/approvals/{deals.held.public_id}/")
    manager.get_by_role("button", name="Refuse").first.click()
    refusing = manager.locator("#refuse")
    refusing.get_by_role("textbox").last.fill("We work with another partner there.")
    refusing.get_by_role("button", name="Refuse").click()
    began = time.monotonic()
    expect(seller.locator("#decision").get_by_text("We work with another partner there.")).to_be_visible(timeout=SOON)
    assert time.monotonic() - began < SOON / 1000
    expect(seller.locator("#live-said")).not_to_be_empty()
    assert (browsers.axe(seller), browsers.complaints(seller)) == ([], [])
    browsers.screenshot(seller, "live-decided")


def test_a_comment_appears_beside_what_somebody_writes(deals: Deals, sign_in: SignIn) -> None:
    seller, manager = sign_in(deals.ecosystem.acme_seller), sign_in(deals.ecosystem.manager)
    opened(seller, f"/deals/{deals.protected.public_id}/")
    box = seller.get_by_placeholder("Write a comment")
    box.fill("I was about to say")
    box.evaluate("box => box.setSelectionRange(2, 5)")
    seller.mouse.wheel(0, 200)
    seller.wait_for_timeout(100)
    before = seller.evaluate("scrollY")
    manager.goto(f"/deals/{deals.protected.public_id}/")
    manager.get_by_placeholder("Write a comment").fill("The customer called us")
    manager.get_by_text("Reply to partner").click()
    manager.get_by_role("button", name="Post").click()
    expect(seller.get_by_text("The customer called us")).to_be_visible(timeout=SOON)
    assert box.input_value() == "I was about to say"
    assert box.evaluate("box => [document.activeElement === box, box.selectionStart, box.selectionEnd]") == [True, 2, 5]
    assert seller.evaluate("scrollY") == before
    seller.get_by_role("button", name="Post").click()
    expect(seller.get_by_text("I was about to say")).to_be_visible()


def test_a_form_that_would_go_is_kept_and_the_news_offered(deals: Deals, sign_in: SignIn) -> None:
    seller = opened(sign_in(deals.ecosystem.acme_seller), f"/deals/{deals.asked.public_id}/")
    answer = seller.locator("#answer textarea").first
    answer.fill("Three hundred seats")
    colleague = deals.ecosystem.acme_admin
    with acting_as(colleague):
        commands.withdraw_registration(
            actor=colleague, registration_id=deals.asked.id, reason="Entered twice", now=utc_now()
        )
    expect(seller.get_by_text("Something here changed while you were at it.")).to_be_visible(timeout=SOON + 1000)
    assert answer.input_value() == "Three hundred seats"
    browsers.screenshot(seller, "live-offer")
    seller.get_by_role("link", name="Show it").click()
    expect(seller.locator("#answer")).to_have_count(0)


def test_counts_and_bell_follow(deals: Deals, sign_in: SignIn) -> None:
    seller, manager = sign_in(deals.ecosystem.acme_seller), sign_in(deals.ecosystem.manager)
    opened(seller, "/deals/")
    opened(manager, "/")
    bell = seller.locator("#bell")
    before = bell.get_attribute("aria-label")
    waiting = manager.locator("#side-list a[href='/approvals/']")
    counted = waiting.inner_text()
    actor = deals.ecosystem.manager
    with acting_as(actor):
        commands.decide_registration_by_hand(
            actor=actor,
            registration_id=deals.held.id,
            outcomes=LineOutcome.REJECTED,
            reason="Known already",
            now=utc_now(),
        )
    run_jobs()
    expect(bell).not_to_have_attribute("aria-label", before or "", timeout=SOON + 1000)
    expect(waiting).not_to_have_text(counted, timeout=SOON + 1000)


def test_a_case_that_somebody_else_decides_is_not_taken_from_under_the_hand(deals: Deals, sign_in: SignIn) -> None:
    page = opened(sign_in(deals.ecosystem.manager, width=browsers.PHONE), f"/approvals/{deals.held.public_id}/")
    waiting = page.locator("#queue").get_by_text("Helios Energie AG")
    assert waiting.count() == 1
    actor = deals.ecosystem.manager
    with acting_as(actor):
        commands.decide_registration_by_hand(
            actor=actor,
            registration_id=deals.held.id,
            outcomes=LineOutcome.REJECTED,
            reason="Known already",
            now=utc_now(),
        )
    expect(page.get_by_text("Something here changed while you were at it.")).to_be_visible(timeout=10_000)
    expect(page.locator("#case").get_by_role("button", name="Refuse").first).to_be_visible()
    expect(waiting).to_have_count(0, timeout=10_000)
    assert (browsers.axe(page), browsers.no_overflow(page), browsers.complaints(page)) == ([], [], [])
    browsers.screenshot(page, "live-case-phone", full=False)


def test_whose_session_is_ended_is_told(deals: Deals, sign_in: SignIn) -> None:
    seller = opened(sign_in(deals.ecosystem.acme_seller), "/deals/")
    with authenticating():
        Session.objects.filter(person_id=deals.ecosystem.acme_seller.person_id).delete()
    expect(seller.locator("#live-said")).to_contain_text("not signed in any more", timeout=SOON + 1000)


def test_a_hidden_page_asks_nothing(deals: Deals, sign_in: SignIn) -> None:
    page = opened(sign_in(deals.ecosystem.acme_seller), "/deals/")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.wait_for_timeout(1500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    assert len(asked) == 1
