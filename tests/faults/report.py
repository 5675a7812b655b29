"""Write what the fault suite measured into docs/reliability.md: `make faults` does it after its run."""

import os
import platform
from importlib.metadata import version

from bench.report import write_block

from tests.database import ROOT
from tests.figures import Figure, read_figures

PAGE = ROOT / "docs/reliability.md"


def describe_machine() -> str:
    """Return on what it was measured."""
    return (
        f"{os.cpu_count()} cores shared by everything that runs and by what breaks it; Python {platform.python_version()},"
        f" Django {version('django')}, psycopg {version('psycopg')}, procrastinate {version('procrastinate')},"
        " embedded PostgreSQL 18."
    )


def render_row(figure: Figure) -> str:
    """Return a figure as a row of the table."""
    size = "" if figure.scale == 1 else f" (at {figure.scale:g} of the size)"
    verdict = "met" if figure.is_met else "**missed**"
    when = f"{figure.measured_at[:16].replace('T', ' ')}, load {figure.load}"
    place, _, name = figure.test.partition("::")
    shown = f"`{place.removeprefix('tests/')}::{name.partition('[')[0]}`"
    return f"| {figure.what} | {figure.at_least} | {figure.measured}{size} | {verdict} | {when} | {shown} |"


def main() -> None:
    """Write the page's table from the figures that are kept."""
    rows = [render_row(figure) for figure in read_figures()]
    head = ["| what | asked for | measured | | when (UTC) | test |", "| --- | --- | --- | --- | --- | --- |"]
    write_block(PAGE, "\n".join([describe_machine(), "", *head, *rows, ""]))


if __name__ == "__main__":
    main()
