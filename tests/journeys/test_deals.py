"""Deal registration in a real browser: every page looked at, and each persona's way through it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from steelyard.platform.clock import utc_now
from tests import browser as browsers
from tests.deals_pages.making import Deals, make_deals

pytestmark = pytest.mark.journey
SignIn = Callable[..., Page]


@pytest.fixture
def deals(own_database: str) -> Deals:
    return make_deals(utc_now())


def pages_of_seller(deals: Deals) -> dict[str, str]:
    return {
        "home": "/",
        "list": "/deals/",
        "list-closed": "/deals/?view=closed",
        "list-empty": "/deals/?q=nowhere",
        "board": "/deals/board/",
        "new": "/deals/new/",
        "protected": f"/deals/{deals.protected.public_id}/",
        "held": f"/deals/{deals.held.public_id}/",
        "asked": f"/deals/{deals.asked.public_id}/",
        "refused": f"/deals/{deals.refused.public_id}/",
        "partly": f"/deals/{deals.partly.public_id}/",
        "ending": f"/deals/{deals.ending.public_id}/",
        "extension": f"/deals/{deals.ending.public_id}/extension/",
        "withdrawal": f"/deals/{deals.protected.public_id}/withdrawal/",
    }


def pages_of_manager(deals: Deals) -> dict[str, str]:
    return {
        "home": "/",
        "list": "/deals/",
        "record": f"/deals/{deals.protected.public_id}/",
        "queue": "/approvals/",
        "case": f"/approvals/{deals.held.public_id}/",
        "direct": "/deals/direct/new/",
        "manager": f"/deals/{deals.protected.public_id}/manager/",
    }


def problems_on(page: Page, who: str, paths: dict[str, str], mode: str) -> list[str]:
    problems: list[str] = []
    for name, path in paths.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        browsers.screenshot(page, f"deals-{who}-{name}-{mode}")
        found = [*browsers.no_overflow(page), *browsers.no_overlap(page), *browsers.axe(page)]
        problems += [f"{who} {name}: {problem}" for problem in found]
    return problems + browsers.complaints(page)


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "light", "en"), (768, "dark", "de"), (1440, "light", "en"), (1440, "dark", "en"), (390, "dark", "en")],
)
def test_every_page_holds_together(deals: Deals, sign_in: SignIn, width: int, theme: str, language: str) -> None:
    mode = f"{width}-{theme}"
    how = {"width": width, "theme": theme, "language": language}
    problems = problems_on(sign_in(deals.ecosystem.acme_seller, **how), "seller", pages_of_seller(deals), mode)
    problems += problems_on(sign_in(deals.ecosystem.manager, **how), "manager", pages_of_manager(deals), mode)
    assert problems == []


def test_a_seller_registers_on_a_phone_by_touch(deals: Deals, sign_in: SignIn) -> None:
    page = sign_in(deals.ecosystem.acme_seller, width=browsers.PHONE)
    page.goto("/deals/")
    page.get_by_role("link", name="Register a deal").last.tap()
    company = page.get_by_role("combobox", name="Company")
    company.tap()
    company.press_sequentially("Albatros Werft")
    page.get_by_text("Cloud", exact=True).tap()
    page.get_by_text("Looks free").wait_for()
    page.get_by_label("Amount").fill("36,000")
    page.get_by_label("Expected close").fill((utc_now() + timedelta(days=90)).date().isoformat())
    page.get_by_label("Name", exact=False).last.fill("Ines Holm")
    page.get_by_label("E-mail").fill("ines.holm@example.com")
    page.get_by_text("Saved").wait_for()
    page.get_by_role("button", name="Submit").tap()
    page.get_by_role("heading", name="Protected until").wait_for()
    assert browsers.axe(page) == []
    assert browsers.complaints(page) == []
    page.goto("/deals/?view=drafts")
    assert page.get_by_text("Albatros").count() == 0


def test_a_seller_registers_by_keyboard_alone(deals: Deals, sign_in: SignIn) -> None:
    page = sign_in(deals.ecosystem.acme_seller, width=browsers.PHONE)
    page.goto("/")
    page.keyboard.press("c")
    page.wait_for_url("**/deals/new/")
    page.get_by_role("combobox", name="Company").focus()
    press(page, "Bernstein Optik", *["Tab"] * 3, "Tab", "Tab", "Space", *["Tab"])
    page.get_by_label("Amount").focus()
    press(page, "12000")
    page.get_by_label("Expected close").fill((utc_now() + timedelta(days=90)).date().isoformat())
    page.get_by_label("Name", exact=False).last.focus()
    press(page, "Ines Holm", "Tab", "ines.holm@example.com", "Control+Enter")
    page.get_by_role("heading", name="Protected until").wait_for()


def press(page: Page, *keys: str) -> None:
    """Press keys by name, and type everything else."""
    for key in keys:
        if key in {"Tab", "Space"} or "+" in key:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_a_manager_decides_with_keys(deals: Deals, sign_in: SignIn) -> None:
    page = sign_in(deals.ecosystem.manager)
    page.goto("/approvals/")
    first = page.locator(".case-head h2").inner_text()
    page.keyboard.press("j")
    page.wait_for_url("**/approvals/dealreg_*/")
    assert page.locator(".case-head h2").inner_text() != first
    page.keyboard.press("k")
    page.get_by_role("heading", name=first).wait_for()
    page.keyboard.press("x")
    page.get_by_role("textbox", name="Reason").last.fill("The letter is of another customer.")
    page.keyboard.press("Control+Enter")
    page.get_by_text(f"Decided: {first}").wait_for()
    second = page.locator(".case-head h2").inner_text()
    page.keyboard.press("a")
    page.get_by_text(f"Decided: {second}").wait_for()
    page.keyboard.press("r")
    page.get_by_label("What do you need to know?").fill("Who signs?")
    page.keyboard.press("Control+Enter")
    page.get_by_text("The clock stands still").first.wait_for()
    assert browsers.complaints(page) == []


def test_direct_sales_are_blocked_and_override(deals: Deals, sign_in: SignIn) -> None:
    page = sign_in(deals.ecosystem.seller_of_host)
    page.goto("/deals/direct/new/")
    account = page.get_by_role("combobox", name="Account")
    account.press_sequentially("Helios")
    page.get_by_role("option", name="Helios Energy AG").click()
    page.get_by_label("What is it about?").fill("Helios cloud")
    page.get_by_label("Cloud").check()
    page.get_by_label("Amount").first.fill("50000")
    page.get_by_label("Expected close").fill((utc_now() + timedelta(days=60)).date().isoformat())
    page.get_by_label("Region").select_option("DACH")
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("heading", name="A partner is protected for this").wait_for()
    browsers.screenshot(page, "deals-ae-blocked")
    assert [*browsers.axe(page), *browsers.no_overlap(page), *browsers.no_overflow(page)] == []
    page.get_by_label("Why go on without the partner?").fill("The customer asked for us in writing.")
    page.get_by_role("button", name="Override and open it").click()
    page.wait_for_url("**/pipeline/*/")
    partner = sign_in(deals.ecosystem.beta_seller)
    partner.goto(f"/deals/{deals.foreign.public_id}/")
    partner.get_by_text("The customer asked for us in writing.").wait_for()
