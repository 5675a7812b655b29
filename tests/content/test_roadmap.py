"""What is to come is told behind an agreement alone, each reading is noted, and pages lead to what says how they work."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands
from steelyard.content.guides.queries import find_guides
from steelyard.content.guides.refusals import NoProcessDocument
from steelyard.content.models import Audience, PageGuide, RoadmapItem, RoadmapReading
from steelyard.content.refusals import ContentWordUnknown
from steelyard.content.roadmap.policies import quarter_of
from steelyard.content.roadmap.queries import get_roadmap_item, list_roadmap
from steelyard.content.roadmap.refusals import RoadmapNeedsAgreement
from steelyard.content.roadmap.terms import RoadmapFilter, RoadmapStatus, RoadmapTerms
from steelyard.content.terms import HOST_ONLY, AssetKind
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.commands import record_agreement
from steelyard.platform.db import acting_as
from tests.content.making import every_partner, make_asset, make_audience
from tests.partners.making import Ecosystem, browser_of

PAGE, ALL = PageRequest(), RoadmapFilter()
PAGES = ["deals:registrations", "content:library"]


def make_item(now: datetime, author: Actor, audience_id: UUID, **said: Any) -> UUID:
    """Say what is to come in the first quarter of 2027."""
    usual = {"title": "Keys in two clouds", "quarter_on": date(2027, 2, 14), "status": RoadmapStatus.PLANNED}
    terms = RoadmapTerms(**{**usual, "audience_id": audience_id, "confidentiality": "Keep it to yourself.", **said})
    return commands.define_roadmap_item(actor=author, terms=terms, now=now)


@pytest.fixture
def under_agreement(ecosystem: Ecosystem, author: Actor, now: datetime) -> UUID:
    record_agreement(
        actor=SYSTEM,
        partner_id=ecosystem.acme,
        version="2026",
        signed_on=now.date(),
        valid_until=now.date() + timedelta(days=30),
        now=now,
    )
    return make_audience(now, author, "Under agreement", agreements={"partner"})


@given(day=st.dates(min_value=date(2000, 1, 1)))
def test_a_quarter_begins_on_its_first_day(day: date) -> None:
    first = quarter_of(day)
    assert first <= day
    assert (first.day, first.month % 3) == (1, 1)
    assert (day - first).days < 92


def test_what_is_to_come_is_told_behind_an_agreement_and_each_reading_is_noted(
    ecosystem: Ecosystem, author: Actor, under_agreement: UUID, now: datetime
) -> None:
    item = make_item(now, author, under_agreement, words="Across regions")
    address = f"/content/roadmap/{public_id('roadmapitem', item)}/"
    mine = browser_of(ecosystem.acme_seller)
    assert "Q1 2027" in mine.get("/content/roadmap/").content.decode()
    assert not RoadmapReading.objects.exists()  # the list tells no more than what is there
    assert "Across regions" in mine.get(address).content.decode()
    mine.get(address)
    (reading,) = RoadmapReading.objects.all()
    assert (reading.person_id, reading.partner_id) == (ecosystem.acme_seller.person_id, ecosystem.acme)
    assert ecosystem.acme_seller.name in browser_of(author).get(address).content.decode()
    other = browser_of(ecosystem.beta_seller)
    assert other.get(address).status_code == 404
    assert "Keys in two clouds" not in other.get("/content/roadmap/").content.decode()
    with acting_as(ecosystem.beta_seller):
        assert not RoadmapItem.objects.exists()
        assert not RoadmapReading.objects.exists()
        with pytest.raises(NotFound):
            commands.note_roadmap_reading(actor=ecosystem.beta_seller, item_id=item, now=now)


def test_what_is_ours_alone_is_a_draft_and_what_asks_for_no_agreement_is_refused(
    ecosystem: Ecosystem, author: Actor, under_agreement: UUID, now: datetime
) -> None:
    with pytest.raises(RoadmapNeedsAgreement):
        make_item(now, author, every_partner())
    draft = make_item(now, author, Audience.objects.get(name=HOST_ONLY).id)
    with acting_as(ecosystem.acme_seller):
        assert not list_roadmap(ecosystem.acme_seller, ALL, PAGE).items
        with pytest.raises(NotFound):
            get_roadmap_item(ecosystem.acme_seller, draft)
        with pytest.raises(NotAllowed):
            make_item(now, ecosystem.acme_seller, under_agreement)


def test_an_author_keeps_the_roadmap_on_its_pages(author: Actor, under_agreement: UUID, now: datetime) -> None:
    browser = browser_of(author)
    assert browser.get("/content/roadmap/new/").status_code == 200
    typed = {
        "title": "Cellular fallback",
        "quarter_on": "2027-05-09",
        "status": "building",
        "audience_id": str(under_agreement),
        "confidentiality": "Under your agreement.",
    }
    assert browser.post("/content/roadmap/new/", typed).status_code == 302
    item = RoadmapItem.objects.get()
    assert item.quarter_on == date(2027, 4, 1)
    edit = f"/content/roadmap/{item.public_id}/terms/"
    assert browser.get(edit).status_code == 200
    assert browser.post(edit, {**typed, "status": "preview"}).status_code == 302
    assert "In preview" in browser.get("/content/roadmap/?status=preview").content.decode()
    assert browser.post(edit, {**typed, "audience_id": str(every_partner())}).status_code == 422


def test_a_page_leads_to_what_says_how_it_works_as_long_as_that_holds(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    said = {"kind": AssetKind.PROCESS_DOCUMENT, "review_by": (now + timedelta(days=9)).date()}
    ours = make_asset(now, author, "How we decide", audience_id=Audience.objects.get(name=HOST_ONLY).id, **said)
    theirs = make_asset(now, author, "How to register", **said)
    for key in (ours, theirs):
        commands.bind_pages(actor=author, asset_id=key, pages=PAGES, now=now)
    assert [card.title for card in find_guides(author, PAGES[0], at=now)] == ["How we decide", "How to register"]
    page = browser_of(author).get("/content/").content.decode()
    assert "How this works" in page
    assert "What partners read" in page
    with acting_as(ecosystem.acme_seller):
        assert PageGuide.objects.filter(page=PAGES[0]).count() == 1
        assert [card.title for card in find_guides(ecosystem.acme_seller, PAGES[0], at=now)] == ["How to register"]
        assert not find_guides(ecosystem.acme_seller, PAGES[0], at=now + timedelta(days=10))
    assert "How to register" in browser_of(ecosystem.acme_seller).get("/content/").content.decode()


def test_only_process_documents_are_led_to_and_only_from_pages_that_there_are(author: Actor, now: datetime) -> None:
    deck = make_asset(now, author, "Deck")
    with pytest.raises(NoProcessDocument):
        commands.bind_pages(actor=author, asset_id=deck, pages=PAGES, now=now)
    process = make_asset(now, author, "Process", kind=AssetKind.PROCESS_DOCUMENT)
    with pytest.raises(ContentWordUnknown):
        commands.bind_pages(actor=author, asset_id=process, pages=["nowhere"], now=now)
    browser = browser_of(author)
    address = f"/content/{public_id('asset', process)}/pages/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"pages": PAGES}).status_code == 302
    assert sorted(PageGuide.objects.values_list("page", flat=True)) == sorted(PAGES)
    assert browser.post(address, {}).status_code == 302
    assert not PageGuide.objects.exists()
