"""What counts as a sign of life. Contexts tell their events at start, through the door."""

from collections.abc import Iterable

from steelyard.kernel.events import Event
from steelyard.partners.inactivity.terms import SIGNALS, Signal

_signals: dict[str, tuple[Signal, ...]] = {}
"""Each type of event with the periods of which it is a beginning."""


def add_signal(signal: Signal, event_classes: Iterable[type[Event]]) -> None:
    """Tell that events are a sign of life."""
    for cls in event_classes:
        _signals[cls.type] = (signal, Signal.ANY)


def add_beginnings(event_classes: Iterable[type[Event]]) -> None:
    """Tell that a partner is counted anew for every signal after these events: it has just come."""
    for cls in event_classes:
        _signals[cls.type] = (*SIGNALS, Signal.ANY)


def signals_of(event_type: str) -> tuple[Signal, ...]:
    """Return of what an event of that type is a sign."""
    return _signals.get(event_type, ())


def list_signals() -> list[tuple[str, Signal]]:
    """Return every type of event with each thing that it is a sign of."""
    return [(kind, signal) for kind, signals in sorted(_signals.items()) for signal in signals]
