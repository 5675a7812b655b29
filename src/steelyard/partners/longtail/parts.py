"""The parts that the rules of the long tail are made of."""

from decimal import Decimal
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class TailTrack(RulePart):
    """A way of looking after small partners without a manager. Automations and segments know it by its key."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=60)
    types: tuple[str, ...] = setting((), label=sentence("For the types"), help=sentence("Empty: for all."))


class RiseRule(RulePart):
    """What growth from a small base is: so much at least, so many times what was to be expected, and not by chance."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    metric: str = setting(..., label=sentence("Metric"), max_length=60)
    times: str = setting(
        "",
        label=sentence("How often it happened"),
        help=sentence("The metric whose number the chance is told from. Empty: the same one."),
        max_length=60,
    )
    months: int = setting(3, label=sentence("In the last"), unit=sentence("months"), ge=1, le=12)
    months_before: int = setting(
        12, label=sentence("Against the"), unit=sentence("months before"), help=sentence("Its own past."), ge=3, le=36
    )
    least: Decimal = setting(..., label=sentence("At least"), gt=0, le=10**12)
    factor: Decimal = setting(
        Decimal(2), label=sentence("Times what was to be expected"), gt=1, le=100, decimal_places=2
    )


STARTING_TRACKS = (TailTrack(key="low-touch", name="Low touch"),)
STARTING_RISES = (
    RiseRule(key="registrations", metric="deals.registered", least=Decimal(3)),
    RiseRule(key="won", metric="pipeline.won_value", times="pipeline.won_count", least=Decimal(10_000)),
    RiseRule(key="people", metric="learning.certified_people", least=Decimal(2)),
)
"""What a new installation looks at."""
