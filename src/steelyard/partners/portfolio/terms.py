"""The words of audits: classes and proposals, the two axes with their levels, what is known of a partner and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Change, Reason
from steelyard.kernel.refusals import sentence


class PartnerClass(StrEnum):
    """What kind of partnership it is."""

    STRATEGIC = "strategic"
    PLATFORM_FIT = "platform_fit"
    TRANSACTIONAL = "transactional"
    DORMANT = "dormant"

    @property
    def label(self) -> str:
        return CLASS_NAMES[self]

    @property
    def tone(self) -> str:
        return _CLASS_TONES[self]


CLASS_NAMES: Mapping[PartnerClass, str] = {
    PartnerClass.STRATEGIC: sentence("Strategic"),
    PartnerClass.PLATFORM_FIT: sentence("Platform fit"),
    PartnerClass.TRANSACTIONAL: sentence("Transactional"),
    PartnerClass.DORMANT: sentence("Dormant"),
}
_CLASS_TONES: Mapping[PartnerClass, str] = {
    PartnerClass.STRATEGIC: "green",
    PartnerClass.PLATFORM_FIT: "blue",
    PartnerClass.TRANSACTIONAL: "amber",
    PartnerClass.DORMANT: "neutral",
}


class Course(StrEnum):
    """What is to be done about a partnership, from the most to the least."""

    INVEST = "invest"
    MAINTAIN = "maintain"
    WATCH = "watch"
    EXIT = "exit"

    @property
    def label(self) -> str:
        return COURSE_NAMES[self]

    @property
    def tone(self) -> str:
        return _COURSE_TONES[self]

    @property
    def rank(self) -> int:
        """How much is put into the partnership, from 0 up."""
        return len(Course) - 1 - list(Course).index(self)


COURSE_NAMES: Mapping[Course, str] = {
    Course.INVEST: sentence("Invest"),
    Course.MAINTAIN: sentence("Maintain"),
    Course.WATCH: sentence("Watch"),
    Course.EXIT: sentence("Exit"),
}
_COURSE_TONES: Mapping[Course, str] = {
    Course.INVEST: "green",
    Course.MAINTAIN: "blue",
    Course.WATCH: "amber",
    Course.EXIT: "red",
}


class Axis(StrEnum):
    """What a measure speaks for: how well the partner fits, or what it returns."""

    FIT = "fit"
    RETURN = "return"

    @property
    def label(self) -> str:
        return AXIS_NAMES[self]


AXIS_NAMES: Mapping[Axis, str] = {Axis.FIT: sentence("Fit"), Axis.RETURN: sentence("Return")}


class AxisLevel(StrEnum):
    """How far a partner is on an axis."""

    LITTLE = "little"
    SOME = "some"
    HIGH = "high"

    @property
    def label(self) -> str:
        return LEVEL_NAMES[self]

    @property
    def rank(self) -> int:
        return list(AxisLevel).index(self)


LEVEL_NAMES: Mapping[AxisLevel, str] = {
    AxisLevel.LITTLE: sentence("little"),
    AxisLevel.SOME: sentence("some"),
    AxisLevel.HIGH: sentence("high"),
}


class Reading(StrEnum):
    """How a metric is read: as it is, by how much it grew against the period before, as a share of all partners."""

    VALUE = "value"
    GROWTH = "growth"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric of a partner, and what it is read against: the period before, or all partners together."""

    value: Decimal
    base: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """All that the class of a partner depends on, besides the rules: a figure for each measure that is known."""

    figures: Mapping[str, Figure]
    quiet_days: int | None = None
    """For how long it gave no sign of life; None where it never gave one."""
    enrolled_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureStanding:
    """A measure with what it is for a partner (None: not known, so it does not count) and the points that makes."""

    key: str
    metric: str
    reading: Reading
    months: int | None
    figure: Figure | None
    value: Decimal | None
    threshold: Decimal
    weight: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisStanding:
    """How far a partner is on an axis. Units: `points` of a hundred."""

    axis: Axis
    points: Decimal
    level: AxisLevel
    measures: tuple[MeasureStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What the rules make of a partner: its class and what is proposed, why, and what would change it."""

    fit: AxisStanding
    returns: AxisStanding
    partner_class: PartnerClass
    course: Course
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditScope:
    """Which partners an audit is about; empty fields do not restrict. `as_of` is the last day that counts."""

    as_of: date
    name: str
    region: str = ""
    type: str = ""
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """What a person decides of a partner: as proposed, or otherwise for a reason."""

    partner_class: PartnerClass
    course: Course
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFilter:
    """Which partners of an audit are wanted; empty fields do not restrict. `manager_id` of nobody is asked for apart."""

    partner_class: str = ""
    course: str = ""
    region: str = ""
    text: str = ""
    manager_id: UUID | None = None
    is_decided: bool | None = None
    differs: bool | None = None
    """Whether what was decided is something else than what was proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCard:
    """An audit with how far it is."""

    id: UUID
    public_id: str
    name: str
    as_of: date
    region: str
    type: str
    manager_id: UUID | None
    manager: str
    rules: str
    currency: str
    begun_by: str
    begun_at: datetime
    measured_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    partners: int
    decided: int
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        return self.measured_at is not None and self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCard:
    """A partner in an audit: where it stands, what is proposed, what was decided."""

    id: UUID
    audit_id: UUID
    partner_id: UUID
    partner: str
    region: str
    manager_id: UUID | None
    manager: str
    fit: Decimal
    returns: Decimal
    partner_class: PartnerClass
    course: Course
    decided_class: PartnerClass | None
    decided_course: Course | None
    reason: str
    note: str
    decided_by: str
    decided_at: datetime | None

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def last_class(self) -> PartnerClass:
        """The class that was decided, or else the one that the rules gave."""
        return self.decided_class or self.partner_class

    @property
    def last_course(self) -> Course:
        return self.decided_course or self.course


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedRecord:
    """A partner in an audit with all that explains where it stands, and the audit before it."""

    audit: AuditCard
    card: AuditedCard
    facts: AuditFacts
    classification: Classification
    before: AuditedCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """How many partners lie in one field of the map."""

    fit: AxisLevel
    returns: AxisLevel
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOverview:
    """What an audit came to: how many of each class and course, as proposed and as decided, and where they lie."""

    proposed: Mapping[Course, int] = field(default_factory=dict)
    decided: Mapping[Course, int] = field(default_factory=dict)
    classes: Mapping[PartnerClass, int] = field(default_factory=dict)
    places: tuple[MapPlace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerProgress:
    """How many of their partners a manager has decided; nobody's have no name."""

    manager_id: UUID | None
    manager: str
    partners: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMove:
    """A partner in two audits: what it was then and is now; None where it is in one of them only."""

    partner_id: UUID
    partner: str
    class_before: PartnerClass | None
    class_after: PartnerClass | None
    course_before: Course | None
    course_after: Course | None
    fit_before: Decimal | None
    fit_after: Decimal | None
    return_before: Decimal | None
    return_after: Decimal | None
