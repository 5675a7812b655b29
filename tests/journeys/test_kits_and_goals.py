"""The pages of kits, the roadmap, searches in vain and goals hold together at every size, for both sides."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest
from playwright.sync_api import Page

from steelyard.content import commands as content
from steelyard.content.kits.terms import KitTerms
from steelyard.content.roadmap.terms import RoadmapStatus, RoadmapTerms
from steelyard.content.terms import AssetFilter, AssetKind
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.partners import commands as partners
from steelyard.partners.goals.terms import GoalDraft, RevisionDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests import browser as browsers
from tests.content.making import make_asset, make_audience
from tests.partners.making import Ecosystem, make_ecosystem, make_person

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now())


@pytest.fixture
def author(ecosystem: Ecosystem) -> Actor:
    with as_system():
        return make_person(utc_now(), "Edith Enable", Role.ENABLEMENT)


@pytest.fixture
def made(ecosystem: Ecosystem, author: Actor) -> Mapping[str, UUID]:
    """A kit of which a part is past its review, something to come, a search in vain, and two goals."""
    now, today = utc_now() - timedelta(days=40), utc_now().date()
    with as_system():
        soon = (now + timedelta(days=9)).date()
        old = make_asset(now, author, "Prices of last spring", review_by=soon)
        process = make_asset(now, author, "How the library works", kind=AssetKind.PROCESS_DOCUMENT)
        content.bind_pages(actor=author, asset_id=process, pages=["content:library"], now=now)
        terms = KitTerms(title="First meetings in rail", cover="Begin with the **slides**.", vertical="Rail")
        kit = content.define_kit(actor=author, terms=terms, now=now)
        parts = [make_asset(now, author, "Twelve slides", verticals=("Rail",)), old, process]
        content.arrange_kit(actor=author, kit_id=kit, asset_ids=parts, now=now)
        content.publish_kit(actor=author, kit_id=kit, now=now)
        signed = {"version": "2026", "signed_on": today, "valid_until": None}
        partners.record_agreement(actor=SYSTEM, partner_id=ecosystem.acme, now=now, **signed)
        item = RoadmapTerms(
            title="Keys in two clouds",
            words="Across *regions*.",
            quarter_on=today + timedelta(days=90),
            status=RoadmapStatus.BUILDING,
            audience_id=make_audience(now, author, "Under agreement", agreements={"partner"}),
            confidentiality="Confidential under your agreement. Dates are intentions, not promises.",
        )
        item_id = content.define_roadmap_item(actor=author, terms=item, now=now)
        content.note_unanswered(wanted=AssetFilter(text="migration checklist"), now=now)
        goals = [_propose(ecosystem, metric) for metric in ("partners.people", "pipeline.won_value")]
    with acting_as(ecosystem.acme_admin):
        partners.answer_goal(actor=ecosystem.acme_admin, goal_id=goals[0], agrees=True, now=now)
    return {"kit": kit, "item": item_id, "agreed": goals[0], "open": goals[1]}


def _propose(ecosystem: Ecosystem, metric: str) -> UUID:
    year = {"starts_on": date(utc_now().year, 1, 1), "until": date(utc_now().year + 1, 1, 1)}
    draft = GoalDraft(metric=metric, revision=RevisionDraft(target=Decimal(40), reason="As we said."), **year)
    manager = ecosystem.manager
    return partners.propose_goal(actor=manager, partner_id=ecosystem.acme, draft=draft, now=utc_now())


def test_the_pages_are_clean_at_every_size(
    ecosystem: Ecosystem, author: Actor, made: Mapping[str, UUID], sign_in: SignIn
) -> None:
    kit, item = public_id("kit", made["kit"]), public_id("roadmapitem", made["item"])
    agreed, waiting = (public_id("goal", made[key]) for key in ("agreed", "open"))
    pages = {
        "guided": (author, "/content/"),
        "kits": (ecosystem.acme_seller, "/content/kits/"),
        "kit": (author, f"/content/kits/{kit}/"),
        "roadmap": (ecosystem.acme_seller, "/content/roadmap/"),
        "item": (ecosystem.acme_seller, f"/content/roadmap/{item}/"),
        "unanswered": (author, "/content/unanswered/"),
        "goals": (ecosystem.manager, "/partners/goals/"),
        "goal": (ecosystem.manager, f"/partners/goals/{agreed}/"),
        "proposal": (ecosystem.acme_admin, f"/partners/goals/{waiting}/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"kits-{name}-{width}-{theme}")
        found = (browsers.axe(page), browsers.no_overflow(page), browsers.complaints(page))
        assert found == ([], [], []), name
        browsers.close(page)
