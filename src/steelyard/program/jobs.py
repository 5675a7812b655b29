"""What the program does in the background: simulations, each in a job of its own."""

from datetime import datetime
from uuid import UUID

from steelyard.platform.clock import utc_now
from steelyard.platform.jobs import job
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.commands.simulations import run_simulation
from steelyard.program.events import SimulationRequested


@job("steelyard.program.simulate")
def simulate(simulation_id: str) -> None:
    """Run a simulation that somebody asked for."""
    run_simulation(simulation_id=UUID(simulation_id), clock=utc_now)


@reacts_to(SimulationRequested)
def simulate_in_background(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - when it runs, it reads the clock
    """Let a job run the simulation, unless whoever asked runs it."""
    if happened.event.in_background:
        simulate.defer(simulation_id=str(happened.event.simulation_id))
