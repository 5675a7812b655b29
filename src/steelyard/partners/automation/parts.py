"""The parts that the rules of automation are made of."""

from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.partners.automation.triggers import PARTNER_FACTS
from steelyard.program.rules import LONGEST, RulePart, Vocabulary, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class AutomationRule(RulePart):
    """When this happens, and this holds."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=80)
    event: str = setting(
        ...,
        label=sentence("When this happens"),
        help=sentence("A type of event, such as partners.partner.inactive."),
        max_length=80,
    )
    when: str = setting(
        "",
        label=sentence("And this holds"),
        help=sentence("Empty: always. Facts of the event begin with event_."),
        lines=2,
        vocabulary=Vocabulary(*PARTNER_FACTS),
        max_length=LONGEST,
    )
    delay_days: int = setting(
        0,
        label=sentence("Wait"),
        unit=sentence("days"),
        help=sentence("After waiting, the condition must still hold."),
        ge=0,
        le=730,
    )


class ActionRule(RulePart):
    """Then do that: one step of an automation, in the order in which they are written."""

    automation: str = setting(..., label=sentence("Automation"), max_length=30)
    action: str = setting(..., label=sentence("Do this"), help=sentence("The key of an action."), max_length=40)
    target: str = setting("", label=sentence("With what"), max_length=100)
    title: str = setting("", label=sentence("Title"), max_length=120)
    text: str = setting("", label=sentence("Text"), lines=2, max_length=500)
    days: int = setting(7, label=sentence("Due after"), unit=sentence("days"), ge=0, le=365)
