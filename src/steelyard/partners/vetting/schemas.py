"""What the API says of vetting, and takes to answer, decide and record red flags."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner, VettingCase, VettingStanding
from steelyard.partners.vetting.policies import LONGEST_ANSWER
from steelyard.partners.vetting.terms import (
    AnswerKind,
    FlagDraft,
    FlagKind,
    PartnerVetting,
    QuestionCard,
    RedFlagCard,
    RiskClass,
    VettingCaseCard,
    VettingKind,
    VettingOutcome,
    VettingStandingCard,
    VettingState,
    VettingStep,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.platform.models import StoredFile
from steelyard.program.public import render_reason

_FOR_HOST = "For the host's readers; empty for partners."


class VettingStandingOut(Schema):
    """Where a partner stands with a questionnaire; `passed_until` is the first day on which what passed does not count."""

    id: str
    partner_id: str
    partner: str
    region: str
    questionnaire: str
    name: str
    kind: VettingKind
    state: VettingState
    due_on: date | None
    case_id: str | None
    passed_until: date | None
    risk: Annotated[RiskClass | None, Field(description=_FOR_HOST)]
    score: Annotated[Decimal | None, Field(description="A hundred where no risk was found. Partners read that of ESG.")]

    @classmethod
    def of(cls, card: VettingStandingCard) -> "VettingStandingOut":
        return cls(
            id=public_id(VettingStanding.PREFIX, card.id),
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            region=card.region,
            questionnaire=card.questionnaire,
            name=card.name,
            kind=card.kind,
            state=card.state,
            due_on=card.due_on,
            case_id=public_id(VettingCase.PREFIX, card.case_id) if card.case_id else None,
            passed_until=card.passed_until,
            risk=card.risk,
            score=card.score,
        )


class VettingQuestionOut(Schema):
    """A question with what was answered; a file is given as its id."""

    key: str
    section: str
    text: str
    help: str
    kind: AnswerKind
    choices: list[str]
    is_required: bool
    answer: str

    @classmethod
    def of(cls, card: QuestionCard) -> "VettingQuestionOut":
        return cls(
            key=card.key,
            section=card.section,
            text=card.text,
            help=card.help,
            kind=card.kind,
            choices=list(card.choices),
            is_required=card.is_required,
            answer=card.answer,
        )


class VettingReasonOut(Schema):
    """A reason for a risk, with the rule that gave it."""

    rule: str
    code: str
    text: str


class VettingSectionOut(Schema):
    """The score of one part of a questionnaire."""

    section: str
    score: Decimal


class VettingCaseLineOut(Schema):
    """One round of a questionnaire, and what became of it."""

    id: str
    partner_id: str
    partner: str
    questionnaire: str
    name: str
    kind: VettingKind
    step: VettingStep
    begun_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    reason: str
    valid_until: date | None
    score: Decimal | None
    risk: Annotated[RiskClass | None, Field(description=_FOR_HOST)]
    points: Annotated[int | None, Field(description=_FOR_HOST)]
    most: Annotated[int | None, Field(description="The most points that could be reached. " + _FOR_HOST)]
    rules: str

    @classmethod
    def of(cls, card: VettingCaseCard) -> "VettingCaseLineOut":
        return cls(
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            questionnaire=card.questionnaire,
            name=card.name,
            kind=card.kind,
            step=card.step,
            begun_at=card.begun_at,
            submitted_at=card.submitted_at,
            decided_at=card.decided_at,
            reason=card.reason,
            valid_until=card.valid_until,
            score=card.score,
            risk=card.risk,
            points=card.points,
            most=card.most,
            rules=card.rules,
        )


class VettingCaseOut(VettingCaseLineOut):
    """One round of a questionnaire with its answers and, for the host's readers, why it shows which risk."""

    questions: list[VettingQuestionOut]
    reasons: list[VettingReasonOut]
    sections: list[VettingSectionOut]

    @classmethod
    def of_case(cls, card: VettingCaseCard, actor: Actor) -> "VettingCaseOut":
        return cls(
            **VettingCaseLineOut.of(card).model_dump(),
            questions=[VettingQuestionOut.of(one) for one in card.questions],
            reasons=[
                VettingReasonOut(rule=one["rule"], code=one["code"], text=render_reason(one, actor))
                for one in card.reasons
            ],
            sections=[VettingSectionOut(section=name, score=Decimal(score)) for name, score in card.sections],
        )


class VettingQuestionnaireOut(Schema):
    """A questionnaire as the caller's partner is to answer it: with its draft, or what it answered last."""

    questionnaire: str
    name: str
    kind: VettingKind
    step: VettingStep
    reason: Annotated[str, Field(description="What was asked, where more is.")]
    questions: list[VettingQuestionOut]

    @classmethod
    def of(cls, card: VettingCaseCard) -> "VettingQuestionnaireOut":
        return cls(
            questionnaire=card.questionnaire,
            name=card.name,
            kind=card.kind,
            step=card.step,
            reason=card.reason,
            questions=[VettingQuestionOut.of(one) for one in card.questions],
        )


class RedFlagOut(Schema):
    """A red flag on record; cleared once somebody said why it is none."""

    id: str
    partner_id: str
    partner: str
    kind: FlagKind
    text: str
    reference: str
    evidence_id: str | None
    recorded_at: datetime
    recorded_by: str
    cleared_at: datetime | None
    cleared_by: str
    clearing_reason: str

    @classmethod
    def of(cls, card: RedFlagCard) -> "RedFlagOut":
        return cls(
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            kind=card.kind,
            text=card.text,
            reference=card.reference,
            evidence_id=public_id(StoredFile.PREFIX, card.evidence_id) if card.evidence_id else None,
            recorded_at=card.recorded_at,
            recorded_by=card.recorded_by,
            cleared_at=card.cleared_at,
            cleared_by=card.cleared_by,
            clearing_reason=card.clearing_reason,
        )


class PartnerVettingOut(Schema):
    """All vetting of a partner: where it stands, its rounds, and for the host's readers its red flags."""

    partner_id: str
    standings: list[VettingStandingOut]
    cases: list[VettingCaseLineOut]
    red_flags: list[RedFlagOut]

    @classmethod
    def of(cls, found: PartnerVetting) -> "PartnerVettingOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, found.partner_id),
            standings=[VettingStandingOut.of(one) for one in found.standings],
            cases=[VettingCaseLineOut.of(one) for one in found.cases],
            red_flags=[RedFlagOut.of(one) for one in found.flags],
        )


class VettingFileOut(Schema):
    """A file that was kept; its id is the answer to a question, or the evidence of a red flag."""

    id: str


class VettingAnswersIn(Body):
    """What is answered so far, by question: yes or no, a word, a number, a text, the id of a file. It replaces the draft."""

    answers: Annotated[
        dict[
            Annotated[Line, Field(max_length=30)],
            Annotated[Text, Field(max_length=LONGEST_ANSWER)],
        ],
        Field(max_length=100),
    ]


class VettingDecisionIn(Body):
    """What is decided about submitted answers, and why."""

    outcome: VettingOutcome
    reason: Annotated[Text, Field(min_length=1, max_length=2000)]


class VettingRequestIn(Body):
    """The questionnaire that a partner is asked to answer."""

    questionnaire: Annotated[Line, Field(min_length=1, max_length=30)]


class RedFlagIn(Body):
    """A red flag: what was found, on what, and the file that shows it."""

    kind: FlagKind
    text: Annotated[Text, Field(min_length=1, max_length=2000)]
    reference: Annotated[Line, Field(max_length=200)] = ""
    evidence_id: Annotated[str | None, Field(max_length=60, description="Of a file that was kept for vetting.")] = None

    def draft(self) -> FlagDraft:
        """Return the red flag as it was sent. Raises: NotFound, for what is no id."""
        return FlagDraft(
            kind=self.kind,
            text=self.text,
            reference=self.reference,
            evidence_id=StoredFile.parse_id(self.evidence_id) if self.evidence_id else None,
        )


class RedFlagClearanceIn(Body):
    """Why a red flag is none."""

    reason: Annotated[Text, Field(min_length=1, max_length=2000)]
