"""The page about updates names every file that says what we are built of."""

import re

from tests.database import ROOT

PAGE = (ROOT / "docs/security/updates.md").read_text(encoding="utf-8")


def test_every_component_is_in_a_lock_file_that_the_page_names() -> None:
    locks = {path.with_suffix(".txt") for path in (ROOT / "requirements").glob("*.in")} | {
        ROOT / "requirements/run.txt"
    }
    assert [lock.name for lock in locks if f"requirements/{lock.name}" not in PAGE] == []
    assert "frontend/package-lock.json" in PAGE
    for lock in locks:
        pins = re.findall(r"^[a-z0-9][\w.-]*==\S+ \\$", lock.read_text(encoding="utf-8"), re.MULTILINE)
        assert pins, lock


def test_each_time_frame_is_a_number_of_days() -> None:
    days = [int(found) for found in re.findall(r"^\| .* \| (\d+) days", PAGE, re.MULTILINE)]
    assert days == sorted(days)
    assert len(days) == 5
