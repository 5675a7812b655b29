"""How rollouts are shown: cohorts in words, decisions as rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.partners.public import list_partner_types, list_segment_cards, list_tiers
from steelyard.platform.features import features
from steelyard.program.public import list_regions
from steelyard.rollouts.queries.rollouts import OpennessLine
from steelyard.rollouts.terms import (
    FEEDBACK_TONES,
    KIND_ICONS,
    OPENNESS_TONES,
    STATE_TONES,
    Cohort,
    FeedbackCard,
    Openness,
    RolloutCard,
)
from steelyard.rollouts.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortWords:
    """The names of what cohorts are made of, looked up once for a page."""

    segments: Mapping[Any, str]
    regions: Mapping[Any, str]
    tiers: Mapping[Any, str]
    types: Mapping[Any, str]

    def describe(self, cohort: Cohort) -> list[str]:
        """Return what a cohort asks for, part by part."""
        parts = []
        if cohort.partner_ids:
            count = len(cohort.partner_ids)
            parts.append(ngettext("{count} picked by hand", "{count} picked by hand", count).format(count=count))
        for words, keys in (
            (self.segments, cohort.segment_ids),
            (self.regions, cohort.regions),
            (self.tiers, cohort.tiers),
            (self.types, cohort.types),
        ):
            if keys:
                parts.append(_(" or ").join(sorted(words.get(key, _("(removed)")) for key in keys)))
        if cohort.share is not None:
            parts.append(_("{share} percent").format(share=cohort.share))
        return parts or [_("Nobody yet")]


def cohort_words() -> CohortWords:
    """Return the names of what cohorts are made of, in the reader's language."""
    return CohortWords(
        segments={one.id: one.name for one in list_segment_cards()},
        regions={one.key: _(one.name) for one in list_regions()},
        tiers={one.key: _(one.name) for one in list_tiers()},
        types={one.key: _(one.name) for one in list_partner_types()},
    )


def rollout_row(card: RolloutCard) -> dict[str, object]:
    """Return a rollout as lists show it."""
    feature = features().get(card.feature)
    state = card.ending.label if card.ending else card.state.label
    return {
        "card": card,
        "feature": _(feature.name) if feature else card.feature,
        "state": _(state),
        "tone": STATE_TONES[card.state],
    }


def openness_row(line: OpennessLine) -> dict[str, object]:
    """Return a feature as one partner has it, with the reasons."""
    openness = Openness(line.decision.outcome)
    return {
        "feature": _(line.feature.name),
        "rollout": line.rollout,
        "state": _(openness.label),
        "tone": OPENNESS_TONES[openness],
        "reasons": [
            f"{reason.rule}: {say(reason)}" if reason.rule else say(reason) for reason in line.decision.reasons
        ],
        "would_change": [say(change) for change in line.decision.would_change],
        "ladder": [
            {"rule": rung.rule, "text": say(rung), "is_hit": rung.result == "hit"} for rung in line.decision.ladder
        ],
    }


def feedback_row(card: FeedbackCard, people: Mapping[Any, str]) -> dict[str, object]:
    """Return feedback as lists show it."""
    return {
        "card": card,
        "kind": _(card.kind.label),
        "icon": KIND_ICONS[card.kind],
        "state": _(card.state.label),
        "tone": FEEDBACK_TONES[card.state],
        "author": people.get(card.author_id, ""),
        "assignee": people.get(card.assignee_id, ""),
    }
