"""The demo's journeys: what new partners go through, and how far those are who joined last."""

from datetime import datetime, timedelta
from typing import Any

from steelyard.kernel.actors import SYSTEM
from steelyard.partners.public import watch_everyone
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history
from steelyard.program.public import adopt_rules

_BEFORE = timedelta(days=26)

_STAGES = (
    ("access", "Get access", ()),
    ("know", "Know the product", ("access",)),
    ("sell", "Sell together", ("know",)),
)
_TASKS = (
    ("agreement", "access", "Sign the partner agreement", "partner_admin", 7, "partners.agreement"),
    ("admin", "access", "Have an administrator join", "partner_admin", 7, "partners.administrator"),
    ("kickoff", "access", "Hold the kick-off call", "channel_manager", 10, ""),
    ("profile", "know", "Complete the record", "partner_admin", 20, "partners.complete_record"),
    ("seller", "know", "Have a seller join", "partner_admin", 20, "partners.seller"),
    ("demo", "know", "Give the product demo to a colleague", "seller", 30, ""),
    ("certified", "sell", "Be certified for a product family", "partner_admin", 60, "partners.certified_family"),
    ("accounts", "sell", "List the first ten target accounts", "seller", 60, ""),
    ("plan", "sell", "Agree the plan for the first year", "channel_manager", 75, ""),
)

RULES: dict[str, Any] = {
    "journeys": [
        {"key": "partner", "name": "New partner"},
        {"key": "architect", "name": "New architect", "persona": "architect"},
    ],
    "stages": [
        *({"key": key, "journey": "partner", "name": name, "after": list(after)} for key, name, after in _STAGES),
        {"key": "lab", "journey": "architect", "name": "First lab"},
    ],
    "tasks": [
        *(
            {"key": key, "stage": stage, "name": name, "doer": doer, "due_days": days, "milestone": milestone}
            for key, stage, name, doer, days, milestone in _TASKS
        ),
        {
            "key": "architect",
            "stage": "lab",
            "name": "Have an architect join",
            "due_days": 14,
            "milestone": "partners.architect",
        },
        {"key": "installed", "stage": "lab", "name": "Install the product once", "doer": "architect", "due_days": 30},
    ],
    "checkpoints": [{"days": 30, "stage": "access"}, {"days": 60, "stage": "know"}, {"days": 90, "stage": "sell"}],
}


def build_journeys(now: datetime) -> None:
    """Let rules of onboarding hold since some weeks, and those who are onboarding be as far as what happened since takes them."""
    with as_system():
        adopt_rules(actor=SYSTEM, key="onboarding", rules=RULES, effective_from=now - _BEFORE, now=now - _BEFORE)
        settle_history()
    for days in (25, 12, 0):
        watch_everyone(now - timedelta(days=days))
        with as_system():
            settle_history()
