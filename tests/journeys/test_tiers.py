"""A partner reads its roadmap, goes the way up, and the page follows; the host sees where everybody stands."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.partners import commands
from steelyard.partners.tiers.jobs import evaluate_everyone
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.commands.simulations import request_simulation, run_simulation
from steelyard.program.models import Simulation
from steelyard.program.public import ProductFamilyCard, adopt_rules, define_product_family
from tests import browser as browsers
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_ecosystem
from tests.partners.tier_programs import PORTAL

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey

A_YEAR = timedelta(days=365)


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners under rules of tiers."""
    now = utc_now()
    with as_system():
        made = make_ecosystem(now - A_YEAR)
        adopt_rules(actor=SYSTEM, key="tiers", rules=PORTAL, effective_from=now - A_YEAR, now=now)
        for key in ("cloud", "guard"):
            family = ProductFamilyCard(key=key, name=key.title(), requires_certification=True)
            define_product_family(actor=SYSTEM, family=family, now=now)
    evaluate_everyone(now)
    return made


def test_an_open_roadmap_follows_what_happens(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.acme_admin)
    page.goto("/")
    page.get_by_role("link", name="Our roadmap").click()
    page.get_by_text("20 of 100").wait_for()
    page.get_by_role("heading", name="The shortest way to Silver").wait_for()
    now = utc_now()
    with as_system():
        for family in ("cloud", "guard"):
            commands.record_certification(
                actor=SYSTEM, partner_id=ecosystem.acme, family=family, since_on=now.date(), until=None, now=now
            )
    began = time.monotonic()
    run_jobs()
    page.get_by_text("80 of 100").wait_for()
    page.get_by_role("heading", name="The shortest way to Gold").wait_for()
    # A second where nobody else is at work; on a busy machine as many times more as there are waiting for a processor.
    assert time.monotonic() - began < max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    browsers.close(page)


@pytest.fixture
def simulated(ecosystem: Ecosystem) -> str:
    """The address of a simulation of a draft under which a partner would not have come up."""
    now = utc_now()
    certified_on = (now - timedelta(days=120)).date()
    with as_system():
        commands.define_benefit(
            actor=SYSTEM,
            key="fund",
            name="Marketing fund",
            value=Money(Decimal(1200), "EUR"),
            from_tier="silver",
            now=now,
        )
        for family in ("cloud", "guard"):
            commands.record_certification(
                actor=SYSTEM, partner_id=ecosystem.acme, family=family, since_on=certified_on, until=None, now=now
            )
        run_jobs()
        draft = draft_rules(actor=SYSTEM, key="tiers", now=now)
        stricter = [{"tier": "registered"}, {"tier": "silver", "points": "90"}, {"tier": "gold", "points": "95"}]
        revise_draft(actor=SYSTEM, draft_id=draft, rules={**PORTAL, "tiers": stricter}, now=now)
        asked = request_simulation(
            actor=SYSTEM, draft_id=draft, since=now - timedelta(days=300), until=now, now=now, in_background=False
        )
    run_simulation(simulation_id=asked, clock=utc_now)
    return reverse("program:simulation", args=[Simulation(id=asked).public_id])


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, simulated: str, sign_in: SignIn) -> None:
    one = public_id("partner", ecosystem.acme)
    pages = {
        "standings": (ecosystem.manager, "/partners/standings/"),
        "roadmap": (ecosystem.manager, f"/partners/{one}/roadmap/"),
        "own": (ecosystem.acme_admin, "/organization/roadmap/"),
        "simulation": (ecosystem.admin, simulated),
        "assign": (ecosystem.manager, f"/partners/{one}/tier/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"tiers-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == []
        assert browsers.no_overflow(page) == []
        assert browsers.no_overlap(page) == []
        assert browsers.complaints(page) == []
        browsers.close(page)
