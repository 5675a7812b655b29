"""The words of a partner's life: what a state needs, why partners leave, what becomes of their things, how they come back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.terms import PartnerStatus


class Requirement(StrEnum):
    """Something that must be the case before a partner becomes active."""

    AGREEMENT = "agreement"
    ROLE = "role"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    VETTING = "vetting"

    @property
    def label(self) -> str:
        """What is asked for (source language)."""
        return _REQUIREMENTS[self]


_REQUIREMENTS = {
    Requirement.AGREEMENT: sentence("an agreement in force"),
    Requirement.ROLE: sentence("a role in the program"),
    Requirement.MANAGER: sentence("a channel manager"),
    Requirement.ADMINISTRATOR: sentence("an administrator who joined"),
    Requirement.VETTING: sentence("all vetting passed that is asked"),
}


class OffboardingReason(StrEnum):
    """Why a partner leaves the program."""

    OWN_WISH = "own_wish"
    INACTIVE = "inactive"
    NOT_RENEWED = "not_renewed"
    BREACH = "breach"
    COMPLIANCE = "compliance"
    ACQUIRED = "acquired"
    OUT_OF_BUSINESS = "out_of_business"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What the reason is called (source language)."""
        return REASON_NAMES[self]


REASON_NAMES = {
    OffboardingReason.OWN_WISH: sentence("The partner's own wish"),
    OffboardingReason.INACTIVE: sentence("Inactive"),
    OffboardingReason.NOT_RENEWED: sentence("Agreement not renewed"),
    OffboardingReason.BREACH: sentence("Breach of the agreement"),
    OffboardingReason.COMPLIANCE: sentence("Compliance"),
    OffboardingReason.ACQUIRED: sentence("Acquired by another company"),
    OffboardingReason.OUT_OF_BUSINESS: sentence("Out of business"),
    OffboardingReason.OTHER: sentence("Another reason"),
}


class DataWish(StrEnum):
    """What becomes of what a partner said of itself once it has left."""

    KEEP = "keep"
    ERASE = "erase"

    @property
    def label(self) -> str:
        """What it means (source language)."""
        return _WISHES[self]


_WISHES = {
    DataWish.KEEP: sentence("Keep until the retention period is over"),
    DataWish.ERASE: sentence("Erase when the offboarding is completed"),
}


class OffboardingState(StrEnum):
    """How far an offboarding is."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What the state is called (source language)."""
        return _OFFBOARDING_STATES[self]


_OFFBOARDING_STATES = {
    OffboardingState.OPEN: sentence("Under way"),
    OffboardingState.COMPLETED: sentence("Completed"),
    OffboardingState.CANCELLED: sentence("Called off"),
}
OFFBOARDING_TONES = {
    OffboardingState.OPEN: "amber",
    OffboardingState.COMPLETED: "neutral",
    OffboardingState.CANCELLED: "blue",
}


class Way(StrEnum):
    """How a step of the checklist is settled: the last two by a person's word, the others by the system."""

    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    CLOSE = "close"
    DONE = "done"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """What the way is called (source language)."""
        return WAY_NAMES[self]


WAY_NAMES = {
    Way.HAND_OVER: sentence("Hand over to another partner"),
    Way.TAKE_OVER: sentence("Go on ourselves"),
    Way.RELEASE: sentence("Let stand on their own"),
    Way.CLOSE: sentence("Close"),
    Way.DONE: sentence("Done"),
    Way.NOT_NEEDED: sentence("Not needed"),
}
BY_HAND = (Way.DONE, Way.NOT_NEEDED)


class ReturnPath(StrEnum):
    """How a partner that left comes back."""

    FAST_TRACK = "fast_track"
    ONBOARDING = "onboarding"

    @property
    def status(self) -> PartnerStatus:
        """The state that it comes back to."""
        return PartnerStatus.ACTIVE if self is ReturnPath.FAST_TRACK else PartnerStatus.ONBOARDING

    @property
    def label(self) -> str:
        """What the path is called (source language)."""
        return PATH_NAMES[self]


PATH_NAMES = {
    ReturnPath.FAST_TRACK: sentence("Fast track"),
    ReturnPath.ONBOARDING: sentence("Through onboarding"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeFacts:
    """What guards ask about a partner at an instant: its state, and which requirements are met."""

    status: PartnerStatus
    met: frozenset[Requirement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingFacts:
    """What is asked about a partner that left: when, and why where it was offboarded."""

    left_at: datetime
    reason: OffboardingReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A state that may follow, with what it needs and what of that is missing."""

    status: PartnerStatus
    needs: tuple[Requirement, ...] = ()
    missing: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOffer:
    """How a partner may come back: by which path, and what speaks against the fast track (source language)."""

    path: ReturnPath
    missing: tuple[Requirement, ...] = ()
    is_barred: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeFilter:
    """Which partners are wanted, in the state they were in at the end of `on`; empty fields do not restrict."""

    on: date
    text: str = ""
    status: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifePeriod:
    """A state with the instants between which a partner was in it."""

    status: PartnerStatus
    since_at: datetime
    until_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLine:
    """One partner in the list of states on a day."""

    partner_id: UUID
    partner: str
    region: str
    status: PartnerStatus
    since_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingDraft:
    """Why a partner leaves, and what becomes of its data. The partner reads the explanation."""

    reason: OffboardingReason
    explanation: str
    data: DataWish = DataWish.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One time that a step of the checklist was settled."""

    way: Way
    count: int
    note: str
    heir: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    """A step of the checklist: how much of it is open, how it can be settled, and what was done."""

    key: str
    label: str
    open: int
    ways: tuple[Way, ...]
    is_by_hand: bool
    settled: tuple[Settled, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing of it stands in the way of completion."""
        return self.open == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingCard:
    """An offboarding as it stands."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    region: str
    state: OffboardingState
    reason: OffboardingReason
    explanation: str
    data: DataWish
    due_on: date
    begun_at: datetime
    begun_by: UUID | None
    closed_at: datetime | None
    closed_by: UUID | None
    members_ended: int
    steps: tuple[StepCard, ...] = ()

    @property
    def may_complete(self) -> bool:
        """Whether every step is done."""
        return self.state is OffboardingState.OPEN and all(step.is_done for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A partner's life with the program: the present state, what may follow, and all that was."""

    partner_id: UUID
    partner: str
    status: PartnerStatus
    since_at: datetime
    reason: str
    rules: str
    moves: tuple[Move, ...]
    periods: tuple[LifePeriod, ...]
    return_offer: ReturnOffer | None = None
    offboarding: OffboardingCard | None = None
