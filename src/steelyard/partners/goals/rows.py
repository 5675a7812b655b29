"""Goals as pages show them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.goals.terms import GoalCard, RevisionCard
from steelyard.partners.models import Partner
from steelyard.partners.tiers.wording import say_value
from steelyard.program.public import render_reason


def goal_row(card: GoalCard, actor: Actor) -> dict[str, Any]:
    """Return a goal with its amounts and reasons in words."""
    said: dict[str, Any] = {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "metric": _(card.metric_name),
        "pace": _(card.pace.label),
        "tone": card.pace.tone,
        "target": say_value(card.metric, card.target, card.currency) if card.target is not None else "–",  # noqa: RUF001
        "shape": _(card.shape.label),
    }
    if card.standing is None or card.target is None:
        return said
    standing = card.standing
    return {
        **said,
        "actual": say_value(card.metric, standing.actual, card.currency),
        "expected": say_value(card.metric, standing.expected, card.currency),
        "percent": min(max(int(100 * standing.actual / card.target), 0), 100),
        "reasons": [render_reason(asdict(reason), actor) for reason in standing.reasons],
    }


def revision_rows(card: GoalCard, revisions: Sequence[RevisionCard]) -> list[dict[str, Any]]:
    """Return what was proposed, newest first, with what became of it."""
    answers = {True: _("Agreed"), False: _("Refused"), None: _("Waits for an answer")}
    tones = {True: "green", False: "red", None: "violet"}
    return [
        {
            "revision": one,
            "target": say_value(card.metric, one.target, card.currency),
            "shape": _(one.shape.label),
            "answer": answers[one.is_agreed],
            "tone": tones[one.is_agreed],
        }
        for one in revisions
    ]
