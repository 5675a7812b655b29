"""The pages of access reviews at every width and in both themes."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from steelyard.identity.commands.reviews import decide_access, start_review
from steelyard.identity.models import AccessReview, ReviewItem
from steelyard.identity.terms import ReviewOutcome
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests import browser as browsers
from tests.identity.conftest import PASSWORD, World, make_world
from tests.identity.test_access import key_for
from tests.identity.test_journeys import examine

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def begin(world: World) -> tuple[str, str, str]:
    """Start a review in which one membership is decided; return its id, the decided item's and an open one's."""
    now, admin = utc_now(), world.host_admin
    key_for(world.hansa.seller)
    with acting_as(admin):
        review = start_review(
            actor=admin,
            partner_id=world.hansa.id,
            name="Autumn, before the audit",
            due_on=now.date() + timedelta(days=14),
            removes_undecided=True,
            now=now,
        )
        items = {item.membership.person_id: item for item in ReviewItem.objects.select_related("membership")}
        decided, waiting = items[world.hansa.admin.person_id], items[world.hansa.seller.person_id]
        decide_access(
            actor=admin,
            review_id=review,
            item_id=decided.id,
            outcome=ReviewOutcome.KEEP,
            reason="Runs the desk",
            now=now,
        )
        return AccessReview(id=review).public_id, decided.public_id, waiting.public_id


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")])
def test_the_pages_of_access_reviews_are_sound(browser: Browser, site: str, width: int, theme: str) -> None:
    world = make_world(utc_now())
    page = browsers.visit(browser, site, width=width, theme=theme, language="de" if theme == "dark" else "en")
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("petra@host.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/account/login/'] button[type=submit]").click()
    page.wait_for_url(f"{site}/")
    page.goto("/people/reviews/")
    found = examine(page, f"reviews-none-{width}-{theme}")
    review, decided, waiting = begin(world)
    for name, path in {
        "list": "/people/reviews/",
        "new": "/people/reviews/new/",
        "one": f"/people/reviews/{review}/",
        "decided": f"/people/reviews/{review}/items/{decided}/",
        "waiting": f"/people/reviews/{review}/items/{waiting}/",
        "closing": f"/people/reviews/{review}/closing/",
    }.items():
        page.goto(path)
        found += examine(page, f"reviews-{name}-{width}-{theme}")
    browsers.close(page)
    assert found == []
