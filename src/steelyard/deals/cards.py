"""Registrations as lists, pages and other contexts read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.deals.terms import (
    ClosureCode,
    DirectOutcome,
    DisputeGround,
    DisputeState,
    EvidenceKind,
    ExtensionState,
    LineState,
    Match,
    Outcome,
    Outlook,
    Part,
    RegistrationState,
    RegistrationType,
    Ruling,
    Side,
)
from steelyard.kernel.money import Money
from steelyard.platform.directory import PersonCard
from steelyard.platform.files import FileCard
from steelyard.program.public import ChangeView, DecisionView, Explanation, ReasonView


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCard:
    """A registration as lists and boards show it."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    company_id: UUID | None
    company: str
    """The company in the partner's own words."""
    type: RegistrationType
    state: RegistrationState
    closure_code: ClosureCode | None
    outcome: Outcome | None
    families: tuple[str, ...]
    value: Money
    close_on: date | None
    region: str
    division: str
    owner_id: UUID | None
    owner: PersonCard | None
    manager_id: UUID | None
    manager: PersonCard | None
    registered_by: PersonCard | None
    """Who of the host registered it on the partner's behalf."""
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    escalate_at: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None
    protected_from: datetime | None
    protected_until: datetime | None
    extension_count: int
    is_provisional: bool
    opportunity_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCard:
    """One product family of a registration."""

    family: str
    value: Decimal | None
    state: LineState
    protected_from: datetime | None
    protected_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """A piece of evidence; the file, where it is one."""

    id: UUID
    public_id: str
    kind: EvidenceKind
    note: str
    link: str
    file: FileCard | None
    added_at: datetime
    added_by: PersonCard


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentCard:
    """Something said about a registration."""

    id: UUID
    public_id: str
    body: str
    is_internal: bool
    said_at: datetime
    said_by: PersonCard


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCard:
    """A question of the host with its answer."""

    id: UUID
    public_id: str
    question: str
    asked_at: datetime
    asked_by: PersonCard
    answer: str
    answered_at: datetime | None
    answered_by: PersonCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionCard:
    """A request for a longer protection."""

    id: UUID
    public_id: str
    reason: str
    state: ExtensionState
    asked_at: datetime
    asked_by: PersonCard
    decided_at: datetime | None
    decided_by: PersonCard | None
    decision_note: str
    protected_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRecord:
    """Everything on one registration's page. `actions` are what this reader may do now."""

    card: RegistrationCard
    company_domain: str
    company_country: str
    company_city: str
    contact_name: str
    contact_email: str
    contact_phone: str
    contact_title: str
    description: str
    is_public_tender: bool
    closure_reason: str
    closed_at: datetime | None
    lines: tuple[LineCard, ...]
    evidence: tuple[EvidenceCard, ...]
    questions: tuple[QuestionCard, ...]
    extensions: tuple[ExtensionCard, ...]
    decision: DecisionView | None
    actions: frozenset[str]

    @property
    def open_question(self) -> QuestionCard | None:
        return next((question for question in self.questions if question.answered_at is None), None)

    @property
    def waiting_extension(self) -> ExtensionCard | None:
        return next((one for one in self.extensions if one.state is ExtensionState.WAITING), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCard:
    """What was typed so far, and the version that the next save names."""

    id: UUID
    public_id: str
    partner_id: UUID
    is_on_behalf: bool
    draft: Mapping[str, Any]
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCard:
    """Another registration that claims some of the same, as a reviewer sees it."""

    registration: RegistrationCard
    match: Match
    families: tuple[str, ...]
    is_protected: bool
    is_complete: bool
    is_earlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCard:
    """A known company that the partner's words may mean, with the evidence in words."""

    company_id: UUID
    name: str
    domain: str
    country: str
    verdict: str
    probability: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer sees beside the registration: for the host only."""

    claims: tuple[ClaimCard, ...]
    matches: tuple[MatchCard, ...]
    explanation: Explanation | None
    held_families: tuple[str, ...]
    is_neutral: bool
    live_registrations: int
    capacity: int
    overrides: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What will probably happen on submission, said without a word about anybody else."""

    outlook: Outlook
    message: str
    reasons: tuple[ReasonView, ...] = ()
    would_change: tuple[ChangeView, ...] = ()
    protected_days: int = 0
    rules_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionCard:
    """A live protection at a company, as other contexts may know it."""

    registration_id: UUID
    partner_id: UUID
    company_id: UUID
    family: str
    division: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFilter:
    """Which registrations are wanted; empty fields do not restrict, all given ones must hold."""

    text: str = ""
    states: tuple[RegistrationState, ...] = ()
    owner_id: UUID | None = None
    manager_id: UUID | None = None
    partner_id: UUID | None = None
    company_id: UUID | None = None
    region: str = ""
    family: str = ""
    type: str = ""
    ends_before: datetime | None = None
    """Protected, and the protection ends before this instant."""
    is_waiting_for_host: bool = False
    is_waiting_for_partner: bool = False
    close_from: date | None = None
    close_until: date | None = None
    """Exclusive."""


# --- Disputes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFilter:
    """Which disputes are wanted; what is None does not restrict."""

    state: DisputeState | None = None
    arbiter_id: UUID | None = None
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoachingFilter:
    """What a reader of the anti-poaching log asks for; empty fields do not restrict."""

    outcome: DirectOutcome | None = None
    partner_id: UUID | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoachingEntry:
    """Direct sales met a protection: stopped by it, or gone on despite it, by whom and why.

    The opportunity that was opened is known to the host alone.
    """

    id: str
    outcome: DirectOutcome
    at: datetime
    by: PersonCard
    registration: str
    company: str
    partner: str
    reason: str
    opportunity_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeCard:
    """One dispute as lists show it."""

    id: UUID
    public_id: str
    registration_id: UUID
    company: str
    partner: str
    side: Side
    ground: DisputeGround
    state: DisputeState
    filed_at: datetime
    filed_by: PersonCard
    due_at: datetime
    arbiter_id: UUID | None
    arbiter: PersonCard | None
    ruling: Ruling | None
    ruling_reason: str
    closed_at: datetime | None
    final_at: datetime | None
    appeal_of: UUID | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCard:
    """What a side said in a dispute."""

    side: Side
    body: str
    said_at: datetime
    said_by: PersonCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbiterCard:
    """Somebody who might rule, and what part in the deal keeps them from it."""

    person: PersonCard
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRecord:
    """A dispute with everything that was said and shown, and what the reader may do."""

    card: DisputeCard
    registration: RegistrationCard
    statements: tuple[StatementCard, ...]
    evidence: tuple[EvidenceCard, ...]
    arbiters: tuple[ArbiterCard, ...]
    """For those who name one."""
    side: Side | None
    """For which side the reader may speak."""
    actions: frozenset[str]
