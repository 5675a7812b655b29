"""The pipeline in a real browser: looked at in every width and theme, dragged, moved by keyboard, and used without script."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.partners import commands as partner_commands
from steelyard.partners.models import Partner
from steelyard.partners.terms import ProfileDraft
from steelyard.pipeline import commands
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.terms import ActivityKind, LostReason
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.partners.making import Ecosystem, browser_of, make_ecosystem
from tests.pipeline.making import make_company, make_opportunity
from tests.serving import serving

pytestmark = pytest.mark.journey
NAMES = ("Nordwind Logistics", "Helios Energy", "Banco Miramar", "Kappa Foods", "Vistula Paper", "Quartz Media")


@pytest.fixture
def ecosystem(own_database: str, now: datetime) -> Ecosystem:
    with as_system():
        world = make_ecosystem(now)
        _fill(world, now)
    return world


def _fill(world: Ecosystem, now: datetime) -> None:
    stages = ("qualify", "discover", "propose", "negotiate")
    for number in range(40):
        name = NAMES[number % len(NAMES)]
        opportunity_id = make_opportunity(
            now,
            f"{name} renewal {number}",
            stage=stages[number * 7 % 4] if number > 30 else "qualify",
            partner_id=(world.acme, world.beta, None)[number % 3],
            owner_id=world.seller_of_host.person_id,
            amount=Money(Decimal(36000 + 1700 * number), "EUR" if number % 9 else "USD"),
            close_on=date(2026, 11, 10) + timedelta(days=4 * number),
            next_step="Send the quote and agree on the pilot's scope" if number % 2 else "",
            next_step_on=date(2026, 11, 20) if number % 2 else None,
        )
    said = {"actor": world.manager, "opportunity_id": opportunity_id, "occurred_at": now, "now": now}
    commands.log_activity(**said, kind=ActivityKind.MEETING, summary="Met the board; the budget is agreed.")
    commands.log_activity(**said, kind=ActivityKind.NOTE, summary="Direct team had a call.", is_internal=True)
    lost = make_opportunity(now, "Ottawa Health Partnership of the Eastern Provinces", partner_id=world.acme)
    commands.close_lost(actor=world.manager, opportunity_id=lost, reason=LostReason.PRICE, now=now)
    account = {"actor": world.manager, "company_id": make_company(now, "Helios Energy SE"), "now": now}
    commands.assign_account(**account, person_id=world.manager.person_id, since_on=date(2026, 1, 1), is_house=True)
    commands.record_installed_product(
        **account, family="general", partner_id=world.acme, since_on=date(2026, 1, 1), renews_on=date(2027, 1, 1)
    )
    of_acme = {"actor": world.manager, "partner_id": world.acme, "now": now}
    partner_commands.assign_tier(**of_acme, tier="gold", since_on=date(2026, 1, 1), reason="Yearly review")
    partner_commands.record_agreement(**of_acme, version="2026", signed_on=date(2026, 1, 1), valid_until=None)
    profile = ProfileDraft(
        description="Networks for logistics.", verticals=("Logistics",), website="https://acme.example"
    )
    partner_commands.change_profile(actor=world.manager, partner_id=world.acme, profile=profile, now=now)


@pytest.fixture
def address(ecosystem: Ecosystem) -> Iterator[str]:
    with serving() as address:
        yield address


def visit(browser: Browser, address: str, actor: Actor, **how: Any) -> Page:
    page = browsers.visit(browser, address, **how)
    session = browser_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return page


def paths(world: Ecosystem) -> dict[str, str]:
    with as_system():
        record = Opportunity.objects.filter(activities__isnull=False).first()
        lost = Opportunity.objects.get(outcome="lost")
    assert record is not None
    partner = Partner(id=world.acme).public_id
    return {
        "list": "/pipeline/",
        "board": "/pipeline/board/",
        "forecast": "/pipeline/forecast/",
        "forecast-partners": "/pipeline/forecast/?by=partner",
        "record": f"/pipeline/{record.public_id}/",
        "lost": f"/pipeline/{lost.public_id}/",
        "terms": f"/pipeline/{record.public_id}/terms/",
        "win": f"/pipeline/{record.public_id}/win/",
        "empty": "/pipeline/?region=NA",
        "partners": "/partners/",
        "partner": f"/partners/{partner}/",
        "enroll": "/partners/new/",
        "status": f"/partners/{partner}/status/",
        "accounts": "/accounts/",
        "account-new": "/accounts/new/",
        "installed": "/installed-base/",
        "installed-none": "/installed-base/?renews=30",
        "stages": "/pipeline/stages/",
        "tiers": "/partners/tiers/",
        "types": "/partners/types/",
        "home": "/",
    }


@pytest.mark.parametrize(
    ("width", "theme"), [(390, "light"), (768, "dark"), (1440, "light"), (1440, "dark"), (390, "dark")]
)
def test_every_page_holds_together(
    browser: Browser, address: str, ecosystem: Ecosystem, width: int, theme: str
) -> None:
    page = visit(browser, address, ecosystem.manager, width=width, theme=theme)
    problems: list[str] = []
    for name, path in paths(ecosystem).items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        browsers.screenshot(page, f"pipeline-{name}-{width}-{theme}")
        found = [*browsers.no_overflow(page), *browsers.no_overlap(page), *browsers.axe(page)]
        problems += [f"{name}: {problem}" for problem in found]
    assert problems == []
    assert browsers.complaints(page) == []


def test_a_card_moves_by_keyboard_by_pointer_and_without_script(
    browser: Browser, address: str, ecosystem: Ecosystem
) -> None:
    page = visit(browser, address, ecosystem.seller_of_host)
    page.goto("/pipeline/board/")
    qualify, propose = page.locator("[data-lane=qualify]"), page.locator("[data-lane=propose]")
    before = propose.locator(".lane-card").count()
    page.get_by_role("button", name="Move Helios Energy renewal 1 to another stage").press("Enter")
    page.get_by_role("button", name="Propose", exact=True).locator("visible=true").press("Enter")
    page.wait_for_load_state()
    assert propose.locator(".lane-card").count() == before + 1
    with page.expect_response("**/stage/**") as moved:
        qualify.locator(".lane-card").first.drag_to(propose.locator(".lane-card").first)
    assert moved.value.status == 204
    lanes = page.locator(".lane-count")
    assert [lanes.nth(0).inner_text(), lanes.nth(2).inner_text()] == ["31", str(before + 2)]
    page.reload()
    assert [lanes.nth(0).inner_text(), lanes.nth(2).inner_text()] == ["31", str(before + 2)]
    page.get_by_role("link", name="Show more").click()
    expect(qualify.locator(".lane-card")).to_have_count(31)
    assert browsers.complaints(page) == []

    plain = visit(browser, address, ecosystem.seller_of_host, script=False)
    plain.goto("/pipeline/board/")
    plain.get_by_role("button", name="Move Banco Miramar renewal 2 to another stage").click()
    plain.get_by_role("button", name="Lost", exact=True).locator("visible=true").click()
    plain.get_by_label("Why?").select_option("price")
    plain.get_by_role("button", name="Close as lost").click()
    assert plain.get_by_text("Closed as lost.").count() == 1
