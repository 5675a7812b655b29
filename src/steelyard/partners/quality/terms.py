"""The words of data quality: what is asked of a record, the parts of the score, the kinds of task."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.kernel.scores import Grade, ScorePart


class Detail(StrEnum):
    """Something that a complete record says of a partner."""

    WEBSITE = "website"
    PHONE = "phone"
    DESCRIPTION = "description"
    CAPABILITIES = "capabilities"
    VERTICALS = "verticals"
    SPECIALIZATIONS = "specializations"
    ROLE = "role"
    MANAGER = "manager"
    AGREEMENT = "agreement"

    @property
    def label(self) -> str:
        return _DETAIL_LABELS[self]


_DETAIL_LABELS = {
    Detail.WEBSITE: sentence("Website"),
    Detail.PHONE: sentence("Phone"),
    Detail.DESCRIPTION: sentence("Description"),
    Detail.CAPABILITIES: sentence("Capabilities"),
    Detail.VERTICALS: sentence("Industries"),
    Detail.SPECIALIZATIONS: sentence("Specializations"),
    Detail.ROLE: sentence("Role"),
    Detail.MANAGER: sentence("Manager"),
    Detail.AGREEMENT: sentence("Agreement in force"),
}

OWN_DETAILS = frozenset(Detail) - {Detail.ROLE, Detail.MANAGER, Detail.AGREEMENT}
"""What a partner says of itself and can fill in; the rest is the host's to keep."""


class QualityPart(StrEnum):
    """A part of the score."""

    COMPLETENESS = "completeness"
    FRESHNESS = "freshness"
    CONTACTS = "contacts"
    DUPLICATES = "duplicates"

    @property
    def label(self) -> str:
        return _PART_LABELS[self]


PART_RULES = {
    QualityPart.COMPLETENESS: "DQ-1",
    QualityPart.FRESHNESS: "DQ-2",
    QualityPart.CONTACTS: "DQ-3",
    QualityPart.DUPLICATES: "DQ-4",
}
"""The rule that says how a part comes about."""

_PART_LABELS = {
    QualityPart.COMPLETENESS: sentence("Completeness"),
    QualityPart.FRESHNESS: sentence("Freshness"),
    QualityPart.CONTACTS: sentence("Contacts"),
    QualityPart.DUPLICATES: sentence("Free of duplicates"),
}


class TaskKind(StrEnum):
    """What a partner is asked to do."""

    FILL = "fill"
    CONFIRM_CONTACTS = "contacts"
    CONFIRM_RECORD = "record"
    CORRECT_ADDRESSES = "addresses"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    TaskKind.FILL: sentence("Fill in what is missing"),
    TaskKind.CONFIRM_CONTACTS: sentence("Confirm people and roles"),
    TaskKind.CONFIRM_RECORD: sentence("Say whether the record is still right"),
    TaskKind.CORRECT_ADDRESSES: sentence("Put right the mail addresses at which nothing arrives"),
}


class Confirmation(StrEnum):
    """What a partner can confirm to be right."""

    CONTACTS = TaskKind.CONFIRM_CONTACTS.value
    RECORD = TaskKind.CONFIRM_RECORD.value


CONFIRMED_NAMES = {
    Confirmation.CONTACTS.value: sentence("people and their roles"),
    Confirmation.RECORD.value: sentence("the record"),
}


class TaskState(StrEnum):
    """Where a task is."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    TaskState.OPEN: sentence("Open"),
    TaskState.OVERDUE: sentence("Overdue"),
    TaskState.DONE: sentence("Done"),
}

STATE_TONES = {TaskState.OPEN: "blue", TaskState.OVERDUE: "red", TaskState.DONE: "green"}
"""The tone in which the state of a task is shown."""


"""The tone in which a score is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerData:
    """What is known about the data of a partner at an instant: sets, counts and ages in days, so no order matters."""

    filled: frozenset[Detail] = frozenset()
    checked_days: int = 0
    contacts_checked_days: int = 0
    members: int = 0
    recent_members: int = 0
    unconfirmed: int = 0
    unreachable: int = 0
    open_duplicates: int = 0
    takes_tasks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ask:
    """What one task asks for; `detail` names what is to be filled in."""

    kind: TaskKind
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFilter:
    """Which scores are wanted; empty fields do not restrict."""

    text: str = ""
    status: str = ""
    region: str = ""
    grade: Grade | None = None
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks are wanted; empty fields do not restrict."""

    partner_id: UUID | None = None
    state: TaskState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCard:
    """The score of one partner as lists and records show it."""

    partner_id: UUID
    partner: str
    status: str
    region: str
    score: Decimal
    parts: tuple[ScorePart, ...]
    missing: tuple[Detail, ...]
    data: PartnerData
    rules: str
    assessed_at: datetime
    open_tasks: int = 0
    overdue_tasks: int = 0

    @property
    def grade(self) -> Grade:
        return Grade.of(self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCard:
    """One task as lists show it."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    kind: TaskKind
    detail: Detail | None
    state: TaskState
    opened_at: datetime
    due_on: date
    done_at: datetime | None
