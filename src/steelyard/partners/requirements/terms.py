"""The words of requirements: where a partner stands with one, what a miss leads to, evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class RequirementState(StrEnum):
    """Whether a partner meets a requirement."""

    MET = "met"
    TOLERATED = "tolerated"
    MISSED = "missed"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return STATE_NAMES[self]


STATE_NAMES = {
    RequirementState.MET: sentence("Met"),
    RequirementState.TOLERATED: sentence("Not met, tolerated"),
    RequirementState.MISSED: sentence("Not met"),
}
STATE_TONES = {
    RequirementState.MET: "green",
    RequirementState.TOLERATED: "amber",
    RequirementState.MISSED: "red",
}


class Consequence(StrEnum):
    """What follows when a requirement is not met once the time is up."""

    TASK = "task"
    HOLD = "hold"
    PROPOSE_SUSPENSION = "propose_suspension"

    @property
    def label(self) -> str:
        """What follows (source language)."""
        return CONSEQUENCE_NAMES[self]


CONSEQUENCE_NAMES = {
    Consequence.TASK: sentence("a task for the partner's administrator"),
    Consequence.HOLD: sentence("registrations of deals are held"),
    Consequence.PROPOSE_SUSPENSION: sentence("a proposal to suspend the partner"),
}


class EvidenceStep(StrEnum):
    """What became of evidence."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return _STEPS[self]


_STEPS = {
    EvidenceStep.GIVEN: sentence("To be looked at"),
    EvidenceStep.ACCEPTED: sentence("Accepted"),
    EvidenceStep.REFUSED: sentence("Refused"),
}
STEP_TONES = {EvidenceStep.GIVEN: "blue", EvidenceStep.ACCEPTED: "green", EvidenceStep.REFUSED: "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFacts:
    """What whether a requirement is met follows from. Dates are those on record from before."""

    value: Decimal
    was_met: bool | None = None
    """None where it is asked for the first time."""
    since_on: date | None = None
    tolerated_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementComputed:
    """Whether a requirement is met, since when it is so, and the first day on which a miss is not tolerated any more."""

    state: RequirementState
    since_on: date
    tolerated_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFilter:
    """Which standings a list holds; empty fields do not restrict."""

    text: str = ""
    requirement: str = ""
    state: RequirementState | None = None
    region: str = ""
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementStandingCard:
    """Whether a partner meets a requirement, what is asked, what it has, and what it can do."""

    id: UUID
    partner_id: UUID
    partner: str
    region: str
    requirement: str
    name: str
    metric: str
    """Empty where a document is asked for."""
    state: RequirementState
    asked: Decimal
    value: Decimal
    since_on: date
    tolerated_until: date | None
    advice: str
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """A document that a partner gave for a requirement; `valid_until` is the first day on which it does not count."""

    id: UUID
    public_id: str
    requirement: str
    name: str
    remark: str
    valid_until: date
    step: EvidenceStep
    given_at: datetime
    reason: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRequirements:
    """All requirements of a partner, and the evidence that it gave."""

    partner_id: UUID
    partner: str
    standings: tuple[RequirementStandingCard, ...]
    evidence: tuple[EvidenceCard, ...]
