"""What readers of the program are shown: versions, their words and differences, decisions and their explanation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from steelyard.kernel.money import Money
from steelyard.kernel.periods import Period
from steelyard.platform.directory import PersonCard
from steelyard.program.terms import Direction, SimulationState, Standing

DAYS_OF_A_YEAR = 365
"""Over how many days the cost of a year is spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """One version of a rulebook, on the global line or on a region's."""

    id: UUID
    public_id: str
    rulebook: str
    region: str | None
    number: int
    label: str
    standing: Standing
    effective: Period | None
    """When it holds: until the next version of the line; None for a draft."""
    note: str
    revision: int
    created_at: datetime
    created_by: PersonCard
    published_at: datetime | None
    published_by: PersonCard | None

    @property
    def is_draft(self) -> bool:
        return self.standing is Standing.DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as it is read. `is_regional` marks words that differ from the global rules."""

    rule: str
    section: str
    text: str
    is_confidential: bool = False
    is_regional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesText:
    """The rules of one place and instant in plain words."""

    key: str
    title: str
    summary: str
    label: str
    version_ids: tuple[UUID, ...]
    since: datetime
    """The instant from which these very words hold."""
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDifference:
    """A rule as it read before and as it reads now; None where it is new or gone."""

    rule: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDifference:
    """A setting before and now, in words. `path` names it for programs."""

    path: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one version changes against another, in rules and in settings."""

    old_label: str
    new_label: str
    lines: tuple[LineDifference, ...]
    settings: tuple[SettingDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """A reason as its reader may know it; `params` are empty where they speak of others."""

    code: str
    rule: str
    message: str
    line: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What would change the outcome, and to what."""

    code: str
    message: str
    outcome: str
    outcome_label: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RungView:
    """One rule of the ladder as it was evaluated: its sentence, the result, and what was found."""

    rule: str
    code: str
    result: str
    sentence: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as its reader may know it."""

    id: UUID
    public_id: str
    kind: str
    kind_label: str
    subject_id: UUID
    subject_public_id: str
    partner_id: UUID | None
    outcome: str
    outcome_label: str
    reasons: tuple[ReasonView, ...]
    would_change: tuple[ChangeView, ...]
    rules_key: str
    rules_label: str
    rules_version_ids: tuple[UUID, ...]
    decided_at: datetime
    decided_by: PersonCard | None
    """The person who decided; None where the rules did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision with the rules of its day; `ladder` and `facts` are empty for partners."""

    decision: DecisionView
    rules: RulesText
    ladder: tuple[RungView, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A decision made again from its stored facts, under the rules of its day or under others."""

    decision_id: UUID
    rules_label: str
    recorded_outcome: str
    outcome: str
    reasons: tuple[tuple[str, str], ...]
    """Code and rule of each reason now."""
    is_same: bool
    """Whether outcome and reasons are those recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationCard:
    """A simulation of a draft: what was asked, how far it is, and its figures when it is done."""

    id: UUID
    public_id: str
    version_public_id: str
    version_label: str
    rulebook: str
    region: str | None
    window: Period
    state: SimulationState
    is_current: bool
    """Whether the draft still reads as it did when it was simulated."""
    asked_at: datetime
    asked_by: PersonCard
    started_at: datetime | None
    finished_at: datetime | None
    total: int
    done: int
    digest: str
    problem: str
    figures: "SimulationFigures | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationFigures:
    """What a simulation came to. `departures` are decisions that did not come out as recorded under their own rules, by cause."""

    decisions: int
    changed: int
    knock_on: int
    departures: Mapping[str, int]
    departed: tuple[str, ...]
    days_before: int
    days_after: int
    grants: "tuple[GrantFigures, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantFigures:
    """What a simulation grants and what that costs: how many last at the end, and the days of all, before and after."""

    key: str
    name: str
    a_year: Money
    lasting_before: int
    lasting_after: int
    days_before: int
    days_after: int

    @property
    def cost_before(self) -> Money:
        return self._cost(self.days_before)

    @property
    def cost_after(self) -> Money:
        return self._cost(self.days_after)

    @property
    def difference(self) -> Money:
        """What more it costs in the time; less than nothing where it costs less."""
        return self.cost_after - self.cost_before

    def _cost(self, days: int) -> Money:
        return Money(self.a_year.amount * days / DAYS_OF_A_YEAR, self.a_year.currency).rounded()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCount:
    """How many decisions change in one group, by direction, and the value at stake in each currency."""

    key: str
    label: str
    better: int
    worse: int
    mixed: int
    values: tuple[Money, ...] = ()

    @property
    def total(self) -> int:
        return self.better + self.worse + self.mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """From which outcome to which, and how often."""

    before: str
    after: str
    before_label: str
    after_label: str
    direction: Direction
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedChangeCard:
    """One decision that the draft would change, with the reasons before and after."""

    subject_public_id: str
    label: str
    partner_id: UUID
    partner: str
    region: str
    kind: str
    rule: str
    decided_at: datetime
    before: str
    after: str
    before_label: str
    after_label: str
    direction: Direction
    is_knock_on: bool
    value: Money
    before_reasons: tuple[ReasonView, ...]
    after_reasons: tuple[ReasonView, ...]
