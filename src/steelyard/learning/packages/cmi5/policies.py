"""Which statements of a unit are in order, and what is said and told at its launch. Source: cmi5 (Quartz, 2016), 8 to 10."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.learning.packages.cmi5.terms import (
    CATEGORY,
    COURSE_TYPE,
    LAUNCH_MODE,
    MASTERY,
    MOVE_ON,
    OF_UNIT,
    SESSION,
    History,
    Registration,
    Said,
    Verb,
)
from steelyard.learning.packages.policies import parse_duration
from steelyard.learning.packages.terms import PackageReport

NOT_ITS_OWN = sentence("a statement is about another learner, registration or session.")
OTHER_ACTIVITY = sentence("a statement is about another activity.")
NOT_BEGUN = sentence("the first statement of a session is initialized.")
AFTER_THE_END = sentence("nothing is said after terminated.")
SAID_BEFORE = sentence("this was said before.")
NOT_FOR_UNITS = sentence("a unit does not say that itself.")
WRONG_RESULT = sentence("the result does not fit what is said.")
PASSED_BEFORE = sentence("who has passed does not fail any more.")


def read_statement(statement: Mapping[str, Any], registration: Registration, history: History) -> Said | str:
    """Return what a statement of a unit says, or the sentence by which it is refused."""
    context, verb = _part(statement, "context"), str(_part(statement, "verb").get("id", ""))
    same_learner = _account(_part(statement, "actor")) == _account(registration.actor)
    if not same_learner or not _is_uuid(context.get("registration"), registration.id):
        return NOT_ITS_OWN
    if Verb.TERMINATED in history.in_session:
        return AFTER_THE_END
    is_defined = CATEGORY in {one.get("id") for one in _activities(context, "category")}
    if not is_defined:
        return Said(verb=verb, is_defined=False) if Verb.INITIALIZED in history.in_session else NOT_BEGUN
    if not _is_uuid(_part(context, "extensions").get(SESSION), registration.session):
        return NOT_ITS_OWN
    if _part(statement, "object").get("id") != registration.activity:
        return OTHER_ACTIVITY
    return _out_of_order(verb, history) or _read_result(verb, _part(statement, "result"), registration)


def add_to(report: PackageReport, said: Said) -> PackageReport:
    """Return what is known of the learner after a statement."""
    passed = {Verb.PASSED: True, Verb.FAILED: False}.get(Verb(said.verb)) if said.is_defined else None
    return PackageReport(
        is_completed=report.is_completed or (said.is_defined and said.verb == Verb.COMPLETED),
        is_passed=report.is_passed if passed is None else passed,
        score=report.score if said.score is None else said.score,
        seconds=max(report.seconds, said.seconds),
    )


def describe_launch(registration: Registration) -> dict[str, object]:
    """Return the document `LMS.LaunchData` that a unit reads first."""
    unit = registration.unit
    told: dict[str, object] = {
        "contextTemplate": _context(registration),
        "launchMode": "Normal",
        "launchMethod": "AnyWindow",
        "moveOn": str(unit.move_on),
        "launchParameters": unit.launch_data,
    }
    return told if unit.mastery is None else {**told, "masteryScore": float(unit.mastery)}


def compute_launch_query(registration: Registration, *, endpoint: str, fetch: str, actor: str) -> str:
    """Return the query with which the page of a unit is opened; `actor` is JSON."""
    return urlencode(
        {
            "endpoint": endpoint,
            "fetch": fetch,
            "actor": actor,
            "registration": str(registration.id),
            "activityId": registration.activity,
        }
    )


def say(verb: Verb, registration: Registration, *, at: str) -> dict[str, object]:
    """Return what is said here about a unit: that it was launched or abandoned, or that its course is satisfied."""
    context: dict[str, Any] = _context(registration)
    extensions = context["extensions"]
    if verb is Verb.LAUNCHED:
        extensions |= {LAUNCH_MODE: "Normal", MOVE_ON: str(registration.unit.move_on)}
        if registration.unit.mastery is not None:
            extensions[MASTERY] = float(registration.unit.mastery)
    about: dict[str, object] = {"objectType": "Activity", "id": registration.activity}
    if verb is Verb.SATISFIED:
        about = {**about, "id": f"urn:uuid:{registration.id}", "definition": {"type": COURSE_TYPE}}
    context["contextActivities"]["category"] = [{"id": CATEGORY}]
    return {
        "actor": registration.actor,
        "verb": {"id": str(verb), "display": {"en": verb.name.lower()}},
        "object": about,
        "context": context,
        "timestamp": at,
    }


def _context(registration: Registration) -> dict[str, Any]:
    return {
        "registration": str(registration.id),
        "contextActivities": {"grouping": [{"objectType": "Activity", "id": registration.unit.activity}]},
        "extensions": {SESSION: str(registration.session)},
    }


def _out_of_order(verb: str, history: History) -> str:
    if verb not in OF_UNIT:
        return NOT_FOR_UNITS
    if (verb == Verb.INITIALIZED) == (Verb.INITIALIZED in history.in_session):
        return SAID_BEFORE if verb == Verb.INITIALIZED else NOT_BEGUN
    if verb in (Verb.COMPLETED, Verb.PASSED) and verb in history.of_unit:
        return SAID_BEFORE
    return PASSED_BEFORE if verb == Verb.FAILED and Verb.PASSED in history.of_unit else ""


def _read_result(verb: str, result: Mapping[str, Any], registration: Registration) -> Said | str:
    scaled, mastery = _scaled(result), registration.unit.mastery
    fits = {
        Verb.COMPLETED: result.get("completion") is True,
        Verb.PASSED: result.get("success") is True and not (mastery and scaled is not None and scaled < mastery),
        Verb.FAILED: result.get("success") is False and not (mastery and scaled is not None and scaled >= mastery),
    }
    if not fits.get(Verb(verb), True):
        return WRONG_RESULT
    score = None if scaled is None or verb not in (Verb.PASSED, Verb.FAILED) else max(Decimal(0), scaled * 100)
    return Said(verb=verb, is_defined=True, score=score, seconds=parse_duration(result.get("duration")))


def _scaled(result: Mapping[str, Any]) -> Decimal | None:
    try:
        scaled = Decimal(str(_part(result, "score").get("scaled")))
    except InvalidOperation:
        return None
    return scaled if scaled.is_finite() and -1 <= scaled <= 1 else None


def _activities(context: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    listed = _part(context, "contextActivities").get(kind)
    return [one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, dict)]


def _account(actor: Mapping[str, Any]) -> tuple[object, object]:
    account = _part(actor, "account")
    return account.get("homePage"), account.get("name")


def _is_uuid(said: object, wanted: UUID) -> bool:
    try:
        return UUID(str(said)) == wanted
    except ValueError:
        return False


def _part(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
