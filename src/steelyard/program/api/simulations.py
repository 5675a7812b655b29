"""Simulations over the API: ask for one, watch it, read what a draft would change."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize
from steelyard.program.api.rules import reader
from steelyard.program.commands.simulations import cancel_simulation, request_simulation
from steelyard.program.models import RuleVersion, Simulation
from steelyard.program.queries.rules import find_row
from steelyard.program.queries.simulations import ChangeFilters, get_simulation, list_changes, list_simulations
from steelyard.program.schemas.simulations import SimulatedChangeOut, SimulationIn, SimulationOut, SimulationResultOut
from steelyard.program.terms import Direction

router = Router()
Words = Annotated[str, Query(max_length=100)]


@router.post("/rule-versions/{version_id}/simulations", response={201: SimulationOut}, summary="Simulate a draft")
def create_simulation(request: HttpRequest, version_id: str, body: SimulationIn) -> Status[SimulationOut]:
    """Try a draft on the decisions of a past time, in the background; nothing else is written."""
    actor = reader(request)
    simulation = request_simulation(
        actor=actor,
        draft_id=RuleVersion.parse_id(version_id),
        since=body.window_from,
        until=body.window_until,
        now=utc_now(),
    )
    return Status(201, SimulationOut.of_card(get_simulation(actor, simulation)))


@router.get(
    "/rule-versions/{version_id}/simulations", response=list[SimulationOut], summary="List simulations of a version"
)
def list_rule_simulations(request: HttpRequest, version_id: str) -> list[SimulationOut]:
    """Return the simulations of a version of rules, newest first."""
    actor = reader(request)
    row = find_row(actor, RuleVersion.parse_id(version_id))
    return [SimulationOut.of_card(card) for card in list_simulations(actor, row.id)]


@router.get("/simulations/{simulation_id}", response=SimulationResultOut, summary="Read a simulation")
def get_rule_simulation(request: HttpRequest, simulation_id: str) -> SimulationResultOut:
    """Return how far a simulation is, and in sums what the draft would change."""
    return SimulationResultOut.of(reader(request), Simulation.parse_id(simulation_id))


@router.get(
    "/simulations/{simulation_id}/changes",
    response=PageSchema[SimulatedChangeOut],
    summary="List decisions that would change",
)
def list_simulated_changes(
    request: HttpRequest,
    simulation_id: str,
    direction: Direction | None = None,
    before: Words = "",
    after: Words = "",
    partner: Words = "",
    region: Words = "",
    kind: Words = "",
    rule: Words = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[SimulatedChangeOut]:
    """Return every decision that the draft would change, in the order in which they were made."""
    filters = ChangeFilters(
        direction=direction or "",
        before=before,
        after=after,
        partner_id=parse_public_id("partner", partner) if partner else None,
        region=region,
        kind=kind,
        rule=rule,
    )
    found = list_changes(
        reader(request),
        Simulation.parse_id(simulation_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        filters,
    )
    return PageSchema[SimulatedChangeOut].of(found.map(SimulatedChangeOut.of))


@router.post("/simulations/{simulation_id}/cancellation", response=SimulationOut, summary="Cancel a simulation")
def cancel_rule_simulation(request: HttpRequest, simulation_id: str) -> SimulationOut:
    """Stop a simulation that waits or runs."""
    actor, key = reader(request), Simulation.parse_id(simulation_id)
    cancel_simulation(actor=actor, simulation_id=key, now=utc_now())
    return SimulationOut.of_card(get_simulation(actor, key))
