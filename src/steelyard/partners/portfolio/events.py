"""What happens in audits. All of it is the host's own."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.portfolio.terms import CLASS_NAMES, COURSE_NAMES
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent(Event):
    """Something that happened to an audit."""

    subject_type = "portfolioaudit"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditBegun(AuditEvent):
    """An audit of partnerships was begun; its partners are measured next."""

    type = "partners.audit.begun"
    sentence = sentence("The audit {subject} as of {as_of} was begun")
    icon = "clipboard-list"

    as_of: date
    region: str = ""
    kind: str = ""
    manager_id: UUID | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMeasured(AuditEvent):
    """Every partner of an audit was measured and classed; their managers can decide."""

    type = "partners.audit.measured"
    sentence = sentence("The audit {subject} is ready to be decided: {partners} partners")
    icon = "clipboard-data"

    partners: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditConcluded(AuditEvent):
    """An audit was closed: what was decided stays."""

    type = "partners.audit.closed"
    sentence = sentence("The audit {subject} was closed: {decided} of {partners} partners were decided")
    icon = "clipboard-check"

    partners: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDecisionEvent(Event):
    """What was decided of a partner in an audit."""

    subject_type = "partner"
    is_internal = True
    terms = {
        "partner_class": CLASS_NAMES,
        "course": COURSE_NAMES,
        "proposed_class": CLASS_NAMES,
        "proposed_course": COURSE_NAMES,
    }

    audit_id: UUID
    partner_class: str
    course: str
    proposed_class: str
    proposed_course: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipDecided(AuditDecisionEvent):
    """Somebody decided of a partner in an audit that is still open: as proposed, or otherwise for a reason."""

    type = "partners.audit.decided"
    sentence = sentence("{subject} was decided in an audit: {partner_class}, {course}")
    icon = "gavel"

    reason: str
    note: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSettled(AuditDecisionEvent):
    """The audit in which a partner was decided was closed: now it holds, and automations may follow."""

    type = "partners.audit.settled"
    sentence = sentence("By an audit {subject} is: {partner_class}, {course}")
    icon = "gavel"
