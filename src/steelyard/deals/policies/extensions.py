"""Deciding whether a protection is extended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.deals.policies.ladder import said_kinds
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, ExtensionState
from steelyard.kernel.decisions import Change, Decision, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """A piece of evidence and when it was handed in."""

    kind: EvidenceKind
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFacts:
    """Everything that decides an extension."""

    registration_id: UUID
    asked_at: datetime
    protected_until: datetime
    granted_at: datetime
    """When the protection was last granted: by approval or by the extension before."""
    extension_count: int
    evidence: tuple[EvidenceFacts, ...] = ()
    joint_activity_at: datetime | None = None
    """The latest activity on the deal that direct sales logged together with the partner."""
    is_scope_taken: bool = False
    """Whether another registration has been protected for any part of it since the protection ended."""


def decide_extension(facts: ExtensionFacts, rules: DealRegistrationRules) -> Decision:
    """Return whether the protection is extended: granted, refused, or waiting for a person where activity is not shown."""
    if facts.asked_at >= facts.protected_until:
        return _refused(Reason(code="protection_has_ended", rule="DR-4b"))
    if facts.is_scope_taken:
        return _refused(Reason(code="scope_taken_since", rule="DR-4b"))
    if facts.extension_count >= rules.max_extensions:
        return _refused(Reason(code="extensions_used_up", rule="DR-4b", params={"times": rules.max_extensions}))
    if shows_activity(facts, rules):
        reason = Reason(code="activity_shown", rule="DR-4b", params={"days": rules.extension_days})
        return Decision(outcome=ExtensionState.GRANTED, reasons=(reason,))
    return Decision(
        outcome=ExtensionState.WAITING,
        reasons=(Reason(code="activity_not_shown", rule="DR-4b", params=said_kinds(rules.extension_evidence)),),
        would_change=(
            Change(code="add_evidence", params=said_kinds(rules.extension_evidence), outcome=ExtensionState.GRANTED),
        ),
    )


def shows_activity(facts: ExtensionFacts, rules: DealRegistrationRules) -> bool:
    """Tell whether the partner was active on the deal since the last grant, alone or together with direct sales."""
    shown = [row.added_at for row in facts.evidence if row.kind in rules.extension_evidence]
    if facts.joint_activity_at is not None:
        shown.append(facts.joint_activity_at)
    return any(at >= facts.granted_at for at in shown)


def compute_extended_until(protected_until: datetime, rules: DealRegistrationRules) -> datetime:
    """Return the end of a protection after one extension."""
    return protected_until + timedelta(days=rules.extension_days)


def _refused(reason: Reason) -> Decision:
    return Decision(outcome=ExtensionState.REFUSED, reasons=(reason,))
