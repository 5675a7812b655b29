"""Our own labelled pairs of company names (`labelled_pairs.csv`), written and generated for these tests."""

import csv
from pathlib import Path


def read_labelled_pairs() -> list[dict[str, str]]:
    """Return the pairs; the verdict `not_same` leaves open which of the other three is right."""
    return read_csv(Path(__file__).with_suffix(".csv"))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
