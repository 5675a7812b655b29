"""The pages of content: found, read, downloaded by partners; written and published by authors."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.content import commands
from steelyard.content.models import Asset, AssetUsage, Audience, Library, Use
from steelyard.content.terms import Material
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from tests.content.making import add_file, every_partner, make_asset, make_audience, make_pdf, make_terms
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of


def page_of(key: object, *parts: str) -> str:
    return "/".join(("/content", public_id("asset", key), *parts, ""))  # type: ignore[arg-type]


def typed(author: Actor, **said: object) -> dict[str, object]:
    return {
        "title": "Battle card",
        "kind": "deck",
        "library": "sales",
        "audience": str(every_partner()),
        "language": "en",
        "owner": str(author.person_id),
        "review_by": "2027-03-01",
        **said,
    }


def test_an_author_begins_publishes_and_reviews(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    browser = browser_of(author)
    assert browser.get("/content/new/").status_code == 200
    file = SimpleUploadedFile("card.pdf", make_pdf("Winning words"))
    answer = browser.post("/content/new/", typed(author, file=file, verticals="Banking, Rail"))
    assert answer.status_code == 302
    run_jobs()
    asset = Asset.objects.get(title="Battle card")
    assert (asset.verticals, asset.state) == (["Banking", "Rail"], "draft")
    page = browser.get(page_of(asset.id)).content.decode()
    assert "Publish version 1" in page
    assert page_of(asset.id, "preview") in page
    assert browser.post(page_of(asset.id, "publication")).status_code == 302
    for part, said in (
        ("terms", typed(author, title="Battle plan", verticals="Rail")),
        ("versions", {"text": "# Words", "note": "As text"}),
        ("review", {"review_by": "2027-05-01"}),
        ("withdrawal", {"reason": "A wrong price"}),
        ("archiving", {"reason": "The product ended"}),
    ):
        assert browser.get(page_of(asset.id, part)).status_code == 200
        assert browser.post(page_of(asset.id, part), said).status_code == 302, part
    asset.refresh_from_db()
    assert (asset.title, asset.state, asset.versions.count()) == ("Battle plan", "archived", 2)


def test_what_is_wrong_is_said_beside_its_field(ecosystem: Ecosystem, author: Actor) -> None:
    browser = browser_of(author)
    answer = browser.post("/content/new/", typed(author, review_by="2035-01-01"))
    assert answer.status_code == 422
    assert "Set the day of review between today and" in answer.content.decode()
    answer = browser.post("/content/new/", typed(author, link="https://a.example", text="Also"))
    assert answer.status_code == 422
    assert not Asset.objects.filter(title="Battle card").exists()


def test_a_partner_finds_reads_and_downloads(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Service guide", publish=False)
    add_file(now, author, key, "guide.pdf", make_pdf("Opening", "The hydraulic reservoir & hose"))
    run_jobs()
    commands.publish_asset(actor=author, asset_id=key, now=now)
    make_asset(now, author, "Hidden hydraulic plan", publish=False)
    browser = browser_of(ecosystem.acme_seller)
    page = browser.get("/content/?q=hydraulic").content.decode()
    assert "<mark>hydraulic</mark>" in page
    assert "Page 2" in page
    assert "reservoir &amp; hose" in page
    assert "Hidden" not in page
    page = browser.get(page_of(key)).content.decode()
    assert "For whom" not in page
    assert browser.get(page_of(key, "preview"))["Content-Type"] == "image/png"
    file = browser.get(page_of(key, "opening") + "?deal=" + public_id("dealreg", key))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"] == 'attachment; filename="guide.pdf"'
    use = Use.objects.get(asset=key)
    assert (use.partner_id, use.kind, use.registration_id) == (ecosystem.acme, "downloaded", key)
    assert AssetUsage.objects.get(asset=key).downloaded == 1


def test_a_link_is_opened_and_counted(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = commands.create_asset(actor=author, terms=make_terms(now, author, "Video"), now=now)
    commands.add_version(actor=author, asset_id=key, material=Material(link="https://video.example/1"), now=now)
    commands.publish_asset(actor=author, asset_id=key, now=now)
    answer = browser_of(ecosystem.acme_seller).get(page_of(key, "opening"))
    assert (answer.status_code, answer["Location"]) == (302, "https://video.example/1")
    assert AssetUsage.objects.get(asset=key).opened == 1


def test_a_text_is_shown_as_safe_prose(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "How to", text="# Begin\n\n<script>alert(1)</script>\n\n**Boldly**")
    page = browser_of(ecosystem.acme_seller).get(page_of(key)).content.decode()
    assert "<strong>Boldly</strong>" in page
    assert "<script>alert" not in page


def test_audiences_and_libraries_are_kept_on_their_pages(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    browser = browser_of(author)
    assert browser.post("/content/audiences/new/", {"name": "Gold", "tiers": ["gold"]}).status_code == 302
    key = Audience.objects.get(name="Gold").id
    address = f"/content/audiences/{public_id('audience', key)}/"
    assert "gold" in browser.get(address).content.decode()
    assert browser.post(address, {"name": "Gold", "is_internal": "on", "tiers": ["gold"]}).status_code == 422
    assert browser.post("/content/libraries/new/", {"key": "legal", "name": "Legal"}).status_code == 302
    assert Library.objects.filter(key="legal").exists()
    for page in ("/content/audiences/", "/content/libraries/", "/content/libraries/legal/"):
        assert browser.get(page).status_code == 200


def test_the_host_asks_who_may_read(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Plan", audience_id=make_audience(now, author, "Gold", tiers={"gold"}))
    browser = browser_of(ecosystem.manager)
    page = browser.get(page_of(key, "entitlement") + "?partner=Acme Systems GmbH").content.decode()
    assert "They do not learn that it exists" in page
    assert "gold" in page
    assert browser.get(page_of(key, "entitlement") + "?partner=Nobody").status_code == 404


@pytest.mark.parametrize(
    "asked", ["q=%00", "state=nonsense", "owner=person_x", "audience=x", "page=-1&sort=drop", "q=" + "x" * 3000]
)
def test_nonsense_in_the_address_opens_the_list(ecosystem: Ecosystem, asked: str) -> None:
    assert browser_of(ecosystem.acme_seller).get(f"/content/?{asked}").status_code == 200


def test_home_and_palette_know_the_library(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    make_asset(now, author, "Battle card", review_by=now.date())
    assert "Review soon" in browser_of(author).get("/").content.decode()
    partner = browser_of(ecosystem.acme_seller)
    assert "New in the library" in partner.get("/").content.decode()
    assert "Battle card" in partner.get("/palette?q=battel", headers={"HX-Request": "true"}).content.decode()
