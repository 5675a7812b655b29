"""A manager ticks partners in the list, looks at what would become of them, and lets it happen."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.partners.commands import set_status
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.working import work_on
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.bulk_edits.making import check
from tests.partners.making import Ecosystem, make_ecosystem

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners, one of which has ended."""
    with as_system():
        made = make_ecosystem(utc_now())
        set_status(actor=SYSTEM, partner_id=made.beta, status=PartnerStatus.ENDED, reason="Closed", now=utc_now())
    return made


def _work() -> None:
    with as_system():
        key = BulkEdit.objects.order_by("-created_at").values_list("id", flat=True)[0]
    work_on(key, utc_now)


def test_a_manager_suspends_what_is_ticked(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.manager)
    page.goto("/partners/")
    page.get_by_label("Select Acme Systems GmbH").check()
    bar = page.get_by_role("region", name="Selected rows")
    bar.get_by_role("button", name="Change several").click()
    bar.get_by_role("button", name="Status").click()
    page.get_by_label("The 1 record that is ticked").wait_for()
    page.get_by_label("Status").select_option("suspended")
    page.get_by_label("Why?").fill("Audit")
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("0 of 1 records").wait_for()
    _work()
    page.get_by_role("button", name="Change 1 record").click()
    _work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_text("Done", exact=True).first.wait_for()
    with as_system():
        assert Partner.objects.get(id=ecosystem.acme).status == "suspended"
    browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    key = check(ecosystem.manager, "partners", "status", "suspended", asked="", reason="Audit", now=utc_now())
    here = f"/bulk-edits/{BulkEdit(id=key).public_id}/"
    pages = {
        "partners": "/partners/",
        "companies": "/companies/",
        "new": "/bulk-edits/new/partners/status/?status=active",
        "checked": here,
        "refused": f"{here}?show=refused",
        "list": "/bulk-edits/",
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, address), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(ecosystem.manager, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"bulk-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == []
        assert browsers.no_overflow(page) == []
        assert browsers.no_overlap(page) == []
        assert browsers.complaints(page) == []
        browsers.close(page)
