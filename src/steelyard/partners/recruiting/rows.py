"""Prospects as the pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.actors import Actor
from steelyard.partners.models import Prospect
from steelyard.partners.recruiting.gathering import company_facts
from steelyard.partners.recruiting.policies import compute_fit
from steelyard.partners.recruiting.rules import PartnerProfileRules, criterion_rule
from steelyard.partners.recruiting.terms import (
    FIT_TONES,
    OUTCOME_TONES,
    STAGE_TONES,
    Fit,
    FitLine,
    ProspectSource,
    ProspectStage,
    ScreeningOutcome,
    StageCount,
)
from steelyard.program.public import get_decision


def prospect_row(prospect: Prospect, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a prospect as lists and its record show it, keys replaced by the program's words."""
    fit, stage = Fit(prospect.fit), ProspectStage(prospect.stage)
    outcome = ScreeningOutcome(prospect.outcome)
    return {
        "prospect": prospect,
        "id": prospect.public_id,
        "url": reverse("partners:prospect", args=[prospect.public_id]),
        "type": _(prospect.type.name),
        "region": regions.get(prospect.region_id or "", ""),
        "fit": _(fit.label),
        "fit_tone": FIT_TONES[fit],
        "stage": _(stage.label),
        "stage_tone": STAGE_TONES[stage],
        "outcome": _(outcome.label),
        "outcome_tone": OUTCOME_TONES[outcome],
        "source": _(ProspectSource(prospect.source).label),
        "owner": prospect.owner.name if prospect.owner else "",
    }


def fit_rows(prospect: Prospect, rules: PartnerProfileRules) -> list[dict[str, Any]]:
    """Return each criterion with what was found of what is wanted."""
    score = compute_fit(company_facts(prospect), rules)
    return [
        {
            "line": line,
            "label": _(line.name),
            "percent": int(line.share * 100),
            "rule": criterion_rule(line.key),
            "facts": _say_line(line),
        }
        for line in score.lines
    ]


def raise_rows(prospect: Prospect, rules: PartnerProfileRules) -> list[dict[str, str]]:
    """Return what would raise the score, the most first."""
    score = compute_fit(company_facts(prospect), rules)
    return [
        {
            "text": ngettext("{name}: {points} point more.", "{name}: {points} points more.", int(line.gain)).format(
                name=_(line.name), points=f"{line.gain:.0f}"
            )
        }
        for line in score.raises
    ]


def _say_line(line: FitLine) -> str:
    """Return what was found of what is wanted, in the reader's language."""
    found = ", ".join(line.found) or _("nothing that counts")
    if line.wanted:
        text = _("{fact}: {found}. Wanted: {wanted}.")
        return text.format(fact=_(line.fact.label), found=found, wanted=", ".join(line.wanted))
    return _("{fact}: {found}.").format(fact=_(line.fact.label), found=found)


def screening_rows(actor: Actor, prospect: Prospect) -> dict[str, Any]:
    """Return what screening found, and what would change it, in the reader's language."""
    decision = get_decision(actor, prospect.screening_id)
    return {
        "decision": decision,
        "reasons": [{"rule": one.rule, "text": one.message} for one in decision.reasons],
        "changes": [{"text": one.message} for one in decision.would_change],
    }


def funnel_rows(counts: Sequence[StageCount]) -> list[dict[str, Any]]:
    """Return the stages of the way with how many came how far."""
    return [{"count": one, "label": _(one.stage.label), "tone": STAGE_TONES[one.stage]} for one in counts]
