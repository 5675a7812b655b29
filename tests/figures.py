"""Figures that tests measure. They are kept as they come; `python -m tests.faults.report` writes docs/reliability.md from them."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.database import ROOT

FOLDER = ROOT / ".cache/figures"
SCALE = float(os.environ.get("STEELYARD_FAULTS", "1"))
"""How large the fault suite is: 1 is what is asked for, 0.1 a tenth of it, to try a change of the suite itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the page: what was measured, what is asked for, what came out, and when and how."""

    what: str
    at_least: str
    measured: str
    is_met: bool
    test: str
    scale: float
    measured_at: str
    load: float
    """The machine's load average over the last minute: below its number of processors nobody else was at work."""


def scaled(size: int) -> int:
    """Return how large something is in this run that is `size` at full size."""
    return max(1, round(size * SCALE))


def keep_figure(what: str, *, at_least: str, measured: str, is_met: bool) -> None:
    """Keep what the running test measured, and fail the test where it is not enough."""
    test = os.environ["PYTEST_CURRENT_TEST"].partition(" ")[0]
    figure = Figure(
        what=what,
        at_least=at_least,
        measured=measured,
        is_met=is_met,
        test=test,
        scale=SCALE,
        measured_at=datetime.now(UTC).isoformat(timespec="minutes"),
        load=round(os.getloadavg()[0], 1),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / _file_of(test, what)).write_text(json.dumps(asdict(figure), indent=1), encoding="utf-8")
    assert is_met, f"{what}: {measured}, asked for {at_least}"


def read_figures(folder: Path = FOLDER) -> list[Figure]:
    """Return what was kept, in the order of the tests."""
    found = [Figure(**json.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.json")]
    return sorted(found, key=lambda figure: (figure.test.partition("[")[0], figure.what))


def _file_of(test: str, what: str) -> str:
    return "".join(one if one.isalnum() else "-" for one in f"{test} {what}")[-180:] + ".json"
