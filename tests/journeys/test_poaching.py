"""The anti-poaching log in a real browser."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from steelyard.deals import commands
from steelyard.deals.models import DealRegistration
from steelyard.deals.refusals import AccountProtected
from steelyard.kernel.money import Money
from steelyard.pipeline.public import LineDraft, OpportunityDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests import browser as browsers
from tests.deals_pages.making import Deals, make_deals

pytestmark = pytest.mark.journey


@pytest.fixture
def deals(own_database: str) -> Deals:
    deals = make_deals(utc_now())
    executive = deals.ecosystem.seller_of_host
    with acting_as(executive):
        company = DealRegistration.objects.get(id=deals.protected.id).company_id
        draft = OpportunityDraft(
            company_id=company,
            name="Nordwind direct",
            region="DACH",
            amount=Money(Decimal(90_000), "EUR"),
            close_on=(utc_now() + timedelta(days=60)).date(),
            lines=(LineDraft(family="cloud"),),
            owner_id=executive.person_id,
        )
    for reason in ("", "The customer asked in writing for a direct offer of the whole group, see the letter of 3 May."):
        with suppress(AccountProtected), acting_as(executive):
            commands.open_direct_opportunity(actor=executive, draft=draft, override_reason=reason, now=utc_now())
    return deals


def test_each_side_reads_the_log(deals: Deals, sign_in: Callable[..., Page]) -> None:
    problems: list[str] = []
    for who, actor in (("seller", deals.ecosystem.acme_seller), ("manager", deals.ecosystem.manager)):
        for width, theme, language in ((390, "dark", "de"), (1440, "light", "en")):
            page = sign_in(actor, width=width, theme=theme, language=language)
            page.goto("/deals/direct/")
            page.wait_for_load_state("networkidle")
            assert page.locator("tbody tr").count() >= 1
            browsers.screenshot(page, f"poaching-{who}-{width}")
            problems += [*browsers.no_overflow(page), *browsers.no_overlap(page), *browsers.axe(page)]
            problems += browsers.complaints(page)
            browsers.close(page)
    assert problems == []
