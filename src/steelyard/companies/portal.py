"""What companies add to the portal: the host's menu entry, and records for the palette."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from steelyard.companies.models import Company
from steelyard.companies.permissions import can_browse_companies, can_change_companies
from steelyard.companies.quality_rows import grade_of, part_rows
from steelyard.companies.queries.cards import find_terms_like, suggest_companies
from steelyard.companies.queries.quality import get_score
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.ui.portal import NavEntry, PaletteAction, PaletteHit, PaletteSource, RecordPanel, Section, portal
from steelyard.ui.records import register_record_page


def search_companies(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the companies that begin with the text; they have pages for the host only."""
    return [
        PaletteHit(
            label=card.name,
            url=reverse("companies:company", args=[public_id(Company.PREFIX, card.id)]),
            detail=" · ".join(filter(None, (card.domain, card.city, card.country))),
            icon="building",
        )
        for card in suggest_companies(actor, text, limit)
    ]


def load_quality(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return how good the data of a company is, for its record."""
    card = get_score(actor, record_id, at=now)
    return {"parts": part_rows(card), **grade_of(card.score)}


register_record_page(Company.PREFIX, "companies:company")
portal.add(
    NavEntry(
        key="companies",
        label=_("Companies"),
        icon="building",
        url_name="companies:list",
        section=Section.SELLING,
        order=60,
        visible=can_browse_companies,
        go_key="c",
    ),
    RecordPanel(
        key="company-quality",
        record=Company.PREFIX,
        order=5,
        template="companies/quality_panel.html",
        load=load_quality,
        column="side",
        visible=can_browse_companies,
    ),
    PaletteAction(
        key="company-new",
        label=_("Add a company"),
        icon="building-plus",
        url_name="companies:new",
        order=60,
        visible=can_change_companies,
        words=_("new account customer organization"),
    ),
    PaletteSource(
        key="companies",
        label=_("Companies"),
        icon="building",
        search=search_companies,
        names=find_terms_like,
        order=40,
        visible=can_browse_companies,
    ),
)
