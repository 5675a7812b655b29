"""What a statement from elsewhere says of somebody's completion. Source: xAPI 1.0.3 (ADL), Part Two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

_COUNT = {
    "http://adlnet.gov/expapi/verbs/completed",
    "http://adlnet.gov/expapi/verbs/passed",
    "http://adlnet.gov/expapi/verbs/mastered",
    "http://id.tincanapi.com/verb/earned",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCompletion:
    """That somebody is certified, as another system tells it. The learner is named by mail, or by our own account."""

    certification: str
    completed_on: date
    email: str = ""
    person: str = ""


def read_completion(statement: Mapping[str, Any], *, address: str, today: date) -> ToldCompletion | None:
    """Return what a statement tells of a certification of ours, None where it is about something else.

    Known activities are the public addresses of what people are certified for: `…/badges/achievements/<key>/`.
    """
    activity, result = str(_part(statement, "object").get("id", "")), _part(statement, "result")
    known = f"{address}/badges/achievements/"
    if not activity.startswith(known) or _part(statement, "verb").get("id") not in _COUNT:
        return None
    if result.get("success") is False or result.get("completion") is False:
        return None
    actor = _part(statement, "actor")
    mail, account = str(actor.get("mbox", "")), _part(actor, "account")
    is_ours = account.get("homePage") == address
    return ToldCompletion(
        certification=activity.removeprefix(known).strip("/"),
        completed_on=_day(statement.get("timestamp"), today),
        email=mail.removeprefix("mailto:") if mail.startswith("mailto:") else "",
        person=str(account.get("name", "")) if is_ours else "",
    )


def read_id(statement: Mapping[str, Any]) -> UUID | None:
    """Return the id that a statement has; None where it has none, or what is no id."""
    try:
        return UUID(str(statement.get("id")))
    except ValueError:
        return None


def _day(said: object, today: date) -> date:
    try:
        return datetime.fromisoformat(str(said)).date()
    except ValueError:
        return today


def _part(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
