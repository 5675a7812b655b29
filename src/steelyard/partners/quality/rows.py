"""Scores and tasks as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.ids import public_id
from steelyard.kernel.scores import GRADE_TONES, ScorePart
from steelyard.partners.models import Partner
from steelyard.partners.quality.terms import (
    PART_RULES,
    STATE_TONES,
    Confirmation,
    QualityPart,
    ScoreCard,
    TaskCard,
    TaskKind,
)
from steelyard.partners.quality.wording import say_facts, say_task
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES, PartnerStatus


def grade_of(card: ScoreCard) -> dict[str, Any]:
    """Return what a score is called, and its tone."""
    return {"grade": _(card.grade.label), "tone": GRADE_TONES[card.grade]}


def score_row(card: ScoreCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a partner's score as the list shows it, keys replaced by the program's words."""
    status = PartnerStatus(card.status)
    return {
        "card": card,
        **grade_of(card),
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "shares": {part.key: part.share for part in card.parts},
        "status": _(STATUS_NAMES[status]),
        "status_tone": STATUS_TONES[status],
        "region": regions.get(card.region, ""),
    }


def part_row(part: ScorePart, card: ScoreCard, texts: dict[str, str]) -> dict[str, Any]:
    """Return a part of a score with what is the case and the rule behind it."""
    kind = QualityPart(part.key)
    return {
        "part": part,
        "percent": int(part.share * 100),
        "label": _(kind.label),
        "rule": PART_RULES[kind],
        "explanation": texts[PART_RULES[kind]],
        "facts": say_facts(kind, card),
    }


def task_row(card: TaskCard) -> dict[str, Any]:
    """Return a task with where it is done while it is open."""
    partner_id = public_id(Partner.PREFIX, card.partner_id)
    return {
        "card": card,
        "partner_id": partner_id,
        "text": say_task(card),
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "url": _answer_url(card.kind, partner_id) if card.done_at is None else "",
    }


def _answer_url(kind: TaskKind, partner_id: str) -> str:
    """Return where a task is done."""
    if kind is TaskKind.FILL:
        return reverse("partners:profile", args=[partner_id])
    if kind is TaskKind.CORRECT_ADDRESSES:
        return f"{reverse('identity:people')}?partner={partner_id}"
    return reverse("partners:quality-confirm", args=[partner_id, Confirmation(kind)])
