"""What a mail can offer to do: contexts say of each action what it asks, what will happen, and which command does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django import forms

from steelyard.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an action will do, said to whom decides whether to do it."""

    title: str
    consequence: str
    facts: tuple[tuple[str, str], ...]
    """What it is about, as pairs of a label and a text."""
    version: int
    """The version of the subject that this is said of."""
    url: str
    """The subject's page, for who would rather look first."""


class Act(Protocol):
    """Does the action: the same command that the subject's page gives."""

    def __call__(
        self, *, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAction:
    """One action. `label` and `done` are source texts, translated where they are shown."""

    key: str
    label: str
    done: str
    form: type[forms.Form]
    state: Callable[[Actor, UUID, datetime], Statement]
    """Says what will happen, as the actor, without doing it; refuses where the command would. Raises: Refusal."""
    act: Act


_actions: dict[str, MailAction] = {}


def register_mail_actions(*actions: MailAction) -> None:
    """Make actions known under their keys, which stand in mails and never change."""
    for action in actions:
        if action.key in _actions:
            raise ValueError(f"two actions are called {action.key}")
        _actions[action.key] = action


def find_mail_action(key: str) -> MailAction | None:
    """Return the action of that key, or None where there is none any more."""
    return _actions.get(key)
