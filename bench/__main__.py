"""Measure the figures of the README: `make bench`, or `BENCH_COMPANIES=100000 make bench` for a smaller world.

Prints the table and writes it, with the conditions it was measured under, into docs/benchmarks.md. Worlds are made once and
kept in .cache/bench; each run works on a copy, so what it registers is gone afterwards.
"""

import os
from pathlib import Path

from bench.figures import measure_all
from bench.report import Figure, describe_conditions, render_table, write_block

PAGE = Path(__file__).resolve().parent.parent / "docs/benchmarks.md"


def main() -> None:
    """Measure and report."""
    companies = int(os.environ.get("BENCH_COMPANIES", "1000000"))
    with_growth = os.environ.get("BENCH_GROWTH", "1") == "1"
    before = describe_conditions(companies)
    figures: list[Figure] = []
    for figure in measure_all(companies, with_growth=with_growth):
        figures.append(figure)
        print(f"{figure.what}: {figure.measured}   (at least {figure.floor})", flush=True)
    block = f"{before}\n\n{render_table(figures)}\n"
    print(f"\n{block}")
    write_block(PAGE, block)


if __name__ == "__main__":
    main()
