"""What a registration will go through: who looks at it, how long that takes, how long it then protects."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.partners.public import get_standing
from steelyard.platform.directory import find_people
from steelyard.program.public import RulesInForce, rules_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPath:
    """The way of a registration under the rules in force. Units: days, and hours of working days."""

    protected_days: int
    extensions: int
    extension_days: int
    review_hours: int
    hard_hours: int
    is_approved_by_time: bool
    answer_days: int
    managers: tuple[str, ...]
    rules_label: str


def get_approval_path(partner_id: UUID, *, now: datetime) -> ApprovalPath:
    """Return the way of a registration of the partner. Raises: NotFound."""
    standing = get_standing(partner_id, at=now)
    found: RulesInForce[DealRegistrationRules] = rules_in_force(RULEBOOK, region=standing.region or None, at=now)
    rules = found.rules
    people = find_people(set(standing.manager_ids))
    return ApprovalPath(
        protected_days=rules.window_days,
        extensions=rules.max_extensions,
        extension_days=rules.extension_days,
        review_hours=rules.sla_business_hours,
        hard_hours=rules.hard_sla_business_hours,
        is_approved_by_time=rules.provisional_approval,
        answer_days=rules.information_days,
        managers=tuple(people[one].name for one in standing.manager_ids if one in people),
        rules_label=found.label,
    )
