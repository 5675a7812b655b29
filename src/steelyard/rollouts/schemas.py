"""What the API of rollouts takes and gives."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.features import Feature
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.rollouts.queries.rollouts import FeatureLine, OpennessLine
from steelyard.rollouts.terms import (
    BEST_RATING,
    WORST_RATING,
    AdmissionCard,
    Cohort,
    Ending,
    FeedbackCard,
    FeedbackDraft,
    FeedbackKind,
    FeedbackState,
    Goals,
    Openness,
    PhaseCard,
    PhaseDraft,
    PilotCard,
    PilotVerdict,
    RolloutCard,
    RolloutDraft,
    RolloutRecord,
    RolloutState,
    Tally,
)
from steelyard.rollouts.wording import say

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=50)]
Reason = Annotated[Line, Field(min_length=1, max_length=500)]
Share = Annotated[int, Field(ge=1, le=100, description="Percent of the partners that fit; leave out for all of them.")]
Rating = Annotated[int, Field(ge=WORST_RATING, le=BEST_RATING)]


class RolloutOut(Schema):
    """A rollout as lists show it."""

    id: str
    feature: str
    name: str
    about: str
    state: RolloutState
    ending: Ending | None
    everybody_on: date | None
    started_at: datetime | None
    admitted: Annotated[int, Field(description="Partners that its phases admit, today or later.")]
    open_feedback: int
    updated_at: datetime

    @classmethod
    def of(cls, card: RolloutCard) -> "RolloutOut":
        names = set(cls.model_fields) - {"id"}
        return cls.model_validate({"id": card.public_id, **{name: getattr(card, name) for name in names}})


class CohortSchema(Body):
    """Which partners a phase holds: those picked by hand, and the share of those that fit everything else."""

    partners: Annotated[list[Id], Field(max_length=1000)] = []
    segments: Annotated[list[Id], Field(max_length=20)] = []
    types: Annotated[list[Key], Field(max_length=50)] = []
    regions: Annotated[list[Key], Field(max_length=50)] = []
    tiers: Annotated[list[Key], Field(max_length=20)] = []
    share: Share | None = None

    @classmethod
    def of(cls, cohort: Cohort) -> "CohortSchema":
        return cls(
            partners=[public_id("partner", one) for one in sorted(cohort.partner_ids)],
            segments=[public_id("segment", one) for one in sorted(cohort.segment_ids)],
            types=sorted(cohort.types),
            regions=sorted(cohort.regions),
            tiers=sorted(cohort.tiers),
            share=cohort.share,
        )

    def cohort(self) -> Cohort:
        """Return the cohort that is meant. Raises: NotFound."""
        return Cohort(
            partner_ids=frozenset(parse_public_id("partner", one) for one in self.partners),
            segment_ids=frozenset(parse_public_id("segment", one) for one in self.segments),
            types=frozenset(self.types),
            regions=frozenset(self.regions),
            tiers=frozenset(self.tiers),
            share=self.share,
        )


class PhaseIn(Body):
    """A phase of a rollout."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    starts_on: date
    cohort: CohortSchema = Field(default_factory=CohortSchema)

    def draft(self) -> PhaseDraft:
        return PhaseDraft(name=self.name, starts_on=self.starts_on, cohort=self.cohort.cohort())


class PhaseOut(Schema):
    """A phase with how many partners it admits that no earlier one does."""

    id: str
    name: str
    starts_on: date
    cohort: CohortSchema
    admits: int

    @classmethod
    def of(cls, phase: PhaseCard) -> "PhaseOut":
        return cls(
            id=phase.public_id,
            name=phase.name,
            starts_on=phase.starts_on,
            cohort=CohortSchema.of(phase.cohort),
            admits=phase.admits,
        )


class GoalsSchema(Body):
    """When a pilot is good enough to go on."""

    least_answers: Annotated[int, Field(ge=0, le=1000)] = 3
    least_rating: Rating = 4
    most_open_bugs: Annotated[int, Field(ge=0, le=1000)] = 0

    def goals(self) -> Goals:
        return Goals(**self.model_dump())


class RolloutChangeIn(Body):
    """What is said of a rollout. Whoever is in the pilot reads name and about."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    about: Annotated[Text, Field(max_length=2000)] = ""
    everybody_on: date | None = None
    goals: GoalsSchema = Field(default_factory=GoalsSchema)

    def draft_of(self, feature: str) -> RolloutDraft:
        return RolloutDraft(
            feature=feature,
            name=self.name,
            about=self.about,
            everybody_on=self.everybody_on,
            goals=self.goals.goals(),
        )


class RolloutIn(RolloutChangeIn):
    """A rollout to plan."""

    feature: Key


class PauseIn(Body):
    """Why a rollout is paused."""

    reason: Reason


class EndingIn(Body):
    """How a rollout ends, and why."""

    ending: Ending
    reason: Reason


class TallyOut(Schema):
    """What the feedback of a pilot adds up to."""

    answers: int
    partners: int
    rating: float | None
    bugs: int
    open_bugs: int
    ideas: int
    praise: int

    @classmethod
    def of(cls, tally: Tally) -> "TallyOut":
        return cls.model_validate(tally)


class VerdictOut(Schema):
    """What the feedback says about going on, goal by goal."""

    verdict: PilotVerdict
    reasons: list[str]


class RolloutDetailOut(RolloutOut):
    """Everything on a rollout's page."""

    reason: str
    phases: list[PhaseOut]
    goals: GoalsSchema
    inside: Annotated[int, Field(description="Partners that have the feature today.")]
    enrolled: int
    feedback: TallyOut
    verdict: VerdictOut

    @classmethod
    def of_record(cls, record: RolloutRecord) -> "RolloutDetailOut":
        verdict = VerdictOut(
            verdict=PilotVerdict(record.verdict.outcome), reasons=[say(reason) for reason in record.verdict.reasons]
        )
        return cls.model_validate(
            {
                **RolloutOut.of(record.card).model_dump(),
                "reason": record.reason,
                "phases": [PhaseOut.of(phase) for phase in record.plan.phases],
                "goals": GoalsSchema.model_validate(record.goals, from_attributes=True),
                "inside": record.inside,
                "enrolled": record.enrolled,
                "feedback": TallyOut.of(record.tally),
                "verdict": verdict,
            }
        )


class AdmissionOut(Schema):
    """A partner that a rollout admits, by which phase and from when on."""

    partner_id: str
    partner: str
    region: str
    phase: str
    opens_on: date
    is_picked: bool

    @classmethod
    def of(cls, card: AdmissionCard) -> "AdmissionOut":
        names = ("partner", "region", "phase", "opens_on", "is_picked")
        return cls.model_validate(
            {"partner_id": card.partner_public_id, **{name: getattr(card, name) for name in names}}
        )


class FeatureOut(Schema):
    """Something that can be rolled out, with the rollout that says to whom it is open."""

    key: str
    name: str
    about: str
    is_open_by_default: bool
    rollout: RolloutOut | None

    @classmethod
    def of(cls, line: FeatureLine) -> "FeatureOut":
        return cls.model_validate(
            {**_words_of(line.feature), "rollout": RolloutOut.of(line.rollout) if line.rollout else None}
        )


class LadderStepOut(Schema):
    """Whether one phase holds the partner, and if not, why."""

    phase: str
    holds: bool
    text: str


class OpennessOut(Schema):
    """Whether a partner has a feature that is rolled out, and why."""

    feature: str
    rollout_id: str
    rollout: str
    openness: Openness
    reasons: list[str]
    would_change: list[str]
    phases: list[LadderStepOut]

    @classmethod
    def of(cls, line: OpennessLine) -> "OpennessOut":
        decision = line.decision
        return cls(
            feature=line.feature.key,
            rollout_id=line.rollout.public_id,
            rollout=line.rollout.name,
            openness=Openness(decision.outcome),
            reasons=[say(reason) for reason in decision.reasons],
            would_change=[say(change) for change in decision.would_change],
            phases=[
                LadderStepOut(phase=rung.rule, holds=rung.result == "hit", text=say(rung)) for rung in decision.ladder
            ],
        )


class PilotOut(Schema):
    """A pilot that the caller's organization is in, or was."""

    id: str
    feature: str
    name: str
    about: str
    opens_on: date | None
    is_open: bool
    said: int

    @classmethod
    def of(cls, pilot: PilotCard) -> "PilotOut":
        names = set(cls.model_fields) - {"id"}
        return cls.model_validate({"id": pilot.public_id, **{name: getattr(pilot, name) for name in names}})


class PilotFeedbackIn(Body):
    """What somebody of a pilot says."""

    kind: FeedbackKind
    text: Annotated[Text, Field(min_length=1, max_length=4000)]
    rating: Rating | None = None
    page: Annotated[Line, Field(max_length=300, description="The address on which it was noticed.")] = ""

    def draft(self) -> FeedbackDraft:
        return FeedbackDraft(**self.model_dump())


class PilotAnswerIn(Body):
    """What becomes of feedback. Who is declined is told why."""

    state: FeedbackState
    answer: Annotated[Text, Field(max_length=2000)] = ""


class AssigneeIn(Body):
    """Who of the host looks after feedback; null for nobody."""

    person: Id | None


class PilotFeedbackOut(Schema):
    """Something that somebody of a pilot said, with what became of it."""

    id: str
    rollout_id: str
    rollout: str
    partner_id: str
    partner: str
    author: str
    kind: FeedbackKind
    rating: int | None
    text: str
    page: str
    state: FeedbackState
    answer: str
    answered_at: datetime | None
    assignee: Annotated[str | None, Field(description="Who looks after it; for the host alone.")]
    given_at: datetime
    updated_at: datetime

    @classmethod
    def of_cards(cls, cards: Sequence[FeedbackCard], *, is_host: bool) -> "list[PilotFeedbackOut]":
        """Return feedback with the names of people, looked up at once."""
        ids = {one for card in cards for one in (card.author_id, card.assignee_id) if one}
        people = {key: card.name for key, card in find_people(ids).items()}
        return [cls._of(card, people, is_host=is_host) for card in cards]

    @classmethod
    def _of(cls, card: FeedbackCard, people: dict[UUID, str], *, is_host: bool) -> "PilotFeedbackOut":
        names = ("rollout", "partner", "kind", "rating", "text", "page", "state", "answer", "answered_at", "given_at")
        return cls.model_validate(
            {
                "id": card.public_id,
                "rollout_id": card.rollout_public_id,
                "partner_id": public_id("partner", card.partner_id),
                "author": people.get(card.author_id, SOMEONE.name),
                "assignee": people.get(card.assignee_id) if card.assignee_id and is_host else None,
                "updated_at": card.updated_at,
                **{name: getattr(card, name) for name in names},
            }
        )


def _words_of(feature: Feature) -> dict[str, object]:
    return {
        "key": feature.key,
        "name": feature.name,
        "about": feature.about,
        "is_open_by_default": feature.is_open_by_default,
    }
