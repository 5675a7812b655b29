"""The words of journeys: who a journey and its tasks are for, where a journey is, and why it is stuck."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.actors import PARTNER_ROLES, Role
from steelyard.kernel.refusals import sentence


class Persona(StrEnum):
    """For whom of a partner a journey is: everybody together, or those in one role."""

    ORGANIZATION = "organization"
    SELLER = Role.SELLER.value
    PARTNER_MARKETING = Role.PARTNER_MARKETING.value
    ARCHITECT = Role.ARCHITECT.value
    PARTNER_ADMIN = Role.PARTNER_ADMIN.value

    @property
    def label(self) -> str:
        return _PERSONA_LABELS[self]


_PERSONA_LABELS = {
    Persona.ORGANIZATION: sentence("The whole organization"),
    Persona.SELLER: sentence("Sellers"),
    Persona.PARTNER_MARKETING: sentence("Marketing managers"),
    Persona.ARCHITECT: sentence("Technical architects"),
    Persona.PARTNER_ADMIN: sentence("Administrators"),
}


class Doer(StrEnum):
    """Who does a task: a role of the partner, or one of the host."""

    PARTNER_ADMIN = Role.PARTNER_ADMIN.value
    SELLER = Role.SELLER.value
    PARTNER_MARKETING = Role.PARTNER_MARKETING.value
    ARCHITECT = Role.ARCHITECT.value
    CHANNEL_MANAGER = Role.CHANNEL_MANAGER.value
    ENABLEMENT = Role.ENABLEMENT.value
    MARKETING = Role.MARKETING.value

    @property
    def label(self) -> str:
        return _DOER_LABELS[self]

    @property
    def role(self) -> Role:
        return Role(self.value)

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES


_DOER_LABELS = {
    Doer.PARTNER_ADMIN: sentence("Partner: administrator"),
    Doer.SELLER: sentence("Partner: seller"),
    Doer.PARTNER_MARKETING: sentence("Partner: marketing manager"),
    Doer.ARCHITECT: sentence("Partner: technical architect"),
    Doer.CHANNEL_MANAGER: sentence("Us: channel manager"),
    Doer.ENABLEMENT: sentence("Us: enablement"),
    Doer.MARKETING: sentence("Us: marketing"),
}


class JourneyState(StrEnum):
    """Where a journey is."""

    UNDERWAY = "underway"
    STUCK = "stuck"
    COMPLETED = "completed"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    JourneyState.UNDERWAY: sentence("Underway"),
    JourneyState.STUCK: sentence("Stuck"),
    JourneyState.COMPLETED: sentence("Completed"),
    JourneyState.ENDED: sentence("Broken off"),
}
STATE_TONES = {
    JourneyState.UNDERWAY: "blue",
    JourneyState.STUCK: "amber",
    JourneyState.COMPLETED: "green",
    JourneyState.ENDED: "neutral",
}


class StuckReason(StrEnum):
    """Why a journey is stuck."""

    IDLE = "idle"
    CHECKPOINT = "checkpoint"

    @property
    def label(self) -> str:
        return _REASON_LABELS[self]


_REASON_LABELS = {
    StuckReason.IDLE: sentence("Nothing moved"),
    StuckReason.CHECKPOINT: sentence("Checkpoint missed"),
}


class StageState(StrEnum):
    """Where a stage of a journey is."""

    WAITING = "waiting"
    OPEN = "open"
    LEFT = "left"

    @property
    def label(self) -> str:
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    StageState.WAITING: sentence("Later"),
    StageState.OPEN: sentence("Now"),
    StageState.LEFT: sentence("Done"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """A stage as of a day: what was done of what it takes, and since when it is open or left."""

    key: str
    state: StageState
    done: int
    total: int
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A journey as of a day. `stage` is the first one that is open; empty once all are left."""

    stages: tuple[StageProgress, ...]
    done: int
    total: int
    stage: str
    moved_on: date
    completed_on: date | None = None

    def has_left(self, stage: str) -> bool:
        """Tell whether a stage is left."""
        return any(one.key == stage and one.state is StageState.LEFT for one in self.stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Why a journey is stuck: for how many days nothing moved, or at which day a stage should have been left."""

    reason: StuckReason
    days: int
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyFilter:
    """Which journeys are wanted; empty fields do not restrict, all given ones must hold."""

    text: str = ""
    state: JourneyState | None = None
    journey: str = ""
    stage: str = ""
    region: str = ""
    manager_id: UUID | None = None
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveFilter:
    """Of which journeys curves are wanted: of one kind, in a region, begun since a day."""

    journey: str = ""
    region: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyCard:
    """A journey as lists show it. Names are in the words of the rules under which it began."""

    id: UUID
    partner_id: UUID
    partner: str
    region: str
    journey: str
    name: str
    persona: Persona
    started_on: date
    stage: str
    stage_name: str
    done: int
    total: int
    moved_on: date
    state: JourneyState
    stuck: Stuck | None
    stuck_in: str
    stuck_since: date | None
    completed_on: date | None
    ended_on: date | None
    rules: str

    @property
    def percent(self) -> int:
        """How many of a hundred parts are done."""
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTaskCard:
    """A task of a journey with who does it, by when, and how it was closed."""

    id: UUID
    partner_id: UUID
    key: str
    name: str
    stage: str
    doer: Doer
    due_on: date
    milestone: str
    is_optional: bool
    closed_on: date | None
    closed_at: datetime | None
    closed_by: UUID | None
    closed_by_name: str
    remark: str
    evidence_id: UUID | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """Which share reached a milestone by so many days after its start; `at_risk` had not before, and were still watched."""

    day: int
    share: float
    at_risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How soon a milestone is reached. `median_days` is None until half reached it; nothing is known past `watched_days`."""

    milestone: str
    points: tuple[CurvePoint, ...]
    journeys: int
    reached: int
    median_days: int | None
    watched_days: int
