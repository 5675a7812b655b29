"""Who may rule on a dispute: nobody who has a part in the deal, or is paid on it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """Who has which part in the deal that is disputed."""

    people: Mapping[Part, Set[UUID]] = field(default_factory=dict)


def find_parts(person_id: UUID, facts: DisputeFacts) -> tuple[Part, ...]:
    """Return what keeps the person from ruling; nothing for somebody neutral."""
    return tuple(part for part in Part if person_id in facts.people.get(part, frozenset()))


def compute_ruling_due(filed_at: datetime, rules: DealRegistrationRules) -> datetime:
    """Return by when a dispute has to be decided."""
    return filed_at + timedelta(days=rules.dispute_days)


def compute_final_at(ruled_at: datetime, rules: DealRegistrationRules) -> datetime:
    """Return from when on a ruling can no longer be appealed against."""
    return ruled_at + timedelta(days=rules.appeal_days)
