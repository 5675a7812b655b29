"""A partner gets started on its own, and its manager sees who is stuck and how soon others were."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.models import JourneyTask
from steelyard.partners.onboarding.jobs import watch_everyone
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.public import adopt_rules
from tests import browser as browsers
from tests.jobs import run_jobs
from tests.partners.journey_plan import PLAN
from tests.partners.making import Ecosystem, make_ecosystem, make_partner, make_person

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners that are there already, under rules of onboarding."""
    now = utc_now()
    with as_system():
        made = make_ecosystem(now)
        adopt_rules(actor=SYSTEM, key="onboarding", rules=PLAN, effective_from=now - timedelta(days=200), now=now)
    return made


def newcomer(ecosystem: Ecosystem, name: str, *, days_ago: int) -> UUID:
    """Return a reseller that began its journeys some days ago."""
    then = utc_now() - timedelta(days=days_ago)
    with as_system():
        partner = make_partner(
            then,
            name,
            types=("reseller",),
            manager_ids=(ecosystem.manager.person_id,),
            status=PartnerStatus.PROSPECT,
        )
        commands.begin_onboarding(actor=SYSTEM, partner_ids=[partner], now=then)
    return partner


def test_a_partner_gets_started_without_anybody_of_the_host(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    partner = newcomer(ecosystem, "Nova Systems", days_ago=3)
    with as_system():
        admin = make_person(utc_now(), "Nora Nova", Role.PARTNER_ADMIN, partner_id=partner)
    page = sign_in(admin)
    page.goto("/")
    page.get_by_role("link", name="Getting started").first.click()
    page.get_by_text("0 of 5").first.wait_for()
    page.get_by_role("heading", name="What is next").first.wait_for()
    page.get_by_role("link", name="Done: Open a sandbox").first.click()
    page.get_by_label("Remark").fill("It runs")
    page.get_by_role("button", name="This is done").click()
    page.get_by_text("It runs").wait_for()
    with as_system():
        now = utc_now()
        commands.record_agreement(
            actor=SYSTEM, partner_id=partner, version="3", signed_on=now.date(), valid_until=None, now=now
        )
    run_jobs()
    page.get_by_text("1 of 5").first.wait_for()
    assert not page.get_by_role("link", name="Done: Kick off").count()
    browsers.close(page)


def some_on_their_way(ecosystem: Ecosystem) -> tuple[UUID, Actor]:
    """Let twelve partners begin at other times and sign after some days; return the one that is stuck, and its administrator."""
    now = utc_now()
    for number in range(12):
        partner = newcomer(ecosystem, f"Nova {number}", days_ago=20 + 11 * number)
        if number % 3 == 0:
            continue
        signed = now - timedelta(days=20 + 11 * number - 3 - 4 * (number % 4))
        with as_system():
            commands.record_agreement(
                actor=SYSTEM, partner_id=partner, version="3", signed_on=signed.date(), valid_until=None, now=signed
            )
            commands.advance_journeys(partner_ids=[partner], now=signed)
    stuck = newcomer(ecosystem, "Stuck Stahl", days_ago=40)
    watch_everyone(now)
    with as_system():
        return stuck, make_person(now, "Stella Stuck", Role.PARTNER_ADMIN, partner_id=stuck)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    stuck, admin = some_on_their_way(ecosystem)
    one = public_id("partner", stuck)
    with as_system():
        task = JourneyTask.objects.get(partner=stuck, key="kickoff").public_id
    pages = {
        "journeys": (ecosystem.manager, "/partners/journeys/"),
        "curves": (ecosystem.manager, "/partners/journeys/curves/"),
        "cohorts": (ecosystem.manager, "/partners/journeys/curves/?milestone=partners.agreement"),
        "journey": (ecosystem.manager, f"/partners/{one}/journey/"),
        "record": (ecosystem.manager, f"/partners/{one}/"),
        "own": (admin, "/organization/journey/"),
        "home": (admin, "/"),
        "closing": (ecosystem.manager, f"/partners/journeys/tasks/{task}/closure/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"onboarding-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == []
        assert browsers.no_overflow(page) == []
        assert browsers.no_overlap(page) == []
        assert browsers.complaints(page) == []
        browsers.close(page)
