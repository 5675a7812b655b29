"""Vetting as the pages show it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner, VettingCase
from steelyard.partners.vetting.terms import (
    NO,
    RISK_TONES,
    STATE_TONES,
    STEP_TONES,
    YES,
    AnswerKind,
    Bar,
    PartnerVetting,
    QuestionCard,
    RedFlagCard,
    VettingCaseCard,
    VettingStandingCard,
    VettingState,
    VettingStep,
)
from steelyard.program.public import render_reason

_CLOSED_TO_ANSWERS = (VettingState.IN_REVIEW,)
_BARS = {
    Bar.NOT_APPROVER: lambda: _("The rules let others decide about this risk."),
    Bar.OWN_PARTNER: lambda: _(
        "You manage this partner: somebody else approves a high risk. You may ask for more, or refuse."
    ),
}


def standing_row(card: VettingStandingCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return where a partner stands with a questionnaire."""
    return {
        "card": card,
        "kind": _(card.kind.label),
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "risk": _(card.risk.label) if card.risk else "",
        "risk_tone": RISK_TONES[card.risk] if card.risk else "",
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
        "case_id": public_id(VettingCase.PREFIX, card.case_id) if card.case_id else "",
        "may_answer": card.state not in _CLOSED_TO_ANSWERS,
        "asks": card.state.asks,
    }


def case_row(card: VettingCaseCard, actor: Actor) -> dict[str, Any]:
    """Return a round of a questionnaire with its answers under their headings."""
    groups: dict[str, list[dict[str, str]]] = {}
    for question in card.questions:
        groups.setdefault(question.section, []).append(_question_row(question))
    by_rule = card.step is VettingStep.PASSED and card.decided_at and not card.decided_by
    return {
        "card": card,
        "kind": _(card.kind.label),
        "step": _(card.step.label),
        "tone": STEP_TONES[card.step],
        "risk": _(card.risk.label) if card.risk else "",
        "risk_tone": RISK_TONES[card.risk] if card.risk else "",
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "groups": [{"title": title, "questions": questions} for title, questions in groups.items()],
        "reasons": [{"rule": one["rule"], "text": render_reason(one, actor)} for one in card.reasons],
        "flags": [_(one) for one in card.flags],
        "by_rule": by_rule,
        "bar": _BARS[card.bar]() if card.bar else "",
        "may_decide": card.bar is not Bar.NOT_APPROVER,
    }


def _question_row(card: QuestionCard) -> dict[str, str]:
    answer = card.answer
    if card.kind is AnswerKind.YES_NO:
        answer = {YES: _("Yes"), NO: _("No")}.get(answer, "")
    return {
        "key": card.key,
        "text": card.text,
        "answer": "" if card.kind is AnswerKind.FILE else answer,
        "file": (card.file_name or _("File")) if card.kind is AnswerKind.FILE and card.answer else "",
    }


def flag_row(card: RedFlagCard) -> dict[str, Any]:
    """Return a red flag."""
    return {"card": card, "kind": _(card.kind.label), "partner_id": public_id(Partner.PREFIX, card.partner_id)}


def overview(found: PartnerVetting, actor: Actor) -> dict[str, Any]:
    """Return all vetting of a partner."""
    return {
        "found": found,
        "partner_id": public_id(Partner.PREFIX, found.partner_id),
        "standings": [standing_row(card, {}) for card in found.standings],
        "rounds": [case_row(card, actor) for card in found.cases],
        "flags": [flag_row(card) for card in found.flags],
    }
