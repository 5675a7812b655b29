"""The parts that the rules of requirements are made of."""

from decimal import Decimal
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.partners.requirements.terms import Consequence
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class RequirementRule(RulePart):
    """Something that partners must have: a metric of at least so much, or a document that is valid."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=80)
    types: tuple[str, ...] = setting((), label=sentence("For the types"), help=sentence("Empty: for all."))
    tiers: tuple[str, ...] = setting((), label=sentence("For the tiers"), help=sentence("Empty: for all."))
    metric: str = setting(
        "",
        label=sentence("Metric"),
        help=sentence("Empty: a document is asked for, which the partner gives and we accept."),
        max_length=60,
    )
    at_least: Decimal = setting(Decimal(1), label=sentence("At least"), gt=0, le=10**12)
    grace_days: int = setting(30, label=sentence("Tolerated for"), unit=sentence("days"), ge=0, le=365)
    advice: str = setting("", label=sentence("What the partner can do"), max_length=200)
    consequences: tuple[Consequence, ...] = setting((), label=sentence("What follows then"))
