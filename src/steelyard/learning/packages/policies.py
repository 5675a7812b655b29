"""What a package's own words mean for its learner: reports of SCORM, and when a unit is done."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from steelyard.learning.packages.terms import MoveOn, PackageReport, PackageStandard, PackageUnit, UnitState

_SPAN = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.\d{1,2})?")
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d{1,9})?S)?)?"
)
_SECONDS = (365 * 86_400, 30 * 86_400, 86_400, 3_600, 60, 1)
MOST_REPORT_BYTES = 256 * 1024
"""What a SCO may report at once: its standard lets it keep 64,000 characters, and as much again of answers."""
MOST_SECONDS = 30 * 86_400
"""What one launch may report; a package that counts wrongly spoils no sum."""


def compute_report(standard: PackageStandard, cmi: Mapping[str, Any]) -> PackageReport:
    """Return what the data model of a SCO says of its learner; what it does not say, or says wrongly, counts as not said.

    Source: SCORM 1.2 Run-Time Environment 3.4; SCORM 2004 4th Edition Run-Time Environment 4.2.
    """
    return _report_of_12(cmi) if standard is PackageStandard.SCORM_12 else _report_of_2004(cmi)


def is_done(move_on: MoveOn, report: PackageReport) -> bool:
    """Tell whether a unit is done by what it has reported. Source: cmi5 (Quartz, 2016), 13.1.4; a SCO counts as either."""
    passed = report.is_passed is True
    match move_on:
        case MoveOn.NOT_APPLICABLE:
            return True
        case MoveOn.PASSED:
            return passed
        case MoveOn.COMPLETED:
            return report.is_completed
        case MoveOn.BOTH:
            return passed and report.is_completed
        case MoveOn.EITHER:
            return passed or report.is_completed


def compute_start(
    unit: PackageUnit, standard: PackageStandard, kept: Mapping[str, Any], *, learner: tuple[str, str], seconds: int
) -> dict[str, object]:
    """Return the data model with which a SCO begins: where its learner left off, who that is, and what it needs to score.

    `learner` is id and name.
    """
    if standard is PackageStandard.SCORM_12:
        return _start_of_12(unit, kept, learner, seconds)
    return _start_of_2004(unit, kept, learner, seconds)


def compute_state(move_on: MoveOn, report: PackageReport, *, was_opened: bool) -> UnitState:
    """Return where a learner stands with a unit."""
    if not was_opened:
        return UnitState.NEW
    if is_done(move_on, report):
        return UnitState.DONE
    return UnitState.FAILED if report.is_passed is False else UnitState.BEGUN


def parse_duration(said: object) -> int:
    """Return how long a SCO says that it was open, 0 for nonsense. Units: seconds.

    Source: SCORM 1.2 Run-Time Environment 3.4.2 (CMITimespan); ISO 8601 durations in SCORM 2004 and xAPI.
    """
    text = said if isinstance(said, str) else ""
    if found := _SPAN.fullmatch(text):
        seconds = sum(int(part) * worth for part, worth in zip(found.groups(), _SECONDS[3:], strict=True))
    elif found := _DURATION.fullmatch(text):
        seconds = sum(int(part or 0) * worth for part, worth in zip(found.groups(), _SECONDS, strict=True))
    else:
        return 0
    return min(seconds, MOST_SECONDS)


def _report_of_12(cmi: Mapping[str, Any]) -> PackageReport:
    core = _part(cmi, "core")
    status = core.get("lesson_status")
    return PackageReport(
        is_completed=status in ("completed", "passed"),
        is_passed={"passed": True, "failed": False}.get(str(status)),
        score=_number(_part(core, "score").get("raw"), 0, 100),
        seconds=parse_duration(core.get("session_time")),
    )


def _report_of_2004(cmi: Mapping[str, Any]) -> PackageReport:
    scaled = _number(_part(cmi, "score").get("scaled"), -1, 1)
    return PackageReport(
        is_completed=cmi.get("completion_status") == "completed" and cmi.get("success_status") != "failed",
        is_passed={"passed": True, "failed": False}.get(str(cmi.get("success_status"))),
        score=None if scaled is None else max(Decimal(0), scaled * 100),
        seconds=parse_duration(cmi.get("session_time")),
    )


def _start_of_12(
    unit: PackageUnit, kept: Mapping[str, Any], learner: tuple[str, str], seconds: int
) -> dict[str, object]:
    before = {name: value for name, value in _part(kept, "core").items() if name not in ("session_time", "exit")}
    core = {
        **before,
        "student_id": learner[0],
        "student_name": learner[1],
        "credit": "credit",
        "lesson_mode": "normal",
        "entry": _entry(kept, _part(kept, "core").get("exit")),
        "total_time": f"{seconds // 3600:04}:{seconds // 60 % 60:02}:{seconds % 60:02}",
    }
    needed = {"mastery_score": str(int(unit.mastery * 100))} if unit.mastery is not None else {}
    student = {**_part(kept, "student_data"), **needed}
    return {**kept, "core": core, "student_data": student, "launch_data": unit.launch_data}


def _start_of_2004(
    unit: PackageUnit, kept: Mapping[str, Any], learner: tuple[str, str], seconds: int
) -> dict[str, object]:
    start = {
        **{name: value for name, value in kept.items() if name not in ("session_time", "exit")},
        "learner_id": learner[0],
        "learner_name": learner[1],
        "credit": "credit",
        "mode": "normal",
        "entry": _entry(kept, kept.get("exit")),
        "total_time": f"PT{seconds}S",
        "launch_data": unit.launch_data,
    }
    return start if unit.mastery is None else {**start, "scaled_passing_score": str(unit.mastery)}


def _entry(kept: Mapping[str, Any], left: object) -> str:
    if not kept:
        return "ab-initio"
    return "resume" if left in ("suspend", "logout") else ""


def _part(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _number(said: object, least: int, most: int) -> Decimal | None:
    try:
        number = Decimal(str(said))
    except InvalidOperation:
        return None
    return number if number.is_finite() and least <= number <= most else None
