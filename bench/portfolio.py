"""An audit of fifty thousand partners, and a night of the long tail: in process, on a world that is rolled back.

`python -m bench.portfolio` measures it alone.
"""

import os

from bench.report import Figure
from bench.tiers import Stopwatch, figure_of, tiered_world

PARTNERS = int(os.environ.get("BENCH_AUDITED_PARTNERS", "50000"))
MOST_SECONDS_AUDITED, MOST_SECONDS_A_NIGHT = 120, 60


def measure_portfolio(partners: int = PARTNERS) -> list[Figure]:
    """Return how long it takes to measure an audit, and a night of the long tail; call in a process of its own."""
    with tiered_world(partners) as now:
        from steelyard.kernel.actors import SYSTEM
        from steelyard.partners import commands
        from steelyard.partners.longtail.jobs import evaluate_long_tail
        from steelyard.partners.longtail.queries import get_summary
        from steelyard.partners.longtail.terms import Grouping
        from steelyard.partners.portfolio.terms import AuditScope

        evaluate_long_tail(now)  # the first night tells of everybody; the measured one is like any other
        clock = Stopwatch()
        counted = evaluate_long_tail(now)
        night = clock.read()
        get_summary(SYSTEM, Grouping.REGION, at=now)
        page = clock.read()
        key = commands.begin_audit(actor=SYSTEM, scope=AuditScope(as_of=now.date(), name="All"), now=now)
        clock.read()
        audited = commands.measure_audit(audit_id=key, now=now)
        audit = clock.read()
    return [
        figure_of(f"a night of the long tail, {counted:,} partners", night, MOST_SECONDS_A_NIGHT),
        figure_of("sums and curve of the long tail", page, 2),
        figure_of(f"an audit of {audited:,} partners by 14 measures", audit, MOST_SECONDS_AUDITED),
    ]


if __name__ == "__main__":
    for figure in measure_portfolio():
        print(f"{figure.what}: {figure.measured}")
