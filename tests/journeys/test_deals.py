"""Deal registration in a real browser: every page looked at, and each persona's way through it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from steelyard.kernel.ids import public_id
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


@pytest.mark.parametrize(("width", "theme", "language"), [(390, "light", "en"), (768, "dark", "de"), (1440, "light", "en"), (1440, "dark", "en"), (390, "dark", "en")])
def test_every_page_holds_together(deals: Deals, sign_in: SignIn, width: int, theme: str, language: str) -> None:
    mode = f"{width}-{theme}"
    how = {"width": width, "theme": theme, "language": language}
    problems = problems_on(sign_in(deals.ecosystem.acme_seller, **how), "seller", pages_of_seller(deals), mode)
    problems += problems_on(sign_in(deals.ecosystem.manager, **how), "manager", pages_of_manager(deals), mode)
    assert problems == []
