"""Requirements as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner
from steelyard.partners.requirements.terms import (
    STATE_TONES,
    STEP_TONES,
    EvidenceCard,
    EvidenceStep,
    PartnerRequirements,
    RequirementStandingCard,
    RequirementState,
)
from steelyard.partners.tiers.metrics import name_of

_PAGES = {
    "partners.agreement": "partners:own-agreements",
    "partners.people": "identity:people",
    "partners.data_quality": "partners:own-profile",
}
"""On which page of its own a partner does something about a metric."""


def requirement_row(card: RequirementStandingCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return whether a partner meets a requirement, and what it can do about it."""
    is_met = card.state is RequirementState.MET
    url_name = "partners:own-vetting" if card.metric.startswith("partners.vetting") else _PAGES.get(card.metric, "")
    return {
        "card": card,
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "metric": _(name_of(card.metric)) if card.metric else _("A valid document"),
        "is_met": is_met,
        "is_missed": card.state is RequirementState.MISSED,
        "is_document": not card.metric,
        "url_name": "" if is_met else url_name,
        "consequences": [_(one.label) for one in card.consequences],
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
    }


def evidence_row(card: EvidenceCard) -> dict[str, Any]:
    """Return a document that was given."""
    return {
        "card": card,
        "step": _(card.step.label),
        "tone": STEP_TONES[card.step],
        "waits": card.step is EvidenceStep.GIVEN,
    }


def overview(found: PartnerRequirements, *, is_own: bool, may_give: bool) -> dict[str, Any]:
    """Return all requirements of a partner; a button leads to what its reader can do about one."""
    rows = [requirement_row(card, {}) for card in found.standings]
    for row in rows:
        leads_on = is_own and row["url_name"]
        row["has_button"] = bool(leads_on or (row["is_document"] and may_give and not row["is_met"]))
    return {
        "found": found,
        "partner_id": public_id(Partner.PREFIX, found.partner_id),
        "rows": rows,
        "documents": [evidence_row(card) for card in found.evidence],
    }
