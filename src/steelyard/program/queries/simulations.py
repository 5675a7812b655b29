"""Simulations as their readers see them: how far they are, what they came to, and every decision that would change."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.paging import take
from steelyard.program.cards import (
    ChangeCount,
    GrantFigures,
    ReasonView,
    SimulatedChangeCard,
    SimulationCard,
    SimulationFigures,
    Transition,
)
from steelyard.program.models import SimulatedChange, Simulation
from steelyard.program.permissions import can_read_drafts
from steelyard.program.simulators import Simulator, find_simulator
from steelyard.program.terms import Direction, SimulationState
from steelyard.program.wording import render_reason, translate

GROUPS = ("partner_id", "region", "kind", "rule")
_MOST_GROUPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilters:
    """Which of the changed decisions are wanted; empty is all."""

    direction: str = ""
    before: str = ""
    after: str = ""
    partner_id: UUID | None = None
    region: str = ""
    kind: str = ""
    rule: str = ""


def find_simulation_row(actor: Actor, simulation_id: UUID, *, for_update: bool = False) -> Simulation:
    """Return a simulation's row, for commands. Raises: NotFound, also for whoever may not read drafts."""
    if not can_read_drafts(actor):
        raise NotFound
    rows = Simulation.visible_to(actor).select_related("version")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(id=simulation_id).first()
    if row is None:
        raise NotFound
    return row


def get_simulation(actor: Actor, simulation_id: UUID) -> SimulationCard:
    """Return one simulation. Raises: NotFound."""
    return _cards([find_simulation_row(actor, simulation_id)])[0]


def list_simulations(actor: Actor, version_id: UUID) -> list[SimulationCard]:
    """Return the simulations of a version, newest first. Raises: NotFound, for whoever may not read drafts."""
    if not can_read_drafts(actor):
        raise NotFound
    rows = Simulation.visible_to(actor).filter(version=version_id).select_related("version")
    return _cards(list(rows.order_by("-asked_at", "-id")))


def list_transitions(actor: Actor, simulation_id: UUID) -> list[Transition]:
    """Return from which outcome to which decisions change, the most frequent first. Raises: NotFound."""
    simulation = find_simulation_row(actor, simulation_id)
    labels = _outcome_labels(simulation)
    rows = _changes(actor, simulation.id).values("before", "after", "direction").annotate(count=Count("id"))
    return [
        Transition(
            before=row["before"],
            after=row["after"],
            before_label=labels.get(row["before"], row["before"]),
            after_label=labels.get(row["after"], row["after"]),
            direction=Direction(row["direction"]),
            count=row["count"],
        )
        for row in rows.order_by("-count", "before", "after", "direction")
    ]


def count_changes(actor: Actor, simulation_id: UUID, group: str) -> list[ChangeCount]:
    """Return how many decisions change for each partner, region, kind or rule (`GROUPS`), the most affected first.

    Raises: NotFound.
    """
    if group not in GROUPS:
        raise NotFound
    simulation = find_simulation_row(actor, simulation_id)
    rows = _changes(actor, simulation.id)
    grouped = _by_direction(rows.values(group)).values_list(group, *_COUNTS)
    counted = list(grouped.order_by("-total", group)[:_MOST_GROUPS])
    values: dict[object, list[Money]] = {}
    summed = rows.values(group, "currency").annotate(sum=Sum("value")).order_by("currency")
    for key, currency, value in summed.values_list(group, "currency", "sum"):
        values.setdefault(key, []).append(Money(value, currency))
    names = _names(group, {key for key, *_ in counted}, find_simulator(simulation.version.rulebook))
    return [
        ChangeCount(
            key=_key(group, key),
            label=names.get(key, str(key)),
            better=better,
            worse=worse,
            mixed=mixed,
            values=tuple(values.get(key, ())),
        )
        for key, better, worse, mixed, _total in counted
    ]


def sum_values(actor: Actor, simulation_id: UUID) -> list[ChangeCount]:
    """Return the value at stake in each currency, with the number of decisions by direction. Raises: NotFound."""
    simulation = find_simulation_row(actor, simulation_id)
    rows = _by_direction(_changes(actor, simulation.id).values("currency")).annotate(sum=Sum("value"))
    rows = rows.values_list("currency", "sum", *_COUNTS).order_by("currency")
    return [
        ChangeCount(
            key=currency,
            label=currency,
            better=better,
            worse=worse,
            mixed=mixed,
            values=(Money(value, currency),),
        )
        for currency, value, better, worse, mixed, _total in rows
    ]


_COUNTS = ("better", "worse", "mixed", "total")


def _by_direction(rows: Any) -> Any:
    """Return grouped rows with how many there are, in all and of each direction."""
    return rows.annotate(
        better=Count("id", filter=Q(direction=Direction.BETTER.value)),
        worse=Count("id", filter=Q(direction=Direction.WORSE.value)),
        mixed=Count("id", filter=Q(direction=Direction.MIXED.value)),
        total=Count("id"),
    )


def list_changes(
    actor: Actor, simulation_id: UUID, page: PageRequest, filters: ChangeFilters = ChangeFilters()
) -> Page[SimulatedChangeCard]:
    """Return the decisions that would change, in the order in which they were made. Raises: NotFound."""
    simulation = find_simulation_row(actor, simulation_id)
    wanted = {
        name: value
        for name in ChangeFilters.__dataclass_fields__
        if (value := getattr(filters, name)) not in ("", None)
    }
    stretch = take(_changes(actor, simulation.id).filter(**wanted), page, ("decided_at", "id"))
    shown = stretch.rows
    names = directory.find_organization_names({row.partner_id for row in shown})
    labels, simulator = _outcome_labels(simulation), find_simulator(simulation.version.rulebook)
    prefix = simulator.subject_prefix if simulator else ""
    items = [
        SimulatedChangeCard(
            subject_public_id=public_id(prefix, row.subject_id),
            label=row.label,
            partner_id=row.partner_id,
            partner=names.get(row.partner_id, ""),
            region=row.region,
            kind=_kind_names({row.kind}, simulator)[row.kind],
            rule=row.rule,
            decided_at=row.decided_at,
            before=row.before,
            after=row.after,
            before_label=labels.get(row.before, row.before),
            after_label=labels.get(row.after, row.after),
            direction=Direction(row.direction),
            is_knock_on=row.is_knock_on,
            value=Money(row.value, row.currency),
            before_reasons=_reasons(actor, row.before_reasons),
            after_reasons=_reasons(actor, row.after_reasons),
        )
        for row in shown
    ]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _changes(actor: Actor, simulation_id: UUID) -> QuerySet[SimulatedChange]:
    return SimulatedChange.visible_to(actor).filter(simulation=simulation_id)


def _outcome_labels(simulation: Simulation) -> Mapping[str, str]:
    simulator = find_simulator(simulation.version.rulebook)
    return {outcome: translate(label) for outcome, label in simulator.outcomes().items()} if simulator else {}


def _names(group: str, keys: Set[Any], simulator: Simulator | None) -> Mapping[Any, str]:
    if group == "partner_id":
        return directory.find_organization_names(keys)
    return _kind_names(keys, simulator) if group == "kind" else {}


def _kind_names(kinds: Set[Any], simulator: Simulator | None) -> Mapping[Any, str]:
    if simulator is None or simulator.kinds_are_words:
        return {kind: translate(kind) for kind in kinds}
    return {kind: kind for kind in kinds}


def _key(group: str, key: object) -> str:
    return public_id("partner", key) if group == "partner_id" and isinstance(key, UUID) else str(key)


def _reasons(actor: Actor, stored: list[dict[str, object]]) -> tuple[ReasonView, ...]:
    return tuple(
        ReasonView(
            code=str(reason["code"]),
            rule=str(reason["rule"]),
            message=render_reason(reason, actor),
            line=str(reason["line"]) if reason["line"] else None,
        )
        for reason in stored
    )


def _cards(rows: list[Simulation]) -> list[SimulationCard]:
    people = directory.find_people({row.asked_by for row in rows if row.asked_by})
    return [_card(row, people) for row in rows]


def _card(row: Simulation, people: Mapping[UUID, directory.PersonCard]) -> SimulationCard:
    version = row.version
    return SimulationCard(
        id=row.id,
        public_id=row.public_id,
        version_public_id=version.public_id,
        version_label=version.label,
        rulebook=version.rulebook,
        region=version.region_id,
        window=row.window,
        state=SimulationState(row.state),
        is_current=row.rules == version.rules,
        asked_at=row.asked_at,
        asked_by=people.get(row.asked_by, directory.SOMEONE) if row.asked_by else directory.THE_SYSTEM,
        started_at=row.started_at,
        finished_at=row.finished_at,
        total=row.total,
        done=row.done,
        digest=row.digest,
        problem=row.problem,
        figures=_figures(row.summary) if row.summary is not None else None,
    )


def _figures(summary: Mapping[str, Any]) -> SimulationFigures:
    known = {name: summary[name] for name in SimulationFigures.__dataclass_fields__ if name in summary}
    known["departed"] = tuple(known["departed"])
    known["grants"] = tuple(_grant(said) for said in summary.get("grants", ()))
    return SimulationFigures(**known)


def _grant(said: Mapping[str, Any]) -> GrantFigures:
    known = {name: said[name] for name in GrantFigures.__dataclass_fields__}
    return GrantFigures(**{**known, "a_year": Money(Decimal(said["a_year"]), said["currency"])})
