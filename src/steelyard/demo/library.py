"""The library of the demo: what partners sell, build and work with, some of it past its review, with who used it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.content import commands as content
from steelyard.content.models import Audience
from steelyard.content.terms import EVERY_PARTNER, HOST_ONLY, AssetKind, AssetTerms, AudienceTerms, Material
from steelyard.demo.ecosystem import Ecosystem
from steelyard.demo.kits import build_kits
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.partners.public import AgreementKind
from steelyard.platform.db import acting_as
from steelyard.platform.files import store_file

AUTHOR = "Helen Brodie"
USES = 420

_AUDIENCES = {
    "Gold and platinum": AudienceTerms(tiers=frozenset({"gold", "platinum"})),
    "Partners with an agreement": AudienceTerms(agreements=frozenset({AgreementKind.PARTNER.value})),
    "Architects": AudienceTerms(roles=frozenset({"architect", "partner_admin"})),
    "Sellers in Germany, Austria, Switzerland": AudienceTerms(
        roles=frozenset({"seller", "partner_admin"}), regions=frozenset({"DACH"})
    ),
    "Service providers": AudienceTerms(types=frozenset({"msp", "services", "gsi"})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A document of the demo. `reviewed_in` is in how many days its review is due, past ones negative."""

    title: str
    kind: AssetKind
    words: tuple[str, ...]
    summary: str = ""
    library: str = "sales"
    audience: str = EVERY_PARTNER
    families: tuple[str, ...] = ()
    verticals: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    form: str = "text"
    language: str = "en"
    reviewed_in: int = 200


STORIES = (
    Story(
        title="Core Platform in twelve slides",
        kind=AssetKind.DECK,
        form="pptx",
        summary="The story for a first meeting: why companies consolidate, what it saves, who did it.",
        families=("core",),
        stages=("qualify", "discover"),
        words=(
            "Core Platform in twelve slides",
            "Eleven tools, four contracts, one night shift: where our customers began",
            "Consolidation pays back within fourteen months at three sites of five",
            "A reference architecture with two data centers and a witness",
            "What the first ninety days look like",
        ),
    ),
    Story(
        title="Edge Gateway battle card",
        kind=AssetKind.COLLATERAL,
        form="docx",
        summary="What to say when a customer compares gateways, and what not to.",
        audience="Sellers in Germany, Austria, Switzerland",
        families=("edge",),
        stages=("propose", "negotiate"),
        words=(
            "When they say that ruggedized gateways cost too much, compare five years and not the purchase.",
            "Never promise a delivery below six weeks for the outdoor variant.",
            "The update without interruption is what nobody else has: show it live.",
        ),
        reviewed_in=-9,
    ),
    Story(
        title="Data Guard security white paper",
        kind=AssetKind.TECHNICAL_DOCUMENT,
        form="docx",
        library="technical",
        summary="Encryption, key custody and audit trails, for the customer's security team.",
        families=("guard",),
        verticals=("Financial services", "Healthcare"),
        words=(
            "Keys stay in the customer's own hardware module; a quorum of three administrators releases them.",
            "Every access to personal data leaves an entry in a sealed audit trail.",
            "Recovery of a vault was tested with a hundred terabytes within four hours.",
        ),
    ),
    Story(
        title="Insight Analytics for manufacturers",
        kind=AssetKind.COLLATERAL,
        form="docx",
        summary="Two pages with three customers who found scrap before it was made.",
        families=("insight",),
        verticals=("Manufacturing",),
        stages=("discover", "propose"),
        words=(
            "A supplier of gear boxes lowered scrap by eighteen percent in two quarters.",
            "Sensors that are there already are enough for the first line.",
        ),
    ),
    Story(
        title="Roadmap: what comes in the next four quarters",
        kind=AssetKind.ROADMAP,
        library="technical",
        audience="Partners with an agreement",
        summary="Shared under your agreement. Dates are intentions, not promises.",
        families=("core", "edge", "guard"),
        words=(
            "# Next quarter\n\n- Core Platform: placement of workloads by price of electricity\n- Edge Gateway: cellular fallback",
            "# In half a year\n\n- Data Guard: keys in two clouds\n- Insight Analytics: questions in plain language",
        ),
    ),
    Story(
        title="Sizing guide for Core Platform",
        kind=AssetKind.TECHNICAL_DOCUMENT,
        form="xlsx",
        library="technical",
        audience="Architects",
        families=("core",),
        stages=("discover", "propose"),
        words=(
            "Workload",
            "Small: 40 virtual machines, 6 nodes",
            "Medium: 200 virtual machines, 14 nodes",
            "Large: ask us",
        ),
    ),
    Story(
        title="Managed Care service description",
        kind=AssetKind.COLLATERAL,
        form="docx",
        audience="Service providers",
        families=("care",),
        words=(
            "Response within fifteen minutes around the clock for incidents of the first class.",
            "The provider keeps the first line; our engineers stand behind it.",
        ),
    ),
    Story(
        title="Playbook for gold and platinum partners",
        kind=AssetKind.KIT_ITEM,
        audience="Gold and platinum",
        summary="Joint planning, account mapping, and who to call on our side.",
        words=(
            "# The first month\n\nMap twenty-five accounts together.",
            "# Every quarter\n\nA business review with numbers.",
        ),
    ),
    Story(
        title="How to register a deal",
        kind=AssetKind.PROCESS_DOCUMENT,
        library="program",
        summary="What we check, how long it takes, and what protects you.",
        words=(
            "# Before you begin\n\nHave the customer's name and web domain, the value and the date at hand.",
            "# What happens\n\nMost registrations are decided at once. Where a person decides, you see until when.",
            "# Afterwards\n\nA protected deal can be extended before its end, with evidence of activity.",
        ),
    ),
    Story(
        title="How we decide conflicts between partners",
        kind=AssetKind.PROCESS_DOCUMENT,
        library="program",
        audience=HOST_ONLY,
        words=("Collect what both sides submitted, by instant. Who sells directly to the account does not decide.",),
    ),
    Story(
        title="Gateway does not come back after an update",
        kind=AssetKind.KNOWLEDGE_ARTICLE,
        library="technical",
        families=("edge",),
        words=(
            "Hold the recovery button for eleven seconds until the amber light blinks twice.",
            "If it stays dark, the boot partition is damaged: start from the rescue image over the service port.",
        ),
    ),
    Story(
        title="License does not activate behind a proxy",
        kind=AssetKind.KNOWLEDGE_ARTICLE,
        library="technical",
        families=("core",),
        words=("Allow the activation address on port 443 and turn off inspection of certificates for it.",),
    ),
    Story(
        title="Angebotsvorlage Edge Gateway",
        kind=AssetKind.COLLATERAL,
        form="docx",
        language="de",
        audience="Sellers in Germany, Austria, Switzerland",
        families=("edge",),
        stages=("propose",),
        words=(
            "Unverbindliches Angebot über Gateways für den Außenbereich.",
            "Die Lieferzeiten betragen sechs Wochen.",
        ),
    ),
    Story(
        title="Reseller price list of last spring",
        kind=AssetKind.COLLATERAL,
        form="xlsx",
        audience="Partners with an agreement",
        words=("Product", "Core Platform base: 14,000", "Edge Gateway outdoor: 2,150"),
        reviewed_in=-24,
    ),
)


def build_library(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Fill the libraries, each document published some months before the end, and let partners use it."""
    author = get_actor(ecosystem.people[AUTHOR], None)
    audiences = {audience.name: audience.id for audience in Audience.objects.all()}
    for name, terms in _AUDIENCES.items():
        audiences[name] = content.define_audience(
            actor=author, name=name, terms=terms, now=ends_at - timedelta(days=330)
        )
    with acting_as(author):
        assets = [
            _tell(author, story, audiences, ends_at - timedelta(days=random.randrange(60, 320)), ends_at)
            for story in STORIES
        ]
        content.create_asset(
            actor=author,
            terms=_terms(
                author, STORIES[0], "Webinar: selling to manufacturers", audiences, ends_at.date() + timedelta(days=90)
            ),
            now=ends_at - timedelta(days=2),
        )
        build_kits(author, audiences, ends_at)
    for _ in range(USES):
        _use(random, ecosystem, random.choice(assets[: len(assets) // 2] + assets), ends_at)


def _tell(author: Actor, story: Story, audiences: dict[str, UUID], now: datetime, ends_at: datetime) -> UUID:
    # What is past its review was reviewed for the last time long ago.
    review_by = ends_at.date() + timedelta(days=story.reviewed_in)
    if story.reviewed_in < 0:
        now = ends_at - timedelta(days=300)
    terms = _terms(author, story, story.title, audiences, min(review_by, now.date() + timedelta(days=360)))
    key = content.create_asset(actor=author, terms=terms, now=now)
    content.add_version(actor=author, asset_id=key, material=_material(author, story, now), now=now)
    content.publish_asset(actor=author, asset_id=key, now=now)
    if terms.review_by < review_by:
        content.review_asset(actor=author, asset_id=key, review_by=review_by, now=ends_at - timedelta(days=20))
    return key


def _terms(author: Actor, story: Story, title: str, audiences: dict[str, UUID], review_by: date) -> AssetTerms:
    assert author.person_id is not None
    return AssetTerms(
        library=story.library,
        kind=story.kind,
        title=title,
        summary=story.summary,
        language=story.language,
        families=story.families,
        verticals=story.verticals,
        stages=story.stages,
        audience_id=audiences[story.audience],
        owner_id=author.person_id,
        review_by=review_by,
    )


def _material(author: Actor, story: Story, now: datetime) -> Material:
    if story.form == "text":
        return Material(text="\n\n".join(story.words))
    name = f"{story.title.replace(':', '')}.{story.form}"
    uploaded = SimpleUploadedFile(name, _FORMS[story.form](story.words))
    stored = store_file(uploaded=uploaded, partner_id=None, actor=author, now=now, is_internal=True)
    return Material(file_id=stored.id)


def _use(random: Random, ecosystem: Ecosystem, asset_id: UUID, ends_at: datetime) -> None:
    partner = random.choices(ecosystem.partners, [one.weight for one in ecosystem.partners])[0]
    actor = get_actor(random.choice(partner.sellers), partner.id)
    at = ends_at - timedelta(days=random.uniform(0.1, 55))
    with acting_as(actor):
        try:
            content.open_asset(actor=actor, asset_id=asset_id, now=at)
        except Refusal:  # not for them, or a text
            return


def _document(words: tuple[str, ...]) -> bytes:
    from docx import Document

    document: Any = Document()
    for paragraph in words:
        document.add_paragraph(paragraph)
    return _saved(document)


def _deck(words: tuple[str, ...]) -> bytes:
    from pptx import Presentation

    deck: Any = Presentation()
    for line in words:
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = line
    return _saved(deck)


def _workbook(words: tuple[str, ...]) -> bytes:
    from openpyxl import Workbook

    workbook: Any = Workbook()
    for line in words:
        workbook.active.append(line.split(": "))
    return _saved(workbook)


def _saved(document: Any) -> bytes:
    content = BytesIO()
    document.save(content)
    return content.getvalue()


_FORMS = {"docx": _document, "pptx": _deck, "xlsx": _workbook}
