"""What happens to agreements."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.terms import KIND_NAMES
from steelyard.partners.events import PartnerEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementVersionPublished(Event):
    """The host published a version of an agreement."""

    type = "partners.agreement.version_published"
    subject_type = "agreementversion"
    sentence = sentence("{subject} was published: {kind}, from {valid_from} on")
    terms = {"kind": KIND_NAMES}
    icon = "file-text"
    is_internal = True

    kind: str
    version: str
    valid_from: date
    asks_again: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAsked(PartnerEvent):
    """A partner is asked to accept an agreement by a day."""

    type = "partners.agreement.asked"
    sentence = sentence("{subject} is asked to accept by {due_on}: {kind} {version}")
    terms = {"kind": KIND_NAMES}
    icon = "file-pencil"

    kind: str
    version: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDue(PartnerEvent):
    """A partner is reminded that an agreement is to be accepted by a day, or was."""

    type = "partners.agreement.due"
    sentence = sentence("{subject}: {kind} is to be accepted by {due_on}")
    terms = {"kind": KIND_NAMES}
    icon = "bell"

    kind: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAccepted(PartnerEvent):
    """A person accepted a version of an agreement for its partner."""

    type = "partners.agreement.accepted"
    sentence = sentence("{subject} accepted: {kind} {version}")
    terms = {"kind": KIND_NAMES}
    icon = "file-check"

    agreement_id: UUID
    kind: str
    version: str
    digest: str
    valid_until: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCountersigned(PartnerEvent):
    """The host signed an agreement that a partner had accepted."""

    type = "partners.agreement.countersigned"
    sentence = sentence("The agreement of {subject} was countersigned: {kind} {version}")
    terms = {"kind": KIND_NAMES}
    icon = "signature"

    agreement_id: UUID
    kind: str
    version: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLapsed(PartnerEvent):
    """An agreement of a partner no longer binds, and no other took its place."""

    type = "partners.agreement.lapsed"
    sentence = sentence("{subject}: {kind} has lapsed")
    terms = {"kind": KIND_NAMES}
    icon = "file-off"

    kind: str
    lapsed_on: date
