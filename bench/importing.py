"""Importing companies into a world that knows many: rows per second of a dry run, and of the same file for real."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from bench.report import Figure
from bench.sizes import Size
from bench.world import HOME, ROOT, SEED, Invented, invent_companies, misspell

ROWS = 20_000
NEW_RATE, KNOWN_RATE = 0.7, 0.15
"""The rest names a company of an earlier row again. Of those named before, every other one is misspelled."""
LEAST_DRY, LEAST = 5_000, 2_000
_COLUMNS = ("name", "domain", "country", "city", "industry", "employees", "listed")


def measure_import(size: Size, rows: int = ROWS) -> Figure:
    """Return the rows per second that `steelyard import companies` reaches in the installation at hand; it keeps the rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "companies.csv"
        write_rows(path, rows, size.companies)
        dry, real = _import(path, "--dry-run"), _import(path)
    counts = {key: one["counts"] for key, one in (("dry", dry), ("real", real))}
    if counts["dry"] != counts["real"]:
        raise RuntimeError(f"a dry run foretold something else: {counts}")
    return Figure(
        what=f"companies imported with matching, {rows:,} rows: dry run, and for real",
        floor=f"{LEAST_DRY:,} and {LEAST:,} rows per second",
        aim="",
        measured=f"{dry['rows_per_second']:,} and {real['rows_per_second']:,} rows per second",
        is_met=dry["rows_per_second"] >= LEAST_DRY and real["rows_per_second"] >= LEAST,
    )


def write_rows(path: Path, rows: int, world: int) -> None:
    """Write a file about companies that the world does not know, some that it does, and some of earlier rows again."""
    random = Random(SEED + 2)
    known = list(invent_companies(0, min(world, 50_000)))
    fresh = invent_companies(world, rows)
    earlier: list[Invented] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for _ in range(rows):
            drawn = random.random()
            if drawn < NEW_RATE or not earlier:
                one = next(fresh)
                earlier.append(one)
                name = one.name
            else:
                one = random.choice(known if drawn < NEW_RATE + KNOWN_RATE else earlier)
                name = one.name if random.random() < 0.5 else misspell(random, one)
            domain = one.domain if random.random() < 0.8 else ""
            facts = random.choice(("", "Energy", "Software")), random.choice(("", str(random.randrange(1, 9999))))
            writer.writerow((name, domain, one.country, one.city, *facts, "yes" if one.is_listed else ""))


def _import(path: Path, *options: str) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "steelyard", "import", "companies", str(path), "--json", *options],
        env={**environment, "STEELYARD_HOME": str(HOME)},
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told
