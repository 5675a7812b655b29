"""What data is worth and what to ask for: of facts and rules alone."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from steelyard.kernel.scores import NOTHING, ScorePart, share_left, share_of
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.quality.terms import OWN_DETAILS, Ask, Detail, PartnerData, QualityPart, TaskKind

_OF_THE_WHOLE = (TaskKind.CONFIRM_CONTACTS, TaskKind.CONFIRM_RECORD, TaskKind.CORRECT_ADDRESSES)


def compute_parts(data: PartnerData, rules: DataQualityRules) -> tuple[ScorePart, ...]:
    """Return the parts of the score, each with its share and weight."""
    shares = {
        QualityPart.COMPLETENESS: share_of(len(data.filled & set(rules.asked)), len(rules.asked)),
        QualityPart.FRESHNESS: share_left(data.checked_days, full_until=rules.fresh_days, gone_from=rules.stale_days),
        QualityPart.CONTACTS: _compute_contacts(data),
        QualityPart.DUPLICATES: share_of(max(0, 100 - data.open_duplicates * rules.duplicate_cost), 100),
    }
    return tuple(ScorePart(key=part, share=shares[part], weight=rules.weight_of(part)) for part in QualityPart)


def _compute_contacts(data: PartnerData) -> Decimal:
    reached = max(0, data.members - data.unreachable)
    if not reached:
        return NOTHING
    asked = data.members + data.unconfirmed
    return share_of(reached, asked if data.recent_members else 2 * asked)


def list_missing(data: PartnerData, rules: DataQualityRules) -> list[Detail]:
    """Return what a complete record would say besides, in the order of the rules."""
    return [detail for detail in rules.asked if detail not in data.filled]


def list_asks(data: PartnerData, rules: DataQualityRules) -> frozenset[Ask]:
    """Return all that the rules can ask this partner for, whether it is right already or not."""
    if not data.takes_tasks:
        return frozenset()
    fills = (Ask(kind=TaskKind.FILL, detail=detail) for detail in rules.asked if detail in OWN_DETAILS)
    return frozenset((*fills, *(Ask(kind=kind) for kind in _OF_THE_WHOLE)))


def is_right(ask: Ask, data: PartnerData, rules: DataQualityRules) -> bool:
    """Tell whether the data is as the task asks."""
    match ask.kind:
        case TaskKind.FILL:
            return ask.detail in data.filled
        case TaskKind.CONFIRM_CONTACTS:
            return data.contacts_checked_days < rules.confirm_days
        case TaskKind.CONFIRM_RECORD:
            return data.checked_days <= rules.fresh_days
        case TaskKind.CORRECT_ADDRESSES:
            return not data.unreachable


def is_reminder_due(*, due_on: date, last_on: date, today: date, days_before: Collection[int]) -> bool:
    """Tell whether a day of a reminder, or the first day of being late, came after the last word and is here."""
    days = {due_on - timedelta(days=days) for days in days_before} | {due_on + timedelta(days=1)}
    return any(last_on < day <= today for day in days)
