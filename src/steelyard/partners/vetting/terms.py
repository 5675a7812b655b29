"""The words of vetting: questionnaires and answers, risk, where a partner stands, red flags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from steelyard.kernel.actors import Role
from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence


class VettingKind(StrEnum):
    """What a questionnaire is about."""

    ANTI_BRIBERY = "anti_bribery"
    ESG = "esg"
    SECURITY = "security"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return KIND_NAMES[self]


KIND_NAMES = {
    VettingKind.ANTI_BRIBERY: sentence("Anti-bribery"),
    VettingKind.ESG: sentence("ESG"),
    VettingKind.SECURITY: sentence("Security"),
    VettingKind.OTHER: sentence("Something else"),
}


class AnswerKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    FILE = "file"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return _ANSWERS[self]


_ANSWERS = {
    AnswerKind.YES_NO: sentence("Yes or no"),
    AnswerKind.CHOICE: sentence("One of several"),
    AnswerKind.NUMBER: sentence("A number"),
    AnswerKind.TEXT: sentence("A text"),
    AnswerKind.FILE: sentence("A file that shows it"),
}
YES, NO = "yes", "no"


class RiskClass(StrEnum):
    """How much risk the answers show."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return _RISKS[self]


_RISKS = {
    RiskClass.LOW: sentence("Low risk"),
    RiskClass.MEDIUM: sentence("Medium risk"),
    RiskClass.HIGH: sentence("High risk"),
}
RISK_TONES = {RiskClass.LOW: "green", RiskClass.MEDIUM: "amber", RiskClass.HIGH: "red"}


class Approver(StrEnum):
    """Who of the host decides about a risk."""

    CHANNEL_MANAGER = "channel_manager"
    PROGRAM_ADMIN = "program_admin"
    FINANCE = "finance"
    EXECUTIVE = "executive"

    @property
    def role(self) -> Role:
        """The role of whoever decides."""
        return Role(self.value)

    @property
    def label(self) -> str:
        """What the role is called (source language)."""
        return _APPROVERS[self]


_APPROVERS = {
    Approver.CHANNEL_MANAGER: sentence("Channel manager"),
    Approver.PROGRAM_ADMIN: sentence("Program administrator"),
    Approver.FINANCE: sentence("Finance"),
    Approver.EXECUTIVE: sentence("Executive"),
}


class VettingStep(StrEnum):
    """How far one round of a questionnaire is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return STEP_NAMES[self]

    @property
    def is_open(self) -> bool:
        """Whether the round is not decided."""
        return self not in (VettingStep.PASSED, VettingStep.REFUSED)

    @property
    def takes_answers(self) -> bool:
        """Whether the partner can change its answers."""
        return self in (VettingStep.DRAFT, VettingStep.RETURNED)


STEP_NAMES = {
    VettingStep.DRAFT: sentence("Begun"),
    VettingStep.SUBMITTED: sentence("Waits for a decision"),
    VettingStep.RETURNED: sentence("More is asked"),
    VettingStep.PASSED: sentence("Passed"),
    VettingStep.REFUSED: sentence("Refused"),
}
STEP_TONES = {
    VettingStep.DRAFT: "neutral",
    VettingStep.SUBMITTED: "blue",
    VettingStep.RETURNED: "amber",
    VettingStep.PASSED: "green",
    VettingStep.REFUSED: "red",
}


class VettingState(StrEnum):
    """Where a partner stands with a questionnaire."""

    OFFERED = "offered"
    MISSING = "missing"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PASSED = "passed"
    DUE = "due"
    LAPSED = "lapsed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return STATE_NAMES[self]

    @property
    def asks(self) -> bool:
        """Whether the partner has something to answer."""
        return self in (VettingState.MISSING, VettingState.RETURNED, VettingState.DUE, VettingState.LAPSED)


STATE_NAMES = {
    VettingState.OFFERED: sentence("Offered"),
    VettingState.MISSING: sentence("To be answered"),
    VettingState.IN_REVIEW: sentence("Waits for a decision"),
    VettingState.RETURNED: sentence("More is asked"),
    VettingState.PASSED: sentence("Passed"),
    VettingState.DUE: sentence("To be answered again"),
    VettingState.LAPSED: sentence("Lapsed"),
    VettingState.REFUSED: sentence("Refused"),
}
STATE_TONES = {
    VettingState.OFFERED: "neutral",
    VettingState.MISSING: "amber",
    VettingState.IN_REVIEW: "blue",
    VettingState.RETURNED: "amber",
    VettingState.PASSED: "green",
    VettingState.DUE: "amber",
    VettingState.LAPSED: "red",
    VettingState.REFUSED: "red",
}


class FlagKind(StrEnum):
    """What a red flag is about."""

    COMMISSION = "commission"
    THIRD_COUNTRY = "third_country"
    THIRD_PARTY_ACCOUNT = "third_party_account"
    GIFT = "gift"
    OFFICIAL = "official"
    ADVERSE_NEWS = "adverse_news"
    INTEREST = "interest"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return _FLAGS[self]


_FLAGS = {
    FlagKind.COMMISSION: sentence("Commission above the policy"),
    FlagKind.THIRD_COUNTRY: sentence("Payment into a third country"),
    FlagKind.THIRD_PARTY_ACCOUNT: sentence("Account of somebody else"),
    FlagKind.GIFT: sentence("Gift or hospitality above the policy"),
    FlagKind.OFFICIAL: sentence("Official involved"),
    FlagKind.ADVERSE_NEWS: sentence("Adverse news"),
    FlagKind.INTEREST: sentence("Conflict of interest"),
    FlagKind.OTHER: sentence("Something else"),
}


class VettingOutcome(StrEnum):
    """What a person of the host decides about answers."""

    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        """What it is called (source language)."""
        return _OUTCOMES[self]


_OUTCOMES = {
    VettingOutcome.APPROVE: sentence("Approve"),
    VettingOutcome.RETURN: sentence("Ask for more"),
    VettingOutcome.REFUSE: sentence("Refuse"),
}


class Bar(StrEnum):
    """Why somebody may not decide about a risk."""

    NOT_APPROVER = "not_approver"
    OWN_PARTNER = "own_partner"


Answers = Mapping[str, str]
"""Answers by question: yes or no, the word chosen, a number or a text as typed, the outside id of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFlag:
    """A red flag on record that nobody has cleared."""

    kind: FlagKind
    recorded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingFacts:
    """What risk follows from: the answers, and the red flags on record."""

    questionnaire: str
    answers: Answers
    open_flags: tuple[OpenFlag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionScore:
    """How good the answers of one part of a questionnaire are, from nought to a hundred."""

    section: str
    score: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How much risk answers show, with every reason; `score` is a hundred where no point of risk was found."""

    risk: RiskClass
    points: int
    most: int
    score: Decimal
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    """The red flags by name: questions, and kinds of flags on record."""
    sections: tuple[SectionScore, ...]
    passes: bool
    """Whether the rules let it pass without a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFacts:
    """What where a partner stands with a questionnaire follows from. `passed_until` is the first day after."""

    is_required: bool
    step: VettingStep | None = None
    """Of the newest round."""
    passed_until: date | None = None
    requested_on: date | None = None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingComputed:
    """Where a partner stands, and by when something is to be answered."""

    state: VettingState
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingFilter:
    """Which standings a list holds; empty fields do not restrict."""

    text: str = ""
    kind: VettingKind | None = None
    state: VettingState | None = None
    risk: RiskClass | None = None
    region: str = ""
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingStandingCard:
    """Where a partner stands with a questionnaire. Risk and score are those of the round that counts, for who may read them."""

    id: UUID
    partner_id: UUID
    partner: str
    region: str
    questionnaire: str
    name: str
    kind: VettingKind
    state: VettingState
    due_on: date | None
    case_id: UUID | None
    passed_until: date | None
    risk: RiskClass | None
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCard:
    """A question with what was answered."""

    key: str
    text: str
    help: str
    section: str
    kind: AnswerKind
    choices: tuple[str, ...]
    is_required: bool
    answer: str
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingReadingCard:
    """That somebody of the host read the answers on a day."""

    person: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingCaseCard:
    """One round of a questionnaire: what was answered, and what became of it. The assessment is for the host's eyes."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    questionnaire: str
    name: str
    kind: VettingKind
    step: VettingStep
    begun_at: datetime
    submitted_at: datetime | None
    submitted_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    valid_until: date | None
    rules: str
    score: Decimal | None = None
    risk: RiskClass | None = None
    points: int | None = None
    most: int | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    questions: tuple[QuestionCard, ...] = ()
    readings: tuple[VettingReadingCard, ...] = ()
    bar: Bar | None = None
    """Why the reader may not decide it; None where it may, or nothing is to be decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagDraft:
    """A red flag as somebody of the host records it."""

    kind: FlagKind
    text: str
    reference: str = ""
    evidence_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagCard:
    """A red flag on record; cleared once somebody says why it is none."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    kind: FlagKind
    text: str
    reference: str
    evidence_id: UUID | None
    recorded_at: datetime
    recorded_by: str
    cleared_at: datetime | None
    cleared_by: str
    clearing_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerVetting:
    """All vetting of a partner: where it stands today, its rounds, and for the host its red flags."""

    partner_id: UUID
    partner: str
    standings: tuple[VettingStandingCard, ...]
    cases: tuple[VettingCaseCard, ...]
    flags: tuple[RedFlagCard, ...] = field(default=())
