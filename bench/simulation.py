"""How long it takes to decide the past again under a draft: in process, on the decided registrations of a synthetic world.

The draft shortens the protection and lowers the value that a person looks at, so that both worlds of the simulation part.
"""

import os
import resource
import time
from dataclasses import dataclass

from bench.sizes import Size
from bench.world import HOME

MOST = 100_000


@dataclass(frozen=True)
class Simulated:
    """What a run took: seconds by the clock and of this process' processor time, and what came of it."""

    seconds: float
    processor_seconds: float
    decisions: int
    changed: int
    departed: int
    digest: str


def measure_simulation(companies: int) -> Simulated:
    """Simulate a draft over as many of the world's latest decisions as the figure names; call in a process of its own."""
    # What made the world pointed at the database of its companies; the copy is the installation's own.
    for name in [name for name in os.environ if name.endswith("_DATABASE_URL")]:
        del os.environ[name]
    os.environ["STEELYARD_HOME"] = str(HOME)
    from steelyard.platform.runtime.application import start_application

    start_application()
    from django.db import connection

    from steelyard.deals.program import RULEBOOK
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.program.commands.rules import draft_rules, revise_draft
    from steelyard.program.commands.simulations import request_simulation, run_simulation
    from steelyard.program.models import Simulation
    from steelyard.program.queries.rules import find_row

    end = Size(companies).end
    with as_system():
        draft = draft_rules(actor=SYSTEM, key=RULEBOOK, now=utc_now())
        settings = find_row(SYSTEM, draft).rules | {"window_days": 60, "review_from_value": "60000"}
        revise_draft(actor=SYSTEM, draft_id=draft, rules=settings, now=utc_now())
        with connection.cursor() as cursor:
            cursor.execute(
                "select min(submitted_at) from (select submitted_at from deals_dealregistration"
                " where submitted_at < %s order by submitted_at desc limit %s) latest",
                [end, MOST],
            )
            (since,) = cursor.fetchone()
        asked = request_simulation(
            actor=SYSTEM, draft_id=draft, since=since, until=end, now=utc_now(), in_background=False
        )
    began, used = time.perf_counter(), _processor_seconds()
    run_simulation(simulation_id=asked, clock=utc_now)
    seconds, used = time.perf_counter() - began, _processor_seconds() - used
    with as_system():
        done = Simulation.objects.get(id=asked)
    summary = done.summary or {}
    return Simulated(
        seconds=seconds,
        processor_seconds=used,
        decisions=done.done,
        changed=summary.get("changed", 0),
        departed=sum(summary.get("departures", {}).values()),
        digest=done.digest,
    )


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
