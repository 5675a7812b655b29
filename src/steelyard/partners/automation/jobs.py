"""Carrying runs out when they are due."""

from datetime import datetime
from uuid import UUID

from steelyard.partners import commands
from steelyard.partners.automation.queries import list_due_runs
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job


@job("steelyard.partners.carry_out_run")
def carry_out_run(run_id: str) -> None:
    """Do what is left of a run, each step in a transaction of its own."""
    _carry_out(UUID(run_id), utc_now())


@every("50 2 * * *", "steelyard.partners.carry_out_due_runs")
def carry_out_nightly() -> None:
    """Carry out the runs whose own job did not come to it."""
    carry_out_due(utc_now())


def carry_out_due(now: datetime) -> int:
    """Carry out all runs that are due, and return how many there were."""
    with as_system():
        due = list_due_runs(now)
    for run_id in due:
        _carry_out(run_id, now)
    return len(due)


def _carry_out(run_id: UUID, now: datetime) -> None:
    while True:
        with as_system():
            goes_on = commands.carry_out_step(run_id=run_id, now=now)
        if not goes_on:
            return
