"""Kits give each reader what it may have of them and what holds today, in the order that fits, as one archive."""

import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.companies.models import Company
from steelyard.content import commands
from steelyard.content.kits import queries
from steelyard.content.kits.policies import move_up, rank_kits
from steelyard.content.kits.refusals import KitIsEmpty, KitPartsInvalid
from steelyard.content.kits.terms import KitFilter, KitTerms, Taste
from steelyard.content.models import Asset, AssetUsage, Kit, KitPart, Use
from steelyard.content.refusals import ContentWordUnknown
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.commands import change_profile
from steelyard.partners.terms import ProfileDraft
from steelyard.pipeline.public import LineDraft, close_opportunity
from steelyard.platform.db import acting_as
from steelyard.program.public import ProductFamilyCard, define_product_family
from tests.content.making import add_file, make_asset, make_audience, make_pdf
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_opportunity

PAGE, ALL = PageRequest(), KitFilter()
WORDS = st.sampled_from(["", "Rail", "Ports", "Banking"])
KITS = st.lists(st.builds(KitTerms, title=st.just("Kit"), vertical=WORDS, family=WORDS), max_size=8)
SALES = st.dictionaries(st.sampled_from(["rail", "ports"]), st.integers(min_value=1, max_value=9), max_size=2)
TASTES = st.builds(
    Taste, verticals=st.frozensets(st.sampled_from(["rail", "ports"])), won_verticals=SALES, won_families=SALES
)


def make_kit(now: datetime, author: Actor, *parts: UUID, publish: bool = True, **said: str) -> UUID:
    """Make a kit of assets."""
    kit = commands.define_kit(actor=author, terms=KitTerms(**{"title": "Rail kit", **said}), now=now)
    commands.arrange_kit(actor=author, kit_id=kit, asset_ids=parts, now=now)
    if publish:
        commands.publish_kit(actor=author, kit_id=kit, now=now)
    return kit


@given(kits=KITS, taste=TASTES)
def test_no_kit_is_lost_and_what_fits_comes_before_what_does_not(kits: list[KitTerms], taste: Taste) -> None:
    keyed = [(new_id(), terms) for terms in kits]
    ranked = rank_kits(keyed, taste)
    assert {key for key, _ in ranked} == {key for key, _ in keyed}
    fits = [bool(reasons) for _, reasons in ranked]
    assert fits == sorted(fits, reverse=True)
    if taste == Taste():
        assert [key for key, _ in ranked] == [key for key, _ in keyed]


@given(parts=st.lists(st.uuids(), unique=True, max_size=6), at=st.integers(min_value=0, max_value=6))
def test_moving_a_part_up_loses_none(parts: list[UUID], at: int) -> None:
    moved = move_up(parts, parts[at] if at < len(parts) else new_id())
    assert sorted(moved) == sorted(parts)
    if 0 < at < len(parts):
        assert moved.index(parts[at]) == at - 1


def test_each_reader_is_given_its_own_parts_as_one_archive(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    architects = make_audience(now, author, "Architects", roles={"architect"})
    deck = make_asset(now, author, "Rail deck", publish=False)
    add_file(now, author, deck, "deck.pdf", make_pdf("Rails"))
    run_jobs()
    commands.publish_asset(actor=author, asset_id=deck, now=now)
    drawings = make_asset(now, author, "Drawings", text="For architects", audience_id=architects)
    script = make_asset(now, author, "Script/of: calls", text="# Say")
    kit = make_kit(now, author, deck, drawings, script, cover="Begin with the deck.")
    browser = browser_of(ecosystem.acme_seller)
    page = browser.get(f"/content/kits/{public_id('kit', kit)}/").content.decode()
    assert "Rail deck" in page
    assert "Drawings" not in page
    answer = browser.get(f"/content/kits/{public_id('kit', kit)}/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="rail-kit.zip"'
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == ["00_Rail_kit.md", "01_Rail_deck.pdf", "02_Scriptof_calls.md"]
        assert archive.read("00_Rail_kit.md") == b"# Rail kit\n\nBegin with the deck.\n"
        assert archive.read("01_Rail_deck.pdf") == make_pdf("Rails")
    assert set(Use.objects.filter(partner_id=ecosystem.acme).values_list("asset", flat=True)) == {deck, script}
    assert AssetUsage.objects.get(asset=script).downloaded == 1


def test_what_is_past_its_review_is_in_no_archive_and_shown_to_the_host(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    old = make_asset(now, author, "Old prices", review_by=(now + timedelta(days=3)).date())
    kit = make_kit(now, author, old, make_asset(now, author, "New prices"))
    later = now + timedelta(days=10)
    card = queries.list_kits(author, ALL, PAGE, at=later).items[0]
    assert (card.parts, card.outdated) == (1, 1)
    with acting_as(ecosystem.acme_seller):
        mine = queries.get_kit_record(ecosystem.acme_seller, kit, at=later)
        assert [part.title for part in mine.parts] == ["New prices"]
        assert mine.card.outdated == 0
        packed = commands.open_kit(actor=ecosystem.acme_seller, kit_id=kit, now=later)
        assert [part.title for part in packed.parts] == ["New prices"]
        with pytest.raises(KitIsEmpty):
            commands.open_kit(actor=ecosystem.acme_seller, kit_id=kit, now=now + timedelta(days=300))
        assert not queries.list_kits(ecosystem.acme_seller, ALL, PAGE, at=now + timedelta(days=300)).items


def test_kits_come_in_the_order_of_what_a_partner_serves_and_sells(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    define_product_family(actor=ecosystem.admin, family=ProductFamilyCard(key="edge", name="Edge"), now=now)
    part = make_asset(now, author, "Deck")
    for vertical in ("Banking", "Rail", "Ports"):
        make_kit(now, author, part, title=f"{vertical} kit", vertical=vertical)
    make_kit(now, author, part, title="For all")
    make_kit(now, author, part, title="Edge kit", family="edge")
    won_at, lines = now - timedelta(days=30), (LineDraft(family="edge", amount=None),)
    won = make_opportunity(won_at, "Hafen", partner_id=ecosystem.acme, lines=lines)
    close_opportunity(actor=SYSTEM, opportunity_id=won, won=True, now=won_at)
    Company.objects.update(industry="ports")
    change_profile(
        actor=ecosystem.acme_admin, partner_id=ecosystem.acme, profile=ProfileDraft(verticals=("rail",)), now=now
    )
    with acting_as(ecosystem.acme_seller):
        found = queries.list_kits(ecosystem.acme_seller, ALL, PAGE, at=now)
    assert [card.terms.title for card in found.items] == ["Rail kit", "Edge kit", "Ports kit", "For all", "Banking kit"]
    assert [[reason.code for reason in card.reasons] for card in found.items[:3]] == [
        ["kit_for_vertical"],
        ["kit_won_family"],
        ["kit_won_vertical"],
    ]


def test_who_may_read_no_part_learns_of_no_kit(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    services = make_audience(now, author, "Services", types={"services"})
    kit = make_kit(now, author, make_asset(now, author, "Guide", audience_id=services))
    draft = make_kit(now, author, make_asset(now, author, "Open"), publish=False, title="Begun")
    with acting_as(ecosystem.acme_seller):
        assert not Kit.objects.exists()
        assert KitPart.objects.count() == 1  # that there is a draft with something of its own tells nothing of it
        with pytest.raises(NotFound):
            queries.get_kit_record(ecosystem.acme_seller, kit, at=now)
    with acting_as(ecosystem.beta_seller):
        assert [row.id for row in Kit.objects.all()] == [kit]
        with pytest.raises(NotFound):
            commands.open_kit(actor=ecosystem.beta_seller, kit_id=draft, now=now)
        with pytest.raises(NotAllowed):
            commands.arrange_kit(actor=ecosystem.beta_seller, kit_id=kit, asset_ids=[], now=now)


def test_what_makes_no_kit_is_refused(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    part = make_asset(now, author, "Deck")
    with pytest.raises(ContentWordUnknown):
        make_kit(now, author, part, family="unheard")
    with pytest.raises(KitIsEmpty):
        make_kit(now, author)
    for parts in ([part, part], [new_id()]):
        with pytest.raises(KitPartsInvalid):
            make_kit(now, author, *parts)


def test_an_author_puts_a_kit_together_on_its_page(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    first, second = make_asset(now, author, "Deck"), make_asset(now, author, "Price list")
    browser = browser_of(author)
    assert browser.get("/content/kits/").status_code == 200
    assert browser.post("/content/kits/new/", {"title": "Kit"}).status_code == 302
    page = f"/content/kits/{Kit.objects.get().public_id}/"
    assert "There is nothing in this kit" in browser.post(f"{page}publication/", follow=True).content.decode()
    assert "Price list" in browser.get("/content/suggestions/?q=price").content.decode()
    browser.post(f"{page}parts/", {"asset": "Deck"})
    browser.post(f"{page}parts/", {"asset_id": Asset.objects.get(id=second).public_id})
    assert "once" in browser.post(f"{page}parts/", {"asset": "deck"}, follow=True).content.decode()
    browser.post(f"{page}parts/", {"move": "up", "asset_id": public_id("asset", second)})
    assert list(KitPart.objects.values_list("asset", flat=True)) == [second, first]
    browser.post(f"{page}parts/", {"move": "out", "asset_id": public_id("asset", first)})
    assert browser.post(f"{page}terms/", {"title": "Kit of prices"}).status_code == 302
    browser.post(f"{page}publication/")
    assert Kit.objects.get().published_at
    browser.post(f"{page}withdrawal/")
    assert not Kit.objects.get().published_at
