"""What happens with requirements of the program."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.events import PartnerEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementMissed(PartnerEvent):
    """A partner does not meet a requirement; it is tolerated until a day."""

    type = "partners.requirement.missed"
    sentence = sentence("{subject} does not meet “{name}”, tolerated until {tolerated_until}")
    icon = "alert-triangle"

    requirement: str
    name: str
    tolerated_until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementToleranceEnded(PartnerEvent):
    """A requirement was not met within the time in which that is tolerated; what the rules say follows."""

    type = "partners.requirement.tolerance_ended"
    sentence = sentence("{subject} did not meet “{name}” in time")
    icon = "alert-octagon"

    requirement: str
    name: str
    advice: str
    consequences: tuple[str, ...]
    task_days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementMet(PartnerEvent):
    """A partner meets a requirement that it had missed."""

    type = "partners.requirement.met"
    sentence = sentence("{subject} meets “{name}” again")
    icon = "circle-check"

    requirement: str
    name: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementEvidenceGiven(PartnerEvent):
    """A document was given for a requirement."""

    type = "partners.requirement.evidence_given"
    sentence = sentence("{subject} gave a document for “{name}”")
    icon = "file-upload"

    evidence_id: UUID
    requirement: str
    name: str
    valid_until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementEvidenceReviewed(PartnerEvent):
    """The host accepted or refused a document that was given for a requirement."""

    type = "partners.requirement.evidence_reviewed"
    sentence = sentence("The document of {subject} for “{name}” was looked at")
    icon = "file-check"

    evidence_id: UUID
    requirement: str
    name: str
    is_accepted: bool
