"""Automations for tests: adopting them, and hearing what happened up to an instant."""

from datetime import datetime, timedelta
from typing import Any

from steelyard.kernel.actors import SYSTEM
from steelyard.program.public import adopt_rules

SUSPENDED = "partners.partner.status_changed"


def automation(key: str = "follow", **said: Any) -> dict[str, Any]:
    """Return an automation that listens to changes of status."""
    return {"key": key, "name": key.capitalize(), "event": SUSPENDED, "when": "", "delay_days": 0, **said}


def step(action: str = "open_task", automation: str = "follow", **said: Any) -> dict[str, Any]:
    """Return a step that asks our channel manager to call."""
    plain = {"target": "channel_manager", "title": "Call them", "text": "", "days": 7}
    return {"automation": automation, "action": action, **plain, **said}


def rules(*automations: dict[str, Any], steps: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    """Return rules of automation."""
    return {
        "automations": list(automations),
        "actions": steps,
        "inactive_days": [60, 120, 180, 270],
        "most_links": 5,
        "overridable_fields": ["actions", "automations", "inactive_days"],
        **said,
    }


def adopt(now: datetime, *automations: dict[str, Any], steps: list[dict[str, Any]], **said: Any) -> None:
    """Let automations hold from an hour before now on."""
    adopt_rules(
        actor=SYSTEM,
        key="automation",
        rules=rules(*automations, steps=steps, **said),
        effective_from=now - timedelta(hours=1),
        now=now,
    )
