"""The words of rollouts: states, cohorts and phases, what is known of a partner, and what people say in a pilot."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import sentence


class RolloutState(StrEnum):
    """Where a rollout stands. While it is paused nobody is admitted, and whoever is in stays in."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _STATE_NAMES[self]


_STATE_NAMES = {
    RolloutState.DRAFT: sentence("Draft"),
    RolloutState.RUNNING: sentence("Running"),
    RolloutState.PAUSED: sentence("Paused"),
    RolloutState.ENDED: sentence("Ended"),
}
STATE_TONES = {
    RolloutState.DRAFT: "neutral",
    RolloutState.RUNNING: "green",
    RolloutState.PAUSED: "amber",
    RolloutState.ENDED: "neutral",
}


class Ending(StrEnum):
    """How a rollout ends: the feature is everybody's, or nobody's."""

    RELEASED = "released"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _ENDING_NAMES[self]


_ENDING_NAMES = {
    Ending.RELEASED: sentence("Released to everybody"),
    Ending.WITHDRAWN: sentence("Withdrawn from everybody"),
}


class Openness(StrEnum):
    """Whether a feature is open to a partner."""

    OPEN = "open"
    LATER = "later"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _OPENNESS_NAMES[self]


_OPENNESS_NAMES = {
    Openness.OPEN: sentence("Open"),
    Openness.LATER: sentence("Later"),
    Openness.CLOSED: sentence("Closed"),
}
OPENNESS_TONES = {Openness.OPEN: "green", Openness.LATER: "blue", Openness.CLOSED: "neutral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which partners a phase holds: those picked by hand, and a share of those that fit everything else that is said.

    Where nothing else is said and there is no share, nobody but those picked fits. A region holds what lies inside it.
    """

    partner_ids: frozenset[UUID] = frozenset()
    segment_ids: frozenset[UUID] = frozenset()
    types: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    share: int | None = None
    """Percent of those that fit; None for all of them."""

    @property
    def is_by_facts(self) -> bool:
        """Whether partners can fit that were not picked by hand."""
        return bool(self.segment_ids or self.types or self.regions or self.tiers or self.share is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDraft:
    """A phase as somebody writes it."""

    name: str
    starts_on: date
    cohort: Cohort


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseCard:
    """A phase with how many partners it admits that no earlier phase does."""

    id: UUID
    public_id: str
    name: str
    starts_on: date
    cohort: Cohort
    admits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What decides whether a feature is open to a partner. Phases are in the order of their days."""

    rollout_id: UUID
    state: RolloutState
    phases: tuple[PhaseCard, ...]
    everybody_on: date | None = None
    paused_on: date | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What phases ask about a partner. `regions` are its own and those around it."""

    partner_id: UUID
    is_enrolled: bool
    regions: frozenset[str] = frozenset()
    tier: str = ""
    types: frozenset[str] = frozenset()
    segment_ids: frozenset[UUID] = frozenset()
    admitted_on: date | None = None
    """The day from which it is kept as admitted, which holds on while the rollout is paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """When a pilot is good enough to go on: answers enough, rated well enough, with few enough open bugs."""

    least_answers: int = 3
    least_rating: int = 4
    most_open_bugs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutDraft:
    """A rollout as somebody writes it. Whoever is in the pilot reads its name and what it is about."""

    feature: str
    name: str
    about: str = ""
    everybody_on: date | None = None
    goals: Goals = field(default_factory=Goals)


class FeedbackKind(StrEnum):
    """What somebody says about a feature."""

    BUG = "bug"
    IDEA = "idea"
    PRAISE = "praise"

    @property
    def label(self) -> str:
        return _KIND_NAMES[self]


_KIND_NAMES = {
    FeedbackKind.BUG: sentence("Something does not work"),
    FeedbackKind.IDEA: sentence("An idea"),
    FeedbackKind.PRAISE: sentence("Praise"),
}
KIND_ICONS = {FeedbackKind.BUG: "bug", FeedbackKind.IDEA: "bulb", FeedbackKind.PRAISE: "thumb-up"}


class FeedbackState(StrEnum):
    """What became of something that somebody said."""

    NEW = "new"
    ACCEPTED = "accepted"
    FIXED = "fixed"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return _FEEDBACK_NAMES[self]


_FEEDBACK_NAMES = {
    FeedbackState.NEW: sentence("New"),
    FeedbackState.ACCEPTED: sentence("Accepted"),
    FeedbackState.FIXED: sentence("Done"),
    FeedbackState.DECLINED: sentence("Declined"),
}
FEEDBACK_TONES = {
    FeedbackState.NEW: "blue",
    FeedbackState.ACCEPTED: "violet",
    FeedbackState.FIXED: "green",
    FeedbackState.DECLINED: "neutral",
}
WORST_RATING, BEST_RATING = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackDraft:
    """What somebody of a pilot says; `page` is the address on which they were."""

    kind: FeedbackKind
    text: str
    rating: int | None = None
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFilter:
    """Which feedback is wanted; empty fields do not restrict."""

    rollout_id: UUID | None = None
    partner_id: UUID | None = None
    kind: FeedbackKind | None = None
    state: FeedbackState | None = None
    assignee_id: UUID | None = None
    is_open: bool = False
    """Only what was neither done nor declined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a pilot's feedback adds up to. The rating is the mean of those that were given, to one decimal."""

    answers: int
    partners: int
    rating: float | None
    bugs: int
    open_bugs: int
    ideas: int
    praise: int


class PilotVerdict(StrEnum):
    """What the feedback of a pilot says about going on."""

    GO = "go"
    NO_GO = "no_go"
    TOO_EARLY = "too_early"

    @property
    def label(self) -> str:
        return _VERDICT_NAMES[self]


_VERDICT_NAMES = {
    PilotVerdict.GO: sentence("Go"),
    PilotVerdict.NO_GO: sentence("No go"),
    PilotVerdict.TOO_EARLY: sentence("Too early to say"),
}
VERDICT_TONES = {PilotVerdict.GO: "green", PilotVerdict.NO_GO: "red", PilotVerdict.TOO_EARLY: "amber"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutCard:
    """A rollout as lists show it."""

    id: UUID
    public_id: str
    feature: str
    name: str
    about: str
    state: RolloutState
    ending: Ending | None
    everybody_on: date | None
    started_at: datetime | None
    admitted: int
    """How many partners any of its phases admits, today or later."""
    open_feedback: int
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutRecord:
    """Everything on a rollout's page."""

    card: RolloutCard
    plan: Plan
    goals: Goals
    reason: str
    """Why it was paused or ended."""
    inside: int
    """How many partners have the feature today."""
    enrolled: int
    """How many partners there are."""
    tally: Tally
    verdict: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionCard:
    """A partner that a phase admits."""

    partner_id: UUID
    partner_public_id: str
    partner: str
    region: str
    phase: str
    opens_on: date
    is_picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotCard:
    """A pilot as somebody of a partner in it sees it."""

    id: UUID
    public_id: str
    feature: str
    name: str
    about: str
    opens_on: date | None
    """None where it is not admitted any more."""
    is_open: bool
    said: int
    """How much its people have said about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCard:
    """Something that somebody of a pilot said, with what became of it."""

    id: UUID
    public_id: str
    rollout_id: UUID
    rollout_public_id: str
    rollout: str
    partner_id: UUID
    partner: str
    author_id: UUID
    kind: FeedbackKind
    rating: int | None
    text: str
    page: str
    state: FeedbackState
    answer: str
    answered_at: datetime | None
    assignee_id: UUID | None
    given_at: datetime
    updated_at: datetime
