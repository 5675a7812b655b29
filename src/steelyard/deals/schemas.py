"""Shapes of deal registration in the API; outside ids in and out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field

from steelyard.deals.cards import (
    CommentCard,
    DraftCard,
    EvidenceCard,
    ExtensionCard,
    LineCard,
    Preview,
    QuestionCard,
    RegistrationCard,
    RegistrationRecord,
    Review,
)
from steelyard.deals.commands import Submitted
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.models import DealRegistration
from steelyard.deals.queries import render_changes, render_reasons
from steelyard.deals.terms import EvidenceKind, LineOutcome, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.platform.directory import PersonCard
from steelyard.platform.http.schemas import Amount, Body, Line, MoneySchema, Schema, Text, clean_text
from steelyard.platform.models import StoredFile
from steelyard.program.public import ChangeView, DecisionView, ReasonView


def _web_address(text: str) -> str:
    if text and not text.lower().startswith(("https://", "http://")):
        raise ValueError("a link begins with https:// or http://")
    return text


def _mail_address(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise ValueError("not a mail address") from error
    return text


NOTHING = Money(Decimal(0), "EUR")
FamilyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["backup"])]
RegionKey = Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]*)?$", max_length=20, examples=["DACH"])]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$", examples=["DE"])]
Domain = Annotated[Line, Field(max_length=253, examples=["example.com"])]
Mail = Annotated[Line, AfterValidator(_mail_address), Field(max_length=254, examples=["ines.holm@example.com"])]
Link = Annotated[Line, AfterValidator(_web_address), Field(max_length=500, examples=["https://example.com/quote"])]
Reason = Annotated[Text, Field(min_length=1, max_length=1000)]
Said = Annotated[Text, Field(min_length=1)]
Version = Annotated[
    int | None, Field(ge=1, le=2**31 - 1, description="The version that was read; a newer one answers 409.")
]


class CustomerIn(Body):
    """The customer: its name as you know it, or a company picked from the list (`id`)."""

    id: Annotated[str, Field(max_length=60, examples=["company_01jd…"])] = ""
    name: Line = ""
    domain: Domain = ""
    country: Country = ""
    city: Line = ""


class RegistrationLineIn(Body):
    """A product family with its share of the value."""

    family: FamilyKey
    value: Amount | None = None


class EvidenceIn(Body):
    """Evidence in words, as a link, or as the id of a file that was uploaded before."""

    kind: EvidenceKind
    note: Annotated[Text, Field(max_length=1000)] = ""
    link: Link = ""
    file: Annotated[str, Field(max_length=60)] = ""

    def draft(self) -> EvidenceDraft:
        """Return the piece of evidence. Raises: NotFound."""
        file_id = parse_public_id(StoredFile.PREFIX, self.file) if self.file else None
        return EvidenceDraft(kind=self.kind, note=self.note, link=self.link, file_id=file_id)


class ContactIn(Body):
    """Whom the partner talks to at the customer; a mail address or a phone number is needed."""

    name: Line
    email: Mail = ""
    phone: Annotated[Line, Field(max_length=50)] = ""
    title: Line = ""


class RegistrationIn(Body):
    """A deal as a partner describes it."""

    company: CustomerIn
    division: Annotated[Line, Field(description="A part of the company; empty is the whole.")] = ""
    region: Annotated[RegionKey, Field(description="Empty is the region of the customer's country.")] = ""
    type: RegistrationType = RegistrationType.SOURCED
    lines: Annotated[list[RegistrationLineIn], Field(min_length=1, max_length=50)]
    value: MoneySchema
    close_on: date
    contact: ContactIn
    description: Text = ""
    is_public_tender: bool = False
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []

    def draft(self) -> RegistrationDraft:
        """Return the deal. Raises: NotFound for an id that is none."""
        return RegistrationDraft(
            company_name=self.company.name,
            company_domain=self.company.domain,
            company_country=self.company.country,
            company_city=self.company.city,
            company_id=parse_public_id("company", self.company.id) if self.company.id else None,
            division=self.division,
            region=self.region,
            type=self.type,
            lines=tuple(LineDraft(family=line.family, value=line.value) for line in self.lines),
            value=Money(self.value.amount, self.value.currency),
            close_on=self.close_on,
            contact_name=self.contact.name,
            contact_email=self.contact.email,
            contact_phone=self.contact.phone,
            contact_title=self.contact.title,
            description=self.description,
            is_public_tender=self.is_public_tender,
            evidence=tuple(piece.draft() for piece in self.evidence),
        )


OnBehalf = Annotated[str, Field(max_length=60, description="For the host: the partner on whose behalf.")]


class SubmissionIn(RegistrationIn):
    """A deal to register, for the key's own partner, or by the host on behalf of another."""

    partner: OnBehalf = ""
    owner: Annotated[
        str,
        Field(max_length=60, description="The partner's person who owns it; its administrators hear of one without."),
    ] = ""
    draft_id: Annotated[str, Field(max_length=60, description="A kept draft that becomes the registration.")] = ""
    version: Version = None


class PreviewIn(Body):
    """As much of a deal as is known so far."""

    partner: OnBehalf = ""
    company: CustomerIn
    division: Line = ""
    region: RegionKey = ""
    type: RegistrationType = RegistrationType.SOURCED
    lines: Annotated[list[FamilyKey], Field(max_length=50)] = []
    value: MoneySchema | None = None
    is_public_tender: bool = False
    evidence: Annotated[list[EvidenceKind], Field(max_length=20)] = []

    def draft(self, today: date) -> RegistrationDraft:
        """Return the deal as far as it is known. Raises: NotFound for an id that is none."""
        value = Money(self.value.amount, self.value.currency) if self.value else NOTHING
        return RegistrationDraft(
            company_name=self.company.name,
            company_domain=self.company.domain,
            company_country=self.company.country,
            company_id=parse_public_id("company", self.company.id) if self.company.id else None,
            division=self.division,
            region=self.region,
            type=self.type,
            lines=tuple(LineDraft(family=family) for family in dict.fromkeys(self.lines)),
            value=value,
            close_on=today,
            is_public_tender=self.is_public_tender,
            evidence=tuple(EvidenceDraft(kind=kind) for kind in self.evidence),
        )


TypedField = Annotated[str, AfterValidator(clean_text), Field(max_length=10_000)]
Typed = Annotated[
    dict[Annotated[str, Field(max_length=60)], TypedField | Annotated[list[TypedField], Field(max_length=200)]],
    Field(max_length=100, examples=[{"company_name": "Nordwind Energie", "value": "36.000", "lines": ["backup"]}]),
]
"""What was typed, by the name of the form's field: text as it was typed, and several where several may be chosen."""


class RegistrationDraftIn(Body):
    """Whatever is known so far; nothing is checked before the submission."""

    typed: Typed
    version: Version = None


class NewRegistrationDraftIn(RegistrationDraftIn):
    """A draft to begin, for the key's own partner, or by the host on behalf of another."""

    partner: OnBehalf = ""


class ReasonIn(Body):
    """Why; the other side reads it."""

    reason: Reason
    version: Version = None


class ApprovalIn(Body):
    """Which held lines are approved (all without `families`), alone or beside others."""

    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    as_teaming: bool = False
    reason: Annotated[Text, Field(max_length=1000)] = ""
    supersede: Annotated[bool, Field(description="End the claims that come before it.")] = False
    version: Version = None


class RejectionIn(Body):
    """Which held lines are rejected (all without `families`), and why."""

    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    reason: Reason
    version: Version = None


class QuestionIn(Body):
    """A question to the partner."""

    question: Said
    version: Version = None


class AnswerIn(Body):
    """The partner's answer, with evidence where that was asked for."""

    answer: Text = ""
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    version: Version = None


class ExtensionIn(Body):
    """Why the protection should last longer, with evidence of activity since it was last granted."""

    reason: Said
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    version: Version = None


class ExtensionDecisionIn(Body):
    """The decision about an extension; a refusal needs its reason."""

    granted: bool
    reason: Annotated[Text, Field(max_length=1000)] = ""


class VersionIn(Body):
    """The version that was read, if a change since then should be noticed."""

    version: Version = None


class CommentIn(Body):
    """Something said to both sides, or within the host."""

    body: Said
    is_internal: bool = False


class RegistrationManagerIn(Body):
    """Who of the host looks after the registration; nobody without a person."""

    person: Annotated[str | None, Field(max_length=60)] = None


class DirectOpportunityIn(Body):
    """An opportunity without a partner, and the reason to override a protection."""

    company: Annotated[str, Field(max_length=60)]
    name: Annotated[Line, Field(min_length=1)]
    region: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=20)]
    division: Line = ""
    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    amount: MoneySchema
    close_on: date
    override_reason: Annotated[Text, Field(max_length=2000)] = ""


class PersonOut(Schema):
    """A person as others may know them."""

    name: str
    organization: str
    is_host: bool

    @classmethod
    def of(cls, card: PersonCard) -> Self:
        return cls(name=card.name, organization=card.organization, is_host=card.is_host)


class DecisionReasonOut(Schema):
    """A reason, the rule that gave it, and the product family that it is about."""

    code: str
    rule: str
    message: str
    line: str | None
    params: dict[str, Any]

    @classmethod
    def of(cls, view: ReasonView) -> Self:
        return cls(code=view.code, rule=view.rule, message=view.message, line=view.line, params=dict(view.params))


class WouldChangeOut(Schema):
    """What would change the outcome, and to what."""

    code: str
    message: str
    outcome: str
    params: dict[str, Any]

    @classmethod
    def of(cls, view: ChangeView) -> Self:
        return cls(code=view.code, message=view.message, outcome=view.outcome, params=dict(view.params))


class RegistrationLineOut(Schema):
    """A product family and what became of it."""

    family: str
    value: str | None
    state: str
    protected_from: datetime | None
    protected_until: datetime | None

    @classmethod
    def of(cls, card: LineCard) -> Self:
        return cls(
            family=card.family,
            value=None if card.value is None else str(card.value),
            state=card.state,
            protected_from=card.protected_from,
            protected_until=card.protected_until,
        )


class RegistrationDecisionOut(Schema):
    """What was decided, why, under which rules, and what would change it."""

    outcome: str
    reasons: list[DecisionReasonOut]
    would_change: list[WouldChangeOut]
    rules_version: str
    protected_until: datetime | None
    is_provisional: bool

    @classmethod
    def of(cls, view: DecisionView, card: RegistrationCard) -> Self:
        return cls(
            outcome=view.outcome,
            reasons=[DecisionReasonOut.of(reason) for reason in view.reasons],
            would_change=[WouldChangeOut.of(change) for change in view.would_change],
            rules_version=view.rules_label,
            protected_until=card.protected_until,
            is_provisional=card.is_provisional,
        )


class SubmittedOut(Schema):
    """The answer to a submission: the registration and its decision."""

    id: str
    state: str
    version: int
    lines: list[dict[str, str]]
    due_at: datetime | None
    decision: RegistrationDecisionOut

    @classmethod
    def of(cls, answer: Submitted, actor: Actor) -> Self:
        decision = answer.decision
        return cls(
            id=answer.public_id,
            state=answer.state,
            version=answer.version,
            lines=[{"family": line.family, "state": line.outcome.state} for line in decision.lines],
            due_at=answer.due_at,
            decision=RegistrationDecisionOut(
                outcome=decision.outcome,
                reasons=[DecisionReasonOut.of(view) for view in render_reasons(decision.reasons, actor)],
                would_change=[WouldChangeOut.of(view) for view in render_changes(decision.would_change)],
                rules_version=answer.rules_label,
                protected_until=answer.protected_until,
                is_provisional=decision.is_provisional,
            ),
        )


class RegistrationOut(Schema):
    """A registration as lists show it."""

    id: str
    partner: str
    partner_name: str
    company: str | None
    company_name: str
    type: str
    state: str
    closure_code: str | None
    outcome: str | None
    families: list[str]
    value: MoneySchema
    close_on: date | None
    region: str
    division: str
    owner: PersonOut | None
    manager: PersonOut | None
    registered_by: Annotated[
        PersonOut | None, Field(description="Who of the host registered it on the partner's behalf.")
    ]
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None
    protected_from: datetime | None
    protected_until: datetime | None
    extension_count: int
    is_provisional: bool
    opportunity: str | None
    version: int

    @classmethod
    def of(cls, card: RegistrationCard) -> Self:
        return cls(**_said(card))


def _said(card: RegistrationCard) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "partner": public_id("partner", card.partner_id),
        "partner_name": card.partner,
        "company": _outside("company", card.company_id),
        "company_name": card.company,
        "type": card.type,
        "state": card.state,
        "closure_code": card.closure_code,
        "outcome": card.outcome,
        "families": list(card.families),
        "value": MoneySchema(amount=card.value.amount, currency=card.value.currency),
        "close_on": card.close_on,
        "region": card.region,
        "division": card.division,
        "owner": PersonOut.of(card.owner) if card.owner else None,
        "manager": PersonOut.of(card.manager) if card.manager else None,
        "registered_by": PersonOut.of(card.registered_by) if card.registered_by else None,
        "created_at": card.created_at,
        "submitted_at": card.submitted_at,
        "decided_at": card.decided_at,
        "due_at": card.due_at,
        "answer_due_at": card.answer_due_at,
        "protected_from": card.protected_from,
        "protected_until": card.protected_until,
        "extension_count": card.extension_count,
        "is_provisional": card.is_provisional,
        "opportunity": _outside("opp", card.opportunity_id),
        "version": card.version,
    }


def _outside(prefix: str, id_: UUID | None) -> str | None:
    return None if id_ is None else public_id(prefix, id_)


class EvidenceOut(Schema):
    """A piece of evidence."""

    id: str
    kind: str
    note: str
    link: str
    file: str | None
    file_name: str | None
    added_at: datetime
    added_by: PersonOut

    @classmethod
    def of(cls, card: EvidenceCard) -> Self:
        return cls(
            id=card.public_id,
            kind=card.kind,
            note=card.note,
            link=card.link,
            file=card.file.public_id if card.file else None,
            file_name=card.file.name if card.file else None,
            added_at=card.added_at,
            added_by=PersonOut.of(card.added_by),
        )


class QuestionOut(Schema):
    """A question of the host with its answer."""

    id: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None

    @classmethod
    def of(cls, card: QuestionCard) -> Self:
        return cls(
            id=card.public_id,
            question=card.question,
            asked_at=card.asked_at,
            answer=card.answer,
            answered_at=card.answered_at,
        )


class ExtensionOut(Schema):
    """A request for a longer protection."""

    id: str
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decision_note: str
    protected_until: datetime | None

    @classmethod
    def of(cls, card: ExtensionCard) -> Self:
        return cls(
            id=card.public_id,
            reason=card.reason,
            state=card.state,
            asked_at=card.asked_at,
            decided_at=card.decided_at,
            decision_note=card.decision_note,
            protected_until=card.protected_until,
        )


class CommentOut(Schema):
    """Something said about a registration."""

    id: str
    body: str
    is_internal: bool
    said_at: datetime
    said_by: PersonOut

    @classmethod
    def of(cls, card: CommentCard) -> Self:
        return cls(
            id=card.public_id,
            body=card.body,
            is_internal=card.is_internal,
            said_at=card.said_at,
            said_by=PersonOut.of(card.said_by),
        )


class ContactOut(Schema):
    """Whom the partner talks to at the customer."""

    name: str
    email: str
    phone: str
    title: str


class RegistrationDetailOut(RegistrationOut):
    """Everything about a registration; `actions` are what the asker may do now."""

    contact: ContactOut
    description: str
    is_public_tender: bool
    closure_reason: str
    closed_at: datetime | None
    lines: list[RegistrationLineOut]
    evidence: list[EvidenceOut]
    questions: list[QuestionOut]
    extensions: list[ExtensionOut]
    decision: RegistrationDecisionOut | None
    actions: list[str]

    @classmethod
    def of_record(cls, record: RegistrationRecord) -> Self:
        """Return the answer for a record."""
        return cls(
            **_said(record.card),
            contact=ContactOut(
                name=record.contact_name,
                email=record.contact_email,
                phone=record.contact_phone,
                title=record.contact_title,
            ),
            description=record.description,
            is_public_tender=record.is_public_tender,
            closure_reason=record.closure_reason,
            closed_at=record.closed_at,
            lines=[RegistrationLineOut.of(line) for line in record.lines],
            evidence=[EvidenceOut.of(piece) for piece in record.evidence],
            questions=[QuestionOut.of(question) for question in record.questions],
            extensions=[ExtensionOut.of(extension) for extension in record.extensions],
            decision=RegistrationDecisionOut.of(record.decision, record.card) if record.decision else None,
            actions=sorted(record.actions),
        )


class DraftOut(Schema):
    """A kept draft, with what was typed."""

    id: str
    typed: dict[str, str | list[str]]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, card: DraftCard) -> Self:
        return cls(id=card.public_id, typed=dict(card.draft), created_at=card.created_at, version=card.version)


class PreviewOut(Schema):
    """What a submission can expect, without a word about anybody else."""

    outlook: str
    message: str
    reasons: list[DecisionReasonOut]
    would_change: list[WouldChangeOut]
    rules_version: str

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            outlook=preview.outlook,
            message=preview.message,
            reasons=[DecisionReasonOut.of(reason) for reason in preview.reasons],
            would_change=[WouldChangeOut.of(change) for change in preview.would_change],
            rules_version=preview.rules_label,
        )


class ClaimOut(Schema):
    """Another registration that claims some of the same."""

    registration: RegistrationOut
    match: str
    families: list[str]
    is_protected: bool
    is_complete: bool
    is_earlier: bool


class CompanyMatchOut(Schema):
    """A company that the partner's words may mean."""

    company: str
    name: str
    domain: str
    country: str
    verdict: str
    probability: float
    evidence: list[str]


class LadderRungOut(Schema):
    """One rule of the ladder as it was evaluated."""

    rule: str
    code: str
    result: str
    sentence: str
    message: str


class ReviewOut(Schema):
    """What a reviewer sees beside the registration."""

    claims: list[ClaimOut]
    matches: list[CompanyMatchOut]
    ladder: list[LadderRungOut]
    held_families: list[str]
    is_neutral: bool
    live_registrations: int
    capacity: int
    overrides: int

    @classmethod
    def of(cls, review: Review) -> Self:
        return cls(
            claims=[
                ClaimOut(
                    registration=RegistrationOut.of(claim.registration),
                    match=claim.match,
                    families=list(claim.families),
                    is_protected=claim.is_protected,
                    is_complete=claim.is_complete,
                    is_earlier=claim.is_earlier,
                )
                for claim in review.claims
            ],
            matches=[
                CompanyMatchOut(
                    company=public_id("company", match.company_id),
                    name=match.name,
                    domain=match.domain,
                    country=match.country,
                    verdict=match.verdict,
                    probability=match.probability,
                    evidence=list(match.evidence),
                )
                for match in review.matches
            ],
            ladder=[
                LadderRungOut(
                    rule=rung.rule, code=rung.code, result=rung.result, sentence=rung.sentence, message=rung.message
                )
                for rung in (review.explanation.ladder if review.explanation else ())
            ],
            held_families=list(review.held_families),
            is_neutral=review.is_neutral,
            live_registrations=review.live_registrations,
            capacity=review.capacity,
            overrides=review.overrides,
        )


class StateOut(Schema):
    """Where the registration stands now."""

    id: str
    state: str

    @classmethod
    def of(cls, registration_id: UUID, state: str) -> Self:
        return cls(id=public_id(DealRegistration.PREFIX, registration_id), state=state)


class CreatedOut(Schema):
    """The id of what was made."""

    id: str


class CountsOut(Schema):
    """How many registrations each saved view holds."""

    views: dict[str, int]


def chosen(families: list[str], outcome: LineOutcome) -> dict[str, LineOutcome] | LineOutcome:
    """Return the outcome for the named families, or for all that is held where none is named."""
    return dict.fromkeys(families, outcome) if families else outcome


def id_or_nothing(prefix: str, text: str) -> UUID | None:
    """Return the id behind the text, or None where there is no text. Raises: NotFound."""
    return parse_public_id(prefix, text) if text else None
