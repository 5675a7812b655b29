"""The table of verification has every requirement of level 2 once, and names only tests that are there."""

import csv
import re

import pytest

from tests.database import ROOT

ROWS = list(csv.DictReader((ROOT / "docs/security/asvs.csv").open(encoding="utf-8")))
VERDICTS = {"met", "partly", "not met", "operator", "not applicable"}

# How many requirements of levels 1 and 2 each section has; those of level 3 follow behind them. WebRTC (17), which is not used,
# is left out. Source: OWASP ASVS 5.0.0.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
LEVEL_2 = {f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)}


def test_requirements_are_in_order_and_each_once() -> None:
    numbers = [tuple(int(part) for part in row["id"].split(".")) for row in ROWS]
    assert numbers == sorted(set(numbers))


def test_no_requirement_of_level_2_is_missing() -> None:
    assert len(LEVEL_2) == 246
    assert LEVEL_2 - {row["id"] for row in ROWS} == set()


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_a_row_names_exists(row: dict[str, str]) -> None:
    assert row["decision"]
    assert row["verdict"] in VERDICTS
    if row["test"]:
        path, _, name = row["test"].partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_four_of_five_have_a_test_and_the_page_says_how_many() -> None:
    rows = [row for row in ROWS if row["id"] in LEVEL_2]
    with_test = sum(bool(row["test"]) for row in rows)
    assert with_test >= 0.8 * len(rows)
    counts = ", ".join(f"{sum(row['verdict'] == one for row in rows)} {one}" for one in sorted(VERDICTS))
    page = " ".join((ROOT / "docs/security/README.md").read_text(encoding="utf-8").split())
    assert f"Of {len(rows)}: {counts}; {with_test} with a test." in page
