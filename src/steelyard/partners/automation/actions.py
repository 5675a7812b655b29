"""What automations can do. Contexts tell their actions at start, through the door; nobody asks upward.

An action is called once per run and step, in the transaction that notes that it was done: what it does in the database is done
exactly once. What it refuses is logged as refused, and the run goes on with the next step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What is to be done for whom: the settings of an action, and the run and step for which it is done."""

    partner_id: UUID
    automation: str
    target: str
    title: str
    text: str
    days: int
    run_id: UUID
    step_id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An event that an action records, with the facts of it that the action's settings say: the field, the setting."""

    event: type[Event]
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that automations can do.

    `says` is the sentence of a rule that does it (source language, of `target`, `title`, `text`, `days`). The target is one of
    `targets` (by what each is called), or a word of `catalog`, or where both are empty and it is asked for, any word.
    """

    key: str
    name: str
    says: str
    do: Callable[[Doing], None]
    target: str = ""
    """What the target is (source language); empty where there is none."""
    targets: Mapping[str, str] = field(default_factory=dict)
    catalog: str = ""
    needs_title: bool = False
    causes: tuple[Cause, ...] = ()

    def facts_known(self, cause: Cause, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is known of an event that it records under these settings."""
        return {name: settings[setting] for name, setting in cause.known.items()}


_actions: dict[str, Action] = {}
UNKNOWN = sentence("Something that is no longer known here")


def register_action(action: Action) -> None:
    """Let automations do something. Raises: ValueError where two actions have one key."""
    if _actions.setdefault(action.key, action) is not action:
        raise ValueError(f"two actions of automations are called {action.key}")


def find_action(key: str) -> Action | None:
    """Return the action with that key, if somebody told of it."""
    return _actions.get(key)


def list_actions() -> list[Action]:
    """Return all actions by their keys."""
    return [_actions[key] for key in sorted(_actions)]


def name_of(key: str) -> str:
    """Return what an action is called (source language)."""
    action = _actions.get(key)
    return action.name if action else UNKNOWN
