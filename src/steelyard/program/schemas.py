"""The program's shapes in the API; outside ids in and out."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.program.cards import (
    ChangeCount,
    DecisionView,
    Difference,
    Explanation,
    Replay,
    RulesText,
    SimulatedChangeCard,
    SimulationCard,
    Transition,
    VersionCard,
)
from steelyard.program.models import RuleVersion
from steelyard.program.queries.publication import Publication, Reader
from steelyard.program.queries.simulations import count_changes, get_simulation, list_transitions, sum_values
from steelyard.program.terms import ProductFamilyCard, RegionCard

Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
RegionKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=20, examples=["DACH"])]
FamilyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["backup"])]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]


class RulebookOut(Schema):
    """A rulebook: what its rules are about."""

    key: str
    title: str
    summary: str
    prefix: str
    overridable: list[str]


class RuleLineOut(Schema):
    """One rule in plain words."""

    rule: str
    section: str
    text: str
    is_regional: bool


class RulesOut(Schema):
    """The rules that hold somewhere at an instant, in plain words; `settings` for the host only."""

    key: str
    title: str
    label: str
    since: datetime
    version_ids: list[str]
    rules: list[RuleLineOut]
    settings: dict[str, Any] | None

    @classmethod
    def of(cls, text: RulesText, settings: dict[str, Any] | None) -> Self:
        """Return the answer for a text."""
        return cls(
            key=text.key,
            title=text.title,
            label=text.label,
            since=text.since,
            version_ids=[public_id(RuleVersion.PREFIX, id_) for id_ in text.version_ids],
            rules=[
                RuleLineOut(rule=line.rule, section=line.section, text=line.text, is_regional=line.is_regional)
                for line in text.lines
            ],
            settings=settings,
        )


class VersionOut(Schema):
    """A version of a rulebook; it holds from `effective_from` until `effective_until`."""

    id: str
    rulebook: str
    region: str | None
    label: str
    standing: str
    effective_from: datetime | None
    effective_until: datetime | None
    note: str
    revision: int
    created_at: datetime
    published_at: datetime | None
    settings: dict[str, Any] | None = None

    @classmethod
    def of(cls, card: VersionCard, settings: dict[str, Any] | None = None) -> Self:
        """Return the answer for a version; `settings` where the reader may know them."""
        return cls(
            id=card.public_id,
            rulebook=card.rulebook,
            region=card.region,
            label=card.label,
            standing=str(card.standing),
            effective_from=card.effective.starts_at if card.effective else None,
            effective_until=card.effective.until if card.effective else None,
            note=card.note,
            revision=card.revision,
            created_at=card.created_at,
            published_at=card.published_at,
            settings=settings,
        )


class DraftIn(Body):
    """A new draft: a copy of the line's last version, with `settings` in place of it where given."""

    region: RegionKey | None = Field(None, description="Without it the draft is global.")
    settings: dict[str, Any] | None = Field(
        None, description="All settings, or on a region's line those that it replaces."
    )
    note: Text = ""


class RevisionIn(Body):
    """The settings of a draft. With `revision` it is kept only if nobody changed the draft since."""

    settings: dict[str, Any]
    note: Text = ""
    revision: int | None = Field(None, ge=1, le=2_000_000_000)


class PublicationIn(Body):
    """When a draft takes effect: a time in the future, or as soon as possible."""

    effective_from: Moment | None = None
    note: Text = ""


class LineDifferenceOut(Schema):
    """A rule before and now."""

    rule: str
    old: str | None
    new: str | None


class SettingDifferenceOut(Schema):
    """A setting before and now, in words."""

    path: str
    label: str
    old: str
    new: str


class DifferenceOut(Schema):
    """What one version changes against another."""

    old_label: str
    new_label: str
    rules: list[LineDifferenceOut]
    settings: list[SettingDifferenceOut]

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Return the answer for a difference."""
        return cls(
            old_label=difference.old_label,
            new_label=difference.new_label,
            rules=[LineDifferenceOut(rule=c.rule, old=c.old, new=c.new) for c in difference.lines],
            settings=[
                SettingDifferenceOut(path=c.path, label=c.label, old=c.old, new=c.new) for c in difference.settings
            ],
        )


class ReasonOut(Schema):
    """A reason with the rule that gave it."""

    code: str
    rule: str
    message: str
    line: str | None
    params: dict[str, Any]


class ChangeOut(Schema):
    """What would change the outcome, and to what."""

    code: str
    message: str
    outcome: str
    params: dict[str, Any]


class DecisionOut(Schema):
    """A decision as its reader may know it."""

    id: str
    kind: str
    subject: str
    outcome: str
    reasons: list[ReasonOut]
    would_change: list[ChangeOut]
    rules_version: str
    decided_at: datetime
    decided_by: str | None

    @classmethod
    def of(cls, view: DecisionView) -> Self:
        """Return the answer for a decision."""
        return cls(
            id=view.public_id,
            kind=view.kind,
            subject=view.subject_public_id,
            outcome=view.outcome,
            reasons=[
                ReasonOut(code=r.code, rule=r.rule, message=r.message, line=r.line, params=dict(r.params))
                for r in view.reasons
            ],
            would_change=[
                ChangeOut(code=c.code, message=c.message, outcome=c.outcome, params=dict(c.params))
                for c in view.would_change
            ],
            rules_version=view.rules_label,
            decided_at=view.decided_at,
            decided_by=view.decided_by.name if view.decided_by else None,
        )


class RungOut(Schema):
    """One rule of the ladder as it was evaluated."""

    rule: str
    code: str
    result: str
    sentence: str
    message: str


class ExplanationOut(DecisionOut):
    """A decision with the rules of its day; ladder and facts for the host only."""

    rules: list[RuleLineOut]
    ladder: list[RungOut]
    facts: dict[str, Any]

    @classmethod
    def explaining(cls, told: Explanation) -> Self:
        """Return the answer for an explanation."""
        decision = DecisionOut.of(told.decision)
        return cls(
            **decision.model_dump(),
            rules=[
                RuleLineOut(rule=line.rule, section=line.section, text=line.text, is_regional=line.is_regional)
                for line in told.rules.lines
            ],
            ladder=[
                RungOut(rule=r.rule, code=r.code, result=r.result, sentence=r.sentence, message=r.message)
                for r in told.ladder
            ],
            facts=dict(told.facts),
        )


class ReplayIn(Body):
    """Under which versions to decide again, the global one first; without them, those of the decision's day."""

    version_ids: list[Line] | None = Field(None, min_length=1, max_length=10)


class ReplayOut(Schema):
    """A decision made again."""

    decision: str
    rules_version: str
    recorded_outcome: str
    outcome: str
    is_same: bool
    reasons: list[dict[str, str]]

    @classmethod
    def of(cls, replay: Replay, decision: str) -> Self:
        """Return the answer for a replay."""
        return cls(
            decision=decision,
            rules_version=replay.rules_label,
            recorded_outcome=replay.recorded_outcome,
            outcome=replay.outcome,
            is_same=replay.is_same,
            reasons=[{"code": code, "rule": rule} for code, rule in replay.reasons],
        )


class RegionOut(Schema):
    """A region and its countries."""

    key: str
    name: str
    parent: str | None
    countries: list[str]

    @classmethod
    def of(cls, card: RegionCard) -> Self:
        """Return the answer for a region."""
        return cls(key=card.key, name=card.name, parent=card.parent, countries=list(card.countries))


class RegionIn(Body):
    """A region's name, parent and countries (ISO 3166-1 alpha-2, each in one region)."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    parent: RegionKey | None = None
    countries: list[Country] = Field(default_factory=list, max_length=300)


class ProductFamilyOut(Schema):
    """A part of what the host sells."""

    key: str
    name: str
    requires_certification: bool
    is_active: bool

    @classmethod
    def of(cls, card: ProductFamilyCard) -> Self:
        """Return the answer for a product family."""
        return cls(
            key=card.key,
            name=card.name,
            requires_certification=card.requires_certification,
            is_active=card.is_active,
        )


class ProductFamilyIn(Body):
    """A product family's name and what it asks of partners."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    requires_certification: bool = False
    is_active: bool = True


class SimulationIn(Body):
    """The past time whose decisions the draft is tried on; the end is exclusive."""

    window_from: Moment
    window_until: Moment


class SimulationFiguresOut(Schema):
    """What a simulation came to. `departures` did not come out as recorded under their own rules, by cause."""

    decisions: int
    changed: int
    knock_on: int
    departures: dict[str, int]
    departed: list[str]
    days_before: int
    days_after: int


class SimulationOut(Schema):
    """A simulation: what was asked, how far it is, and its figures when it is done."""

    id: str
    version_id: str
    version_label: str
    window_from: datetime
    window_until: datetime | None
    state: str
    is_current: bool
    total: int
    done: int
    asked_at: datetime
    finished_at: datetime | None
    digest: str
    problem: str
    figures: SimulationFiguresOut | None

    @classmethod
    def said(cls, card: SimulationCard) -> dict[str, Any]:
        """Return the fields for a simulation."""
        return {
            "id": card.public_id,
            "version_id": card.version_public_id,
            "version_label": card.version_label,
            "window_from": card.window.starts_at,
            "window_until": card.window.until,
            "state": str(card.state),
            "is_current": card.is_current,
            "total": card.total,
            "done": card.done,
            "asked_at": card.asked_at,
            "finished_at": card.finished_at,
            "digest": card.digest,
            "problem": card.problem,
            "figures": SimulationFiguresOut.model_validate(card.figures) if card.figures else None,
        }

    @classmethod
    def of_card(cls, card: SimulationCard) -> Self:
        """Return the answer for a simulation."""
        return cls(**cls.said(card))


class TransitionOut(Schema):
    """From which outcome to which, and how often."""

    before: str
    after: str
    direction: str
    count: int

    @classmethod
    def of(cls, said: Transition) -> Self:
        """Return the answer for one."""
        return cls(before=said.before, after=said.after, direction=str(said.direction), count=said.count)


class ValueOut(Schema):
    """An amount in one currency."""

    currency: str
    amount: str


class ChangeCountOut(Schema):
    """How many decisions change in one group, by direction, and the value at stake."""

    key: str
    label: str
    better: int
    worse: int
    mixed: int
    total: int
    values: list[ValueOut]

    @classmethod
    def of(cls, counted: ChangeCount) -> Self:
        """Return the answer for a group."""
        return cls(
            key=counted.key,
            label=counted.label,
            better=counted.better,
            worse=counted.worse,
            mixed=counted.mixed,
            total=counted.total,
            values=[ValueOut(currency=value.currency, amount=str(value.amount)) for value in counted.values],
        )


class SimulationResultOut(SimulationOut):
    """A simulation with what would change, in sums; the changed decisions themselves are a list of their own."""

    transitions: list[TransitionOut]
    values: list[ValueOut]
    by_rule: list[ChangeCountOut]
    by_partner: list[ChangeCountOut]
    by_region: list[ChangeCountOut]
    by_kind: list[ChangeCountOut]

    @classmethod
    def of(cls, actor: Actor, simulation_id: UUID) -> Self:
        """Return the answer for a simulation that the actor may read. Raises: NotFound."""
        groups = {"by_rule": "rule", "by_partner": "partner_id", "by_region": "region", "by_kind": "kind"}
        counted = {
            name: [ChangeCountOut.of(one) for one in count_changes(actor, simulation_id, group)]
            for name, group in groups.items()
        }
        return cls(
            **cls.said(get_simulation(actor, simulation_id)),
            transitions=[TransitionOut.of(one) for one in list_transitions(actor, simulation_id)],
            values=[value for one in sum_values(actor, simulation_id) for value in ChangeCountOut.of(one).values],
            **counted,
        )


class SimulatedReasonOut(Schema):
    """A reason before or after."""

    code: str
    rule: str
    message: str
    line: str | None


class SimulatedChangeOut(Schema):
    """One decision that the draft would change."""

    subject: str
    label: str
    partner: str
    region: str
    kind: str
    rule: str
    decided_at: datetime
    before: str
    after: str
    direction: str
    is_knock_on: bool
    value: str
    currency: str
    before_reasons: list[SimulatedReasonOut]
    after_reasons: list[SimulatedReasonOut]

    @classmethod
    def of(cls, card: SimulatedChangeCard) -> Self:
        """Return the answer for one."""
        return cls(
            subject=card.subject_public_id,
            label=card.label,
            partner=public_id("partner", card.partner_id),
            region=card.region,
            kind=card.kind,
            rule=card.rule,
            decided_at=card.decided_at,
            before=card.before,
            after=card.after,
            direction=str(card.direction),
            is_knock_on=card.is_knock_on,
            value=str(card.value.amount),
            currency=card.value.currency,
            before_reasons=[SimulatedReasonOut.model_validate(reason) for reason in card.before_reasons],
            after_reasons=[SimulatedReasonOut.model_validate(reason) for reason in card.after_reasons],
        )


class PublicationStateOut(Schema):
    """How a draft gets published, and how far that is."""

    takes_two: bool
    may_publish: bool
    submitted_at: datetime | None
    simulation_id: str

    @classmethod
    def of(cls, state: Publication) -> Self:
        """Return the answer for a draft."""
        return cls(
            takes_two=state.takes_two,
            may_publish=state.may_publish,
            submitted_at=state.submitted_at,
            simulation_id=state.simulation_public_id,
        )


class AcknowledgementOut(Schema):
    """That a person was asked to read a version, and has."""

    asked_at: datetime
    acknowledged_at: datetime | None


class ReaderOut(AcknowledgementOut):
    """A person who was asked to read a version."""

    name: str
    organization: str
    reminded_at: datetime | None

    @classmethod
    def of(cls, said: Reader) -> Self:
        """Return the answer for one."""
        return cls(
            name=said.person.name,
            organization=said.organization,
            asked_at=said.asked_at,
            reminded_at=said.reminded_at,
            acknowledged_at=said.acknowledged_at,
        )
