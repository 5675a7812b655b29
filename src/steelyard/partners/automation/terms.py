"""The words of automation runs: where one stands, what became of each step, tasks that are opened."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.automation.parts import ActionRule
from steelyard.partners.onboarding.terms import Doer


class RunState(StrEnum):
    """Where a run of an automation stands."""

    WAITING = "waiting"
    DONE = "done"
    NOT_MET = "not_met"
    LAPSED = "lapsed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return _RUN_LABELS[self]

    @property
    def tone(self) -> str:
        return _RUN_TONES[self]


_RUN_LABELS = {
    RunState.WAITING: sentence("Waiting for its day"),
    RunState.DONE: sentence("Carried out"),
    RunState.NOT_MET: sentence("Condition not met"),
    RunState.LAPSED: sentence("No longer met"),
    RunState.STOPPED: sentence("Stopped as a loop"),
}
_RUN_TONES = {
    RunState.WAITING: "blue",
    RunState.DONE: "green",
    RunState.NOT_MET: "neutral",
    RunState.LAPSED: "neutral",
    RunState.STOPPED: "red",
}


class AutomationStepState(StrEnum):
    """What became of a step of a run."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _STEP_LABELS[self]

    @property
    def tone(self) -> str:
        return _STEP_TONES[self]


_STEP_LABELS = {
    AutomationStepState.WAITING: sentence("To be done"),
    AutomationStepState.DONE: sentence("Done"),
    AutomationStepState.REFUSED: sentence("Refused"),
}
_STEP_TONES = {
    AutomationStepState.WAITING: "blue",
    AutomationStepState.DONE: "green",
    AutomationStepState.REFUSED: "red",
}


class TaskPurpose(StrEnum):
    """What a task is about, where the page on which it is done depends on it."""

    FREE = "free"
    OFFBOARDING = "offboarding"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs are wanted; empty fields do not restrict."""

    text: str = ""
    automation: str = ""
    event: str = ""
    state: RunState | None = None
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    """A step of a run: what it was to do, what became of it, and why not where it was refused."""

    place: int
    action: str
    target: str
    title: str
    text: str
    days: int
    state: AutomationStepState
    refusal: str = ""
    refusal_params: dict[str, Any] = field(default_factory=dict)
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCard:
    """A run of an automation: under which rules, after which event, for which partner, what held and what was done."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    automation: str
    name: str
    rules: str
    event_id: UUID
    event_type: str
    happened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    state: RunState
    links: int
    when: str
    facts: dict[str, Any] = field(default_factory=dict)
    steps: tuple[StepCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks are wanted; empty fields do not restrict."""

    is_open: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCard:
    """Something that somebody was asked to do about a partner."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    title: str
    text: str
    doer: Doer
    purpose: TaskPurpose
    due_on: date
    opened_at: datetime
    closed_at: datetime | None
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationCard:
    """An automation in force, with how often it ran."""

    key: str
    name: str
    region: str
    event: str
    when: str
    delay_days: int
    actions: tuple[ActionRule, ...]
    runs: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEvent:
    """Something that happened, or without an id would have been told of, on which automations are tried."""

    id: UUID | None
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One time that an automation would have run: after what, why, and what it would have done."""

    automation: str
    name: str
    when: str
    event: Event
    event_id: UUID | None
    happened_at: datetime
    due_at: datetime
    facts: dict[str, Any]
    actions: tuple[ActionRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A partner that automations would have touched, the newest time first."""

    partner_id: UUID
    partner: str
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What automations would have done since an instant: for whom, of how many events; `is_cut` where there were more."""

    rules: str
    since: datetime
    events: int
    is_cut: bool
    touched: tuple[Touched, ...]
