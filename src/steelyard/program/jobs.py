"""What the program does in the background: simulations, each in a job of its own; reminders of rules to read."""

from datetime import datetime
from uuid import UUID

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.commands.announcing import remind_readers
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


@every("17 8 * * *", "steelyard.program.remind_readers")
def remind() -> None:
    """Remind, once, everyone who has not confirmed for a week to have read new rules."""
    with as_system():
        remind_readers(now=utc_now())
