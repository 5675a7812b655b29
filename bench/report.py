"""The table of figures, and the conditions without which it says nothing."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.sizes import Size

START, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, what is asked for, what came out, and whether that is enough."""

    what: str
    floor: str
    aim: str
    measured: str
    is_met: bool | None
    """None where there is nothing to meet, or the peer is missing."""


def describe_conditions(companies: int) -> str:
    """Return the conditions of a run in one paragraph."""
    size = Size(companies)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores shared by server, database and load;"
        f" load average before the run {load}; Python {platform.python_version()}, Django {version('django')},"
        f" granian {version('granian')} (2 workers of 4 threads), psycopg {version('psycopg')}, embedded PostgreSQL 18."
        f" World: {size.companies:,} companies, {size.registrations:,} registrations (a quarter of them live),"
        f" {size.partners:,} partners."
    )


def render_table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [f"| {one.what} | {one.floor} | {one.aim} | {one.measured} | {_MARKS[one.is_met]} |" for one in figures]
    return "\n".join(["| what | at least | aim | measured | |", "| --- | --- | --- | --- | --- |", *rows])


_MARKS = {True: "met", False: "**missed**", None: ""}


def write_block(page: Path, block: str) -> None:
    """Replace the measured block of the page. Raises: ValueError for a page without one."""
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(START)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page.name} has no place for the figures")
    page.write_text(pattern.sub(lambda _: f"{START}\n{block}{END}", text), encoding="utf-8")
