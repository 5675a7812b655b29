"""Pairs of real names written from knowledge of the world (`world_pairs.csv`), by kind of likeness and difference."""

from collections.abc import Mapping
from pathlib import Path

from tests.companies.labelled_pairs import read_csv

ALLOWED: Mapping[str, frozenset[str]] = {
    "same": frozenset({"same"}),
    "related": frozenset({"related"}),
    "no": frozenset({"no"}),
    "not_same": frozenset({"no", "maybe", "related"}),
    "not_no": frozenset({"same", "maybe", "related"}),
    "maybe_or_related": frozenset({"maybe", "related"}),
}
"""The verdicts that each label leaves open."""


def read_world_pairs(stem: str = "world_pairs") -> list[dict[str, str]]:
    """Return the pairs, with the label as `expected`."""
    return [{"expected": row.pop("verdict"), **row} for row in read_csv(Path(__file__).with_name(f"{stem}.csv"))]
