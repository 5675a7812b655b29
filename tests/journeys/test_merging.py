"""A steward in a real browser: the queue of duplicates, two companies side by side, a merge and its undoing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands import create_company, suggest_duplicates
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.deals.making import make_deal_world, submit
from tests.pipeline.making import make_opportunity

pytestmark = pytest.mark.journey

LOOKS = ((browsers.DESKTOP, "light", "en"), (browsers.PHONE, "dark", "en"), (browsers.PHONE, "light", "de"))


def test_a_steward_merges_what_is_there_twice(sign_in: Callable[..., Page]) -> None:
    now = utc_now()
    with as_system():
        world = make_deal_world(now)
        for name, city in (("Nordlicht Werke GmbH", "Kiel"), ("Nordlicht-Werke", "Hamburg")):
            draft = CompanyDraft(name=name, city=city, domain="nordlicht-werke.de", country="DE")
            create_company(draft=draft, actor=SYSTEM, now=now)
    submit(world.acme_seller, now, "Nordlicht Werke GmbH")
    with as_system():
        make_opportunity(now, "Turbines")
        suggest_duplicates(actor=SYSTEM, now=now)
    for width, theme, language in LOOKS:
        page = sign_in(world.manager, width=width, theme=theme, language=language)
        for name, address in (("duplicates", "/companies/duplicates/"), ("merges", "/companies/merges/")):
            page.goto(address)
            _holds_together(page, f"merging-{name}-{width}-{theme}-{language}")
        page.goto("/companies/duplicates/")
        page.locator("a[href*='/merge/']").first.click()
        page.wait_for_url("**/merge/**")
        _holds_together(page, f"merging-both-{width}-{theme}-{language}")
    page = sign_in(world.manager)
    page.goto("/companies/duplicates/")
    page.get_by_role("link", name="Compare and merge").first.click()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("They are one company from now on.").wait_for()
    _holds_together(page, "merging-merged")
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("They are two companies again").wait_for()


def _holds_together(page: Page, name: str) -> None:
    browsers.screenshot(page, name)
    problems = browsers.axe(page) + browsers.no_overflow(page) + browsers.no_overlap(page) + browsers.complaints(page)
    assert problems == [], name
