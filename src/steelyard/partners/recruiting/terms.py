"""The words of recruiting: where a prospect is, what a profile weighs, what screening looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence

APPLICATION_LASTS = timedelta(days=7)
"""How long the link works that proves a stranger's mailbox."""


class ProspectStage(StrEnum):
    """Where a prospect is on its way to becoming a partner."""

    PROSPECT = "prospect"
    CONTACTED = "contacted"
    APPLIED = "applied"
    SCREENED = "screened"
    APPROVED = "approved"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    ProspectStage.PROSPECT: sentence("Identified"),
    ProspectStage.CONTACTED: sentence("Contacted"),
    ProspectStage.APPLIED: sentence("Applied"),
    ProspectStage.SCREENED: sentence("Screened"),
    ProspectStage.APPROVED: sentence("Approved"),
    ProspectStage.SIGNED: sentence("Signed"),
    ProspectStage.REFUSED: sentence("Refused"),
    ProspectStage.WITHDRAWN: sentence("Not interested"),
}
STAGE_NAMES: dict[str, str] = {stage.value: label for stage, label in _STAGE_LABELS.items()}

STAGE_TONES = {
    ProspectStage.PROSPECT: "neutral",
    ProspectStage.CONTACTED: "blue",
    ProspectStage.APPLIED: "amber",
    ProspectStage.SCREENED: "violet",
    ProspectStage.APPROVED: "green",
    ProspectStage.SIGNED: "green",
    ProspectStage.REFUSED: "red",
    ProspectStage.WITHDRAWN: "neutral",
}
"""The tone in which a stage is shown."""

WAY = (
    ProspectStage.PROSPECT,
    ProspectStage.CONTACTED,
    ProspectStage.APPLIED,
    ProspectStage.SCREENED,
    ProspectStage.APPROVED,
    ProspectStage.SIGNED,
)
"""The stages in their order; whoever is refused or does not want to has left the way."""

OPEN_STAGES = frozenset(WAY) - {ProspectStage.APPROVED, ProspectStage.SIGNED}
"""Where somebody still decides."""

NEXT_STAGES: dict[ProspectStage, frozenset[ProspectStage]] = {
    ProspectStage.PROSPECT: frozenset(
        {ProspectStage.CONTACTED, ProspectStage.APPLIED, ProspectStage.SCREENED, ProspectStage.WITHDRAWN}
    ),
    ProspectStage.CONTACTED: frozenset({ProspectStage.APPLIED, ProspectStage.SCREENED, ProspectStage.WITHDRAWN}),
    ProspectStage.APPLIED: frozenset({ProspectStage.CONTACTED, ProspectStage.SCREENED, ProspectStage.WITHDRAWN}),
    ProspectStage.SCREENED: frozenset({ProspectStage.CONTACTED, ProspectStage.APPLIED, ProspectStage.WITHDRAWN}),
    ProspectStage.APPROVED: frozenset({ProspectStage.SIGNED}),
    ProspectStage.SIGNED: frozenset(),
    ProspectStage.REFUSED: frozenset({ProspectStage.PROSPECT}),
    ProspectStage.WITHDRAWN: frozenset({ProspectStage.PROSPECT}),
}
"""Which stage a person may move a prospect to; approving and refusing are decisions of their own."""


class ProspectSource(StrEnum):
    """How a prospect became known."""

    HAND = "hand"
    IMPORT = "import"
    APPLICATION = "application"
    API = "api"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    ProspectSource.HAND: sentence("Entered"),
    ProspectSource.IMPORT: sentence("Imported"),
    ProspectSource.APPLICATION: sentence("Applied itself"),
    ProspectSource.API: sentence("Another system"),
}


class SizeBand(StrEnum):
    """How many people work somewhere."""

    MICRO = "1-10"
    SMALL = "11-50"
    MEDIUM = "51-250"
    LARGE = "251-1000"
    HUGE = "1001+"

    @property
    def label(self) -> str:
        return self.value

    @classmethod
    def of(cls, employees: int) -> "SizeBand":
        """Return the band of a number of people."""
        return next(band for band, most in _MOST_EMPLOYEES.items() if most is None or employees <= most)


_MOST_EMPLOYEES: dict[SizeBand, int | None] = {
    SizeBand.MICRO: 10,
    SizeBand.SMALL: 50,
    SizeBand.MEDIUM: 250,
    SizeBand.LARGE: 1000,
    SizeBand.HUGE: None,
}


class ProfileFact(StrEnum):
    """Something known of a company that a profile can weigh."""

    REGION = "region"
    COUNTRY = "country"
    SIZE = "size"
    VERTICALS = "verticals"
    CAPABILITIES = "capabilities"
    SPECIALIZATIONS = "specializations"
    TRAITS = "traits"

    @property
    def label(self) -> str:
        return _FACT_LABELS[self]


_FACT_LABELS = {
    ProfileFact.REGION: sentence("Region"),
    ProfileFact.COUNTRY: sentence("Country"),
    ProfileFact.SIZE: sentence("Employees"),
    ProfileFact.VERTICALS: sentence("Industries"),
    ProfileFact.CAPABILITIES: sentence("Capabilities"),
    ProfileFact.SPECIALIZATIONS: sentence("Specializations"),
    ProfileFact.TRAITS: sentence("Traits"),
}


class Fit(StrEnum):
    """How a score against the profile is called for short."""

    LOW = "low"
    FAIR = "fair"
    GOOD = "good"

    @property
    def label(self) -> str:
        return _FIT_LABELS[self]


_FIT_LABELS = {Fit.LOW: sentence("Low fit"), Fit.FAIR: sentence("Fair fit"), Fit.GOOD: sentence("Good fit")}
FIT_TONES = {Fit.LOW: "red", Fit.FAIR: "amber", Fit.GOOD: "green"}
"""The tone in which a fit is shown."""


class ScreeningOutcome(StrEnum):
    """What the rules make of a prospect; a person decides."""

    CLEAR = "clear"
    REVIEW = "review"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    ScreeningOutcome.CLEAR: sentence("Nothing speaks against it"),
    ScreeningOutcome.REVIEW: sentence("Look at it"),
    ScreeningOutcome.REFUSE: sentence("Speaks against it"),
}
OUTCOME_TONES = {ScreeningOutcome.CLEAR: "green", ScreeningOutcome.REVIEW: "amber", ScreeningOutcome.REFUSE: "red"}
"""The tone in which an outcome is shown."""


class Weighing(StrEnum):
    """What something that screening found leads to."""

    IGNORE = "ignore"
    REVIEW = "review"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        return _WEIGHING_LABELS[self]


_WEIGHING_LABELS = {
    Weighing.IGNORE: sentence("does not matter"),
    Weighing.REVIEW: sentence("is looked at by a person"),
    Weighing.REFUSE: sentence("speaks against it"),
}


class Likeness(StrEnum):
    """How sure it is that two names mean one company, as far as screening asks."""

    NONE = "none"
    MAYBE = "maybe"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """What is known of a company, as a profile weighs it: for prospects and partners alike."""

    type: str
    region: str = ""
    country: str = ""
    employees: int | None = None
    verticals: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    specializations: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def words_of(self, fact: ProfileFact) -> tuple[str, ...]:
        """Return what is known of one thing; nothing where it is not known."""
        match fact:
            case ProfileFact.SIZE:
                return (SizeBand.of(self.employees),) if self.employees else ()
            case ProfileFact.REGION | ProfileFact.COUNTRY:
                word: str = getattr(self, fact)
                return (word,) if word else ()
            case _:
                words: tuple[str, ...] = getattr(self, fact)
                return words


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFound:
    """A name on a list, or of a company that is known, that a prospect may be."""

    name: str
    source: str
    likeness: Likeness
    why: tuple[tuple[str, dict[str, str]], ...] = ()
    """The evidence of the match: codes with what fills their sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningFacts:
    """All that screening looks at, besides the rules. Domains are registrable ones, empty where there is none."""

    company: CompanyFacts
    web_domain: str = ""
    mail_domain: str = ""
    mail_host: str = ""
    is_shared_mail: bool = False
    partner: NameFound | None = None
    prospect: NameFound | None = None
    known_company: NameFound | None = None
    listed: tuple[NameFound, ...] = ()
    refused_as: str = ""
    """How the prospect was called that was refused before, and is this company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitLine:
    """One criterion as it came out: what was found of what is wanted, and what meeting it wholly would add."""

    key: str
    name: str
    fact: ProfileFact
    share: Decimal
    weight: int
    found: tuple[str, ...]
    wanted: tuple[str, ...]
    is_required: bool

    @property
    def points(self) -> Decimal:
        return self.share * self.weight

    @property
    def gain(self) -> Decimal:
        return self.weight - self.points

    @property
    def is_missed(self) -> bool:
        """Whether it is a minimum that is not met."""
        return self.is_required and self.share < 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FitScore:
    """How well a company fits the profile of its type, of a hundred points."""

    score: Decimal
    fit: Fit
    lines: tuple[FitLine, ...]

    @property
    def missed(self) -> tuple[FitLine, ...]:
        """The minimum criteria that are not met."""
        return tuple(line for line in self.lines if line.is_missed)

    @property
    def raises(self) -> tuple[FitLine, ...]:
        """What would raise the score, the most first."""
        return tuple(sorted((line for line in self.lines if line.gain > 0), key=lambda line: (-line.gain, line.key)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectDraft:
    """What is said of a company that may become a partner, and of whom to talk to there."""

    name: str
    type: str
    domain: str = ""
    country: str = ""
    contact_name: str = ""
    contact_email: str = ""
    employees: int | None = None
    verticals: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    specializations: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectFilter:
    """Which prospects are wanted; empty fields do not restrict."""

    text: str = ""
    stage: ProspectStage | None = None
    source: ProspectSource | None = None
    outcome: ScreeningOutcome | None = None
    fit: Fit | None = None
    type: str = ""
    region: str = ""
    vertical: str = ""
    capability: str = ""
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many prospects are in a stage now, and how many ever came that far."""

    stage: ProspectStage
    now: int
    reached: int
    conversion: Decimal | None
    """Which share of those that reached the stage before came as far as this one; None where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCard:
    """One step of a prospect's history."""

    before: ProspectStage | None
    after: ProspectStage
    at: datetime
    by_id: UUID | None
    reason: str
