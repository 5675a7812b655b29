"""Asking for a simulation, cancelling it, and running it: in short transactions, so that its progress is seen."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.arrays import plain_array, text_array
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.tidying import tidying_by_batch
from steelyard.program.commands.decisions import stored_reasons
from steelyard.program.commands.rules import check_rules
from steelyard.program.events import SimulationFinished, SimulationRequested
from steelyard.program.models import RuleVersion, Simulation
from steelyard.program.permissions import can_edit_program
from steelyard.program.queries.drafted import DraftedRules
from steelyard.program.queries.rules import find_row
from steelyard.program.queries.simulations import find_simulation_row
from steelyard.program.refusals import (
    NothingToSimulate,
    SimulationIsOver,
    SimulationUnderWay,
    VersionIsFinal,
    WindowImpossible,
)
from steelyard.program.simulators import SimulatedDecision, simulator_of
from steelyard.program.tallies import Tally, rule_of
from steelyard.program.terms import SimulationState, VersionState
from steelyard.program.wording import explain_errors

_BATCH = 2_000


@transaction.atomic
def request_simulation(
    *, actor: Actor, draft_id: UUID, since: datetime, until: datetime, now: datetime, in_background: bool = True
) -> UUID:
    """Write down that a draft is to be simulated over the decisions of a time; a job runs it, if not the caller does.

    Raises: NotAllowed, NotFound, VersionIsFinal, WindowImpossible, SimulationNotOffered, SimulationUnderWay, NothingToSimulate,
    and what checking the draft's rules raises.
    """
    if not can_edit_program(actor):
        raise NotAllowed
    draft = RuleVersion.objects.select_for_update(of=("self",)).get(id=find_row(actor, draft_id).id)
    if draft.state == VersionState.PUBLISHED:
        raise VersionIsFinal(label=draft.label)
    if since >= until or until > now:
        raise WindowImpossible(fields={"until": _(WindowImpossible.text)})
    simulator = simulator_of(draft.rulebook)
    rules = check_rules(draft.rulebook, draft.region_id, draft.rules)
    unfinished = Simulation.objects.filter(version=draft, state__in=[SimulationState.WAITING, SimulationState.RUNNING])
    if unfinished.exists():
        raise SimulationUnderWay
    window = Period(since, until)
    total = simulator.count(window)
    if not total:
        raise NothingToSimulate(fields={"since": _(NothingToSimulate.text)})
    simulation = Simulation.begin(draft, window, rules=rules, total=total, by=actor.person_id, now=now)
    happened = SimulationRequested(
        subject_id=draft.id,
        subject_label=draft.label,
        simulation_id=simulation.id,
        since=since,
        until=until,
        in_background=in_background,
    )
    record(happened, actor=actor, now=now)
    return simulation.id


@transaction.atomic
def cancel_simulation(*, actor: Actor, simulation_id: UUID, now: datetime) -> None:
    """Stop a simulation that waits or runs. Raises: NotAllowed, NotFound, SimulationIsOver."""
    if not can_edit_program(actor):
        raise NotAllowed
    simulation = find_simulation_row(actor, simulation_id, for_update=True)
    if SimulationState(simulation.state).is_over:
        raise SimulationIsOver
    simulation.finish(SimulationState.CANCELLED, now=now)


def run_simulation(
    *, simulation_id: UUID, clock: Callable[[], datetime], advance: Callable[[int], None] = lambda _: None
) -> None:
    """Live the time again and keep every decision that would change; who was killed in the middle begins anew.

    `advance` is told how many decisions are done.
    """
    simulation = _start(simulation_id, clock())
    if simulation is None:
        return
    simulator = simulator_of(simulation.version.rulebook)
    rules = DraftedRules(simulation.version.rulebook, simulation.version.region_id, simulation.rules)
    with as_system():
        tally = Tally(simulator.subject_prefix, simulator.worth())
    try:
        with closing(simulator.replay(simulation.window, rules)) as decisions, tidying_by_batch() as tidy:  # type: ignore[type-var]
            while batch := _take(decisions, tally):
                if not _keep(simulation_id, batch, tally.decisions):
                    return
                advance(tally.decisions)
                tidy()
    except ValidationError as error:
        _fail(simulation_id, "; ".join(explain_errors(error).values()), clock())
        return
    _finish(simulation_id, tally, clock())


def _start(simulation_id: UUID, now: datetime) -> Simulation | None:
    with as_system():
        simulation = find_simulation_row(SYSTEM, simulation_id, for_update=True)
        if SimulationState(simulation.state).is_over:
            return None
        simulation.start(now=now)
        return simulation


def _take(decisions: Iterator[SimulatedDecision], tally: Tally) -> list[SimulatedDecision]:
    batch = list(islice(decisions, _BATCH))
    for decided in batch:
        tally.add(decided)
    return batch


def _keep(simulation_id: UUID, batch: list[SimulatedDecision], done: int) -> bool:
    """Write the changes of a batch and how far it is; tell whether to go on."""
    with as_system():
        simulation = find_simulation_row(SYSTEM, simulation_id, for_update=True)
        if simulation.state != SimulationState.RUNNING:
            return False
        _write_changes(simulation_id, [one for one in batch if one.direction is not None])
        simulation.done = done
        simulation.save(update_fields=["done"])
        return True


_COLUMNS = {
    "id": ("uuid", plain_array),
    "subject_id": ("uuid", plain_array),
    "label": ("text", text_array),
    "partner_id": ("uuid", plain_array),
    "region": ("text", text_array),
    "kind": ("text", text_array),
    "rule": ("text", text_array),
    "decided_at": ("timestamptz", text_array),
    "before": ("text", text_array),
    "after": ("text", text_array),
    "direction": ("text", text_array),
    "is_knock_on": ("boolean", plain_array),
    "value": ("numeric", plain_array),
    "currency": ("text", text_array),
    "before_reasons": ("jsonb", text_array),
    "after_reasons": ("jsonb", text_array),
}
# One statement a batch, and without the ORM's detour: a draft may change every decision of a year.
_INSERT = f"""
    insert into program_simulatedchange (simulation_id, {", ".join(_COLUMNS)})
    select %s::uuid, * from unnest({", ".join(f"%s::{kind}[]" for kind, _write in _COLUMNS.values())})
"""  # noqa: S608 - the parts are constants


def _write_changes(simulation_id: UUID, changed: list[SimulatedDecision]) -> None:
    if not changed:
        return
    columns = zip(*(_values(decided) for decided in changed), strict=True)
    arrays = [write(column) for (_kind, write), column in zip(_COLUMNS.values(), columns, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [simulation_id, *arrays])


def _values(decided: SimulatedDecision) -> tuple[Any, ...]:
    """Return the values of `_COLUMNS`."""
    before, after = decided.before, decided.after
    return (
        *(new_id(), decided.subject_id, decided.label, decided.partner_id, decided.region, decided.kind),
        *(
            rule_of(decided),
            decided.decided_at.isoformat(),
            str(before.outcome),
            str(after.outcome),
            str(decided.direction),
        ),
        *(decided.is_knock_on, decided.value, decided.currency),
        *(stored_reasons(before.reasons), stored_reasons(after.reasons)),
    )


def _fail(simulation_id: UUID, problem: str, now: datetime) -> None:
    with as_system():
        simulation = find_simulation_row(SYSTEM, simulation_id, for_update=True)
        if not SimulationState(simulation.state).is_over:
            simulation.finish(SimulationState.FAILED, problem=problem, now=now)


def _finish(simulation_id: UUID, tally: Tally, now: datetime) -> None:
    with as_system():
        simulation = find_simulation_row(SYSTEM, simulation_id, for_update=True)
        if simulation.state != SimulationState.RUNNING:
            return
        simulation.finish(SimulationState.DONE, summary=tally.summary(), digest=tally.digest, now=now)
        happened = SimulationFinished(
            subject_id=simulation.version_id,
            subject_label=simulation.version.label,
            simulation_id=simulation_id,
            decisions=tally.decisions,
            changed=tally.changed,
        )
        record(happened, actor=SYSTEM, now=now)
