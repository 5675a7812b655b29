"""What automations can listen to. Contexts tell their events at start; the facts of each are read off its class."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.terms import PartnerStatus
from steelyard.program.rules import Fact, FactKind, Vocabulary

PREFIX = "event_"
"""Before the name of a fact of the event, to tell it from those of the partner."""

PARTNER_FACTS = (
    Fact("status", FactKind.TEXT, sentence("The partner's status"), words=tuple(PartnerStatus)),
    Fact("region", FactKind.TEXT, sentence("The partner's own region"), catalog="regions"),
    Fact("tier", FactKind.TEXT, sentence("The partner's tier"), catalog="tiers"),
    Fact("partner_types", FactKind.TEXTS, sentence("The partner's types"), catalog="partner_types"),
    Fact("idle_days", FactKind.WHOLE, sentence("Days since the partner last did anything")),
    Fact("sign_in_days", FactKind.WHOLE, sentence("Days since somebody of the partner last signed in")),
    Fact("deal_days", FactKind.WHOLE, sentence("Days since the partner last did something about a deal")),
    Fact("training_days", FactKind.WHOLE, sentence("Days since somebody of the partner last learned")),
)
_KINDS: dict[type, FactKind] = {
    bool: FactKind.TRUTH,
    int: FactKind.WHOLE,
    Decimal: FactKind.NUMBER,
    str: FactKind.TEXT,
    date: FactKind.INSTANT,
    datetime: FactKind.INSTANT,
}
_COMMON = {"subject_id", "subject_label", "partner_id"}


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """An event to which automations can listen, and what it is called."""

    event: type[Event]
    name: str

    @cached_property
    def event_facts(self) -> tuple[Fact, ...]:
        """What conditions may ask about the event."""
        hints = get_type_hints(self.event)
        found = ((one.name, _kind_of(hints[one.name])) for one in fields(self.event) if one.name not in _COMMON)
        return tuple(
            Fact(PREFIX + name, kind, name.replace("_", " ").capitalize()) for name, kind in found if kind is not None
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What conditions may speak of: the partner, and the event."""
        return Vocabulary(*PARTNER_FACTS, *self.event_facts)

    def facts_of(self, event: Event) -> dict[str, Any]:
        """Return what conditions may ask about this one event; what is empty is not known."""
        values = {fact.name: getattr(event, fact.name.removeprefix(PREFIX)) for fact in self.event_facts}
        return {name: plain(value) for name, value in values.items() if value is not None}


def _kind_of(hint: Any) -> FactKind | None:
    """Return what a field of an event is to a condition; None for what conditions cannot ask about, such as ids."""
    if get_origin(hint) in (Union, UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return _kind_of(inner[0]) if len(inner) == 1 else None
    if get_origin(hint) is tuple:
        return FactKind.TEXTS if _kind_of(get_args(hint)[0]) is FactKind.TEXT else None
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return FactKind.TEXT
    return _KINDS.get(hint)


def plain(value: Any) -> Any:
    """Return a value as conditions take it: decimals as numbers, days as their first instant."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), tzinfo=UTC)
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value


_triggers: dict[str, Trigger] = {}


def add_triggers(named: Mapping[type[Event], str]) -> None:
    """Tell of events to which automations can listen, each with its name. Raises: ValueError where one is told twice."""
    for event, name in named.items():
        trigger = Trigger(event=event, name=name)
        if _triggers.setdefault(event.type, trigger) is not trigger:
            raise ValueError(f"automations listen to {event.type} already")


def find_trigger(event_type: str) -> Trigger | None:
    """Return the event of that type, if automations can listen to it."""
    return _triggers.get(event_type)


def list_triggers() -> list[Trigger]:
    """Return all events to which automations can listen, by their types."""
    return [_triggers[key] for key in sorted(_triggers)]
