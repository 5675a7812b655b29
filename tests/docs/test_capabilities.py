"""The index of capabilities names only what is there."""

import re

import pytest

from tests.database import ROOT

_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_INDEX = (ROOT / "docs/capabilities.md").read_text(encoding="utf-8")
ROWS = _ROW.findall(_INDEX)


def test_rows_are_in_order_and_each_once() -> None:
    numbers = [int(row[0]) for row in ROWS]
    assert numbers == sorted(set(numbers))
    assert len(numbers) > 30


@pytest.mark.parametrize(("number", "capability", "places", "shown_by"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_row_names_exists(number: str, capability: str, places: str, shown_by: str) -> None:
    for place in re.findall(r"`([^`]+)`", places):
        assert (ROOT / "src/steelyard" / place).exists() or (ROOT / place).exists(), place
    for test in re.findall(r"`([^`]+)`", shown_by):
        path, _, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), test


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
