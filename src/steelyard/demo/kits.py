"""What the demo's library has besides documents: kits, what is to come, where pages lead, and what nobody finds."""

from datetime import datetime, timedelta
from uuid import UUID

from steelyard.content import commands as content
from steelyard.content.kits.terms import KitTerms
from steelyard.content.models import Asset
from steelyard.content.roadmap.terms import RoadmapStatus, RoadmapTerms
from steelyard.content.terms import AssetFilter
from steelyard.kernel.actors import Actor

_KITS = {
    KitTerms(
        title="First meetings with manufacturers",
        cover="Begin with the twelve slides, leave the two pages behind, and have the numbers ready.",
        vertical="Manufacturing",
        stage="discover",
    ): ("Core Platform in twelve slides", "Insight Analytics for manufacturers", "Sizing guide for Core Platform"),
    KitTerms(
        title="Data Guard for banks and insurers",
        cover="What a security team asks first, with answers that hold.",
        vertical="Financial services",
        family="guard",
    ): ("Data Guard security white paper", "Core Platform in twelve slides"),
    KitTerms(
        title="Winning at the edge",
        cover="Against the usual competitor, with an offer that can be sent today.",
        family="edge",
        stage="propose",
    ): ("Edge Gateway battle card", "Angebotsvorlage Edge Gateway", "Gateway does not come back after an update"),
}
_AHEAD = (
    ("Placement by price of electricity", "core", RoadmapStatus.BUILDING, 60),
    ("Cellular fallback for gateways", "edge", RoadmapStatus.PREVIEW, 20),
    ("Keys in two clouds", "guard", RoadmapStatus.PLANNED, 170),
    ("Questions in plain language", "insight", RoadmapStatus.CONSIDERED, 250),
)
_GUIDES = {
    "How to register a deal": ("deals:new", "deals:registrations"),
    "How we decide conflicts between partners": ("deals:disputes", "deals:approvals"),
}
_IN_VAIN = {
    "sd-wan migration checklist": 9,
    "price list switzerland": 6,
    "gdpr questionnaire": 4,
    "reference railway": 3,
}


def build_kits(author: Actor, audiences: dict[str, UUID], ends_at: datetime) -> None:
    """Put kits together, say what is to come, let pages lead to documents, and have some words looked for in vain."""
    ids = dict(Asset.objects.values_list("title", "id"))
    then = ends_at - timedelta(days=40)
    for terms, titles in _KITS.items():
        kit = content.define_kit(actor=author, terms=terms, now=then)
        content.arrange_kit(actor=author, kit_id=kit, asset_ids=[ids[title] for title in titles], now=then)
        content.publish_kit(actor=author, kit_id=kit, now=then)
    for title, family, status, days in _AHEAD:
        item = RoadmapTerms(
            title=title,
            words="What it is for, for whom it comes first, and what you can prepare by then.",
            quarter_on=(ends_at + timedelta(days=days)).date(),
            status=status,
            audience_id=audiences["Partners with an agreement"],
            confidentiality="Confidential under your agreement. Dates are intentions, not promises.",
            family=family,
        )
        content.define_roadmap_item(actor=author, terms=item, now=then)
    for title, pages in _GUIDES.items():
        content.bind_pages(actor=author, asset_id=ids[title], pages=pages, now=then)
    for words, times in _IN_VAIN.items():
        for day in range(times):
            content.note_unanswered(wanted=AssetFilter(text=words), now=then + timedelta(days=day))
