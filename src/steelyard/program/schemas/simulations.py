"""Drafts tried on decisions of the past."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Schema
from steelyard.program.cards import (
    ChangeCount,
    GrantFigures,
    SimulatedChangeCard,
    SimulationCard,
    SimulationFigures,
    Transition,
)
from steelyard.program.queries.simulations import count_changes, get_simulation, list_transitions, sum_values
from steelyard.program.schemas.fields import Moment


class SimulationIn(Body):
    """The past time whose decisions the draft is tried on; the end is exclusive."""

    window_from: Moment
    window_until: Moment


class GrantFiguresOut(Schema):
    """What a simulation grants, before and after: how many last at its end, the days of all, and what that costs in the time."""

    key: str
    name: str
    currency: str
    a_year: str
    lasting_before: int
    lasting_after: int
    days_before: int
    days_after: int
    cost_before: str
    cost_after: str

    @classmethod
    def of(cls, said: GrantFigures) -> Self:
        """Return the answer for one."""
        return cls(
            key=said.key,
            name=said.name,
            currency=said.a_year.currency,
            a_year=str(said.a_year.amount),
            lasting_before=said.lasting_before,
            lasting_after=said.lasting_after,
            days_before=said.days_before,
            days_after=said.days_after,
            cost_before=str(said.cost_before.amount),
            cost_after=str(said.cost_after.amount),
        )


class SimulationFiguresOut(Schema):
    """What a simulation came to. `departures` did not come out as recorded under their own rules, by cause."""

    decisions: int
    changed: int
    knock_on: int
    departures: dict[str, int]
    departed: list[str]
    days_before: int
    days_after: int
    grants: list[GrantFiguresOut]

    @classmethod
    def of(cls, said: SimulationFigures) -> Self:
        """Return the answer for the figures."""
        known = {name: getattr(said, name) for name in cls.model_fields if name not in {"departed", "grants"}}
        grants = [GrantFiguresOut.of(one) for one in said.grants]
        return cls(**known, departed=list(said.departed), grants=grants)


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
            "figures": SimulationFiguresOut.of(card.figures) if card.figures else None,
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
