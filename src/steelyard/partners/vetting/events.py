"""What happens in vetting. No event carries an answer, a risk or a word of a decision: partners' other people read events, too."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.events import PartnerEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingAsked(PartnerEvent):
    """A partner is asked to answer a questionnaire by a day."""

    type = "partners.vetting.asked"
    sentence = sentence("{subject} is asked to answer “{name}” by {due_on}")
    icon = "clipboard-list"

    questionnaire: str
    name: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingDue(PartnerEvent):
    """A partner is reminded that a questionnaire is to be answered by a day, or was."""

    type = "partners.vetting.due"
    sentence = sentence("{subject}: “{name}” is to be answered by {due_on}")
    icon = "bell"

    questionnaire: str
    name: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingSubmitted(PartnerEvent):
    """An administrator of a partner submitted the answers to a questionnaire."""

    type = "partners.vetting.submitted"
    sentence = sentence("{subject} answered “{name}”")
    icon = "clipboard-check"

    case_id: UUID
    questionnaire: str
    name: str
    waits: bool
    """Whether a person has to decide."""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingReturned(PartnerEvent):
    """The host asks for more before it decides about answers."""

    type = "partners.vetting.returned"
    sentence = sentence("{subject}: more is asked about “{name}”")
    icon = "message-question"

    case_id: UUID
    questionnaire: str
    name: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingPassed(PartnerEvent):
    """A partner passed a questionnaire, by rule or by a person's decision, until a day."""

    type = "partners.vetting.passed"
    sentence = sentence("{subject} passed “{name}”, until {valid_until}")
    icon = "shield-check"

    case_id: UUID
    questionnaire: str
    name: str
    valid_until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingRefused(PartnerEvent):
    """The host refused what a partner answered."""

    type = "partners.vetting.refused"
    sentence = sentence("{subject} did not pass “{name}”")
    icon = "shield-x"

    case_id: UUID
    questionnaire: str
    name: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingLapsed(PartnerEvent):
    """What a partner passed does not hold any more, and it was not renewed."""

    type = "partners.vetting.lapsed"
    sentence = sentence("{subject}: “{name}” has lapsed")
    icon = "shield-off"

    questionnaire: str
    name: str
    lapsed_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VettingAnswersRead(PartnerEvent):
    """A person of the host read the answers of a partner; told once a day."""

    type = "partners.vetting.answers_read"
    sentence = sentence("The answers of {subject} to “{name}” were read")
    icon = "eye"
    is_internal = True

    case_id: UUID
    questionnaire: str
    name: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagRecorded(PartnerEvent):
    """Somebody of the host put a red flag about a partner on record. The partner does not hear of it."""

    type = "partners.vetting.flag_recorded"
    sentence = sentence("A red flag about {subject} was recorded")
    icon = "flag"
    is_internal = True

    flag_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagCleared(PartnerEvent):
    """Somebody of the host said why a red flag about a partner is none."""

    type = "partners.vetting.flag_cleared"
    sentence = sentence("A red flag about {subject} was cleared")
    icon = "flag-off"
    is_internal = True

    flag_id: UUID
