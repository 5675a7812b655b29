"""The table of verification names only tests that are there."""

import csv
import re

import pytest

from tests.database import ROOT

ROWS = list(csv.DictReader((ROOT / "docs/security/asvs.csv").open(encoding="utf-8")))


def test_requirements_are_in_order_and_each_once() -> None:
    numbers = [tuple(int(part) for part in row["id"].split(".")) for row in ROWS]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_a_row_names_exists(row: dict[str, str]) -> None:
    path, _, name = row["test"].partition("::")
    assert row["decision"]
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
