"""A partner's administrator is asked to put data right, does it, and the host sees it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.companies.commands import assess_companies
from steelyard.companies.models import Company
from steelyard.kernel.ids import public_id
from steelyard.partners.quality.jobs import assess_everyone
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners, a hundred days after they were enrolled."""
    with as_system():
        made = make_ecosystem(utc_now())
    assess_everyone(utc_now() + timedelta(days=100))
    with as_system():
        assess_companies(now=utc_now())
    return made


def test_a_partner_puts_its_data_right(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.acme_admin)
    page.goto("/")
    page.get_by_role("link", name="Do it: Confirm people and roles").click()
    page.get_by_text("Partner administrator: Anna Acar").wait_for()
    page.get_by_role("button", name="Yes, this is right").click()
    page.get_by_text("Thank you. That is confirmed.").wait_for()
    page.get_by_role("link", name="Do it: Fill in what is missing: Website").click()
    page.get_by_label("Website").fill("https://acme.example")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/partners/{public_id('partner', ecosystem.acme)}/quality/")
    assert page.get_by_role("link", name="Do it: Fill in what is missing: Website").count() == 0
    assert page.get_by_role("link", name="Do it: Fill in what is missing: Phone").count() == 1
    browsers.close(page)


def _a_company() -> str:
    with as_system():
        return Company.objects.all()[0].public_id


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    one = public_id("partner", ecosystem.acme)
    pages = {
        "scores": (ecosystem.manager, "/partners/quality/"),
        "tasks": (ecosystem.manager, "/partners/quality/tasks/"),
        "own": (ecosystem.acme_admin, f"/partners/{one}/quality/"),
        "confirm": (ecosystem.acme_admin, f"/partners/{one}/quality/contacts/"),
        "home": (ecosystem.acme_admin, "/"),
        "companies": (ecosystem.manager, "/companies/quality/"),
        "company": (ecosystem.manager, f"/companies/{_a_company()}/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"quality-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == []
        assert browsers.no_overflow(page) == []
        assert browsers.no_overlap(page) == []
        assert browsers.complaints(page) == []
        browsers.close(page)
