"""Tiers of fifty thousand partners by ten metrics, from nothing and simulated: in process, on a world that is rolled back.

`python -m bench.tiers` measures it alone.
"""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import Figure
from bench.world import django_on, open_world

PARTNERS = int(os.environ.get("BENCH_TIERED_PARTNERS", "50000"))
DEALS_OF_A_PARTNER = 6
MOST_SECONDS, MOST_SECONDS_SIMULATED = 10, 60

_COUNTED = (
    *(("pipeline.won_value", 500_000, 12), ("pipeline.won_value", 250_000, 6), ("pipeline.won_count", 5, 12)),
    *(("pipeline.win_rate", 60, 12), ("deals.approved", 5, 12), ("deals.win_rate", 50, 12)),
    *(("partners.certified_families", 3, None), ("partners.people", 4, None)),
    *(("partners.data_quality", 90, None), ("partners.agreement", 1, None)),
)
RULES: dict[str, Any] = {
    "tracks": [{"key": "main", "name": "Main"}],
    "metrics": [
        {
            "key": f"m{place}",
            "track": "main",
            "metric": metric,
            "weight": "10",
            "threshold": str(threshold),
            "months": months,
        }
        for place, (metric, threshold, months) in enumerate(_COUNTED)
    ],
    "tiers": [
        {"tier": "registered"},
        {"tier": "silver", "points": "30"},
        {"tier": "gold", "points": "55"},
        {"tier": "platinum", "points": "80"},
    ],
    "criteria": [{"key": "families", "tier": "gold", "metric": "partners.certified_families", "at_least": "2"}],
}
STRICTER = [
    {"tier": "registered"},
    {"tier": "silver", "points": "40"},
    {"tier": "gold", "points": "60"},
    {"tier": "platinum", "points": "85"},
]

_PARTNERS = """
insert into partners_partner (id, company_id, name, region_id, status, status_reason, status_since_at, external_id, enrolled_at,
    updated_at)
select gen_random_uuid(), id, name, 'DACH', 'active', '', %(then)s, '', %(then)s, now()
from companies_company order by id limit %(count)s
"""
_ROLES = """
insert into partners_partnerrole (id, partner_id, type_id, since_on)
select gen_random_uuid(), id, 'reseller', %(then)s::date from partners_partner
"""
_TIERS = """
insert into partners_tierassignment (id, partner_id, tier_id, since_on, reason, is_automatic)
select gen_random_uuid(), id, (array['registered', 'silver', 'gold', 'platinum'])[1 + abs(hashtext(id::text)) %% 4], %(then)s::date,
    '', true
from partners_partner
"""
_CERTIFICATIONS = """
insert into partners_certification (id, partner_id, family_id, since_on, credential)
select gen_random_uuid(), p.id, f.key, %(then)s::date, ''
from partners_partner p cross join lateral (
    select key from program_productfamily order by hashtext(p.id::text || key) limit abs(hashtext(p.id::text)) %% 4
) f
"""
_OPPORTUNITIES = """
insert into pipeline_opportunity (id, company_id, name, region_id, partner_id, stage_id, stage_since_at, amount, currency, close_on,
    next_step, forecast_category, quote_reference, order_reference, transacted_by, external_id, opened_at, updated_at, closed_at,
    outcome, lost_reason, lost_detail, last_activity_at, version)
select gen_random_uuid(), p.company_id, 'Deal', 'DACH', p.id, s.key, at, 20000 + 1000 * n, 'EUR', at::date,
    '', 'pipeline', '', '', '', '', at, at, at, s.kind, '', '', at, 1
from partners_partner p cross join generate_series(1, %(deals)s) n
cross join lateral (select %(now)s - make_interval(days => 60 * n + abs(hashtext(p.id::text)) %% 50)) as t (at)
cross join lateral (
    select key, kind from pipeline_stage
    where kind = case when hashtext(p.id::text || n) %% 5 < 3 then 'won' else 'lost' end limit 1
) s
"""
_REGISTRATIONS = """
insert into deals_dealregistration (id, partner_id, company_id, region_id, close_on, state, closure_code, closure_reason, version,
    company_name, company_domain,
    company_country, company_city, company_probability, related_company_ids, maybe_company_ids, division, type, value, currency,
    contact_name, contact_email, contact_phone, contact_title, description, is_public_tender, created_at, updated_at, submitted_at,
    decided_at, closed_at, outcome, is_provisional, extension_count)
select gen_random_uuid(), p.id, p.company_id, 'DACH', at::date, case when n %% 2 = 0 then 'won' else 'lost' end,
    case when n %% 2 = 0 then 'won' else 'lost' end, '', 1, '', '', '', '', 1, '{}', '{}', '',
    'sourced', 1000, 'EUR', '', '', '', '', '', false, at, at, at, at, at, 'approved', false, 0
from partners_partner p cross join generate_series(1, %(deals)s) n
cross join lateral (select %(now)s - make_interval(days => 55 * n)) as t (at)
"""
_WRITES = (_PARTNERS, _ROLES, _TIERS, _CERTIFICATIONS, _OPPORTUNITIES, _REGISTRATIONS)


def measure_tiers(partners: int = PARTNERS) -> list[Figure]:
    """Return how long it takes to evaluate so many partners, and to simulate a draft; call in a process of its own."""
    with tiered_world(partners) as now:
        from steelyard.partners.public import evaluate_everyone

        clock = Stopwatch()
        evaluated = evaluate_everyone(now)
        passed = clock.read()
        draft = _simulate(now)
        simulated = clock.read()
    counted = len(_COUNTED)
    return [
        figure_of(f"tiers of {evaluated:,} partners by {counted} metrics, from nothing", passed, MOST_SECONDS),
        figure_of(f"a draft of tier rules over {draft:,} partners and 12 months", simulated, MOST_SECONDS_SIMULATED),
    ]


@contextmanager
def tiered_world(partners: int) -> Iterator[datetime]:
    """Yield the instant of a world with rules of tiers, of which nothing is kept afterwards."""
    with django_on(open_world(-(-partners // 10_000) * 10_000)):
        from django.db import connection, transaction

        from steelyard.kernel.actors import SYSTEM
        from steelyard.partners.public import evaluate_everyone
        from steelyard.platform.db import acting_as
        from steelyard.program.public import BEGINNING, adopt_rules, set_up_program

        now = datetime.now(UTC)
        asked: dict[str, Any] = {
            "now": now,
            "then": now - timedelta(days=700),
            "count": partners,
            "deals": DEALS_OF_A_PARTNER,
        }
        with acting_as(SYSTEM), connection.cursor() as cursor:
            set_up_program(now=now)
            adopt_rules(actor=SYSTEM, key="tiers", rules=RULES, effective_from=BEGINNING + timedelta(days=1), now=now)
            for statement in _WRITES:
                cursor.execute(statement, asked)
            cursor.execute("analyze")
            # What nothing hangs on yet is not yet in motion: the first pass moves tiers, the measured one makes all standings anew.
            evaluate_everyone(now)
            cursor.execute("delete from partners_tierevaluation")
            yield now
            transaction.set_rollback(True)


def _simulate(now: datetime) -> int:
    """Simulate a draft that asks for more points, over a year, and return how many partners it was decided about."""
    from steelyard.kernel.actors import SYSTEM
    from steelyard.program.commands.rules import draft_rules, revise_draft
    from steelyard.program.commands.simulations import request_simulation, run_simulation
    from steelyard.program.models import Simulation

    draft = draft_rules(actor=SYSTEM, key="tiers", now=now)
    revise_draft(actor=SYSTEM, draft_id=draft, rules={**RULES, "tiers": STRICTER}, now=now)
    asked = request_simulation(
        actor=SYSTEM, draft_id=draft, since=now - timedelta(days=365), until=now, now=now, in_background=False
    )
    run_simulation(simulation_id=asked, clock=lambda: now)
    return Simulation.objects.get(id=asked).done


def figure_of(what: str, took: tuple[float, float], most: int) -> Figure:
    seconds, used = took
    return Figure(
        what=what,
        floor=f"{most} s",
        aim="",
        measured=f"{seconds:.1f} s ({used:.1f} s of processor time beside the database's)",
        is_met=seconds <= most,
    )


class Stopwatch:
    """Seconds by the clock and of this process' processor time, since they were last read."""

    def __init__(self) -> None:
        self._last = (time.perf_counter(), _processor_seconds())

    def read(self) -> tuple[float, float]:
        """Return what has passed, and begin anew."""
        before, self._last = self._last, (time.perf_counter(), _processor_seconds())
        return self._last[0] - before[0], self._last[1] - before[1]


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    for figure in measure_tiers():
        print(f"{figure.what}: {figure.measured}")
