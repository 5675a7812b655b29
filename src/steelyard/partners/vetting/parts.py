"""The parts that the rules of vetting are made of."""

from decimal import Decimal
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.partners.vetting.terms import AnswerKind, VettingKind
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class QuestionnaireRule(RulePart):
    """A questionnaire: whom it is for, from how many points on a risk is medium or high, and how long it holds."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=80)
    kind: VettingKind = setting(..., label=sentence("About"))
    types: tuple[str, ...] = setting((), label=sentence("For the types"), help=sentence("Empty: for all."))
    tiers: tuple[str, ...] = setting((), label=sentence("For the tiers"), help=sentence("Empty: for all."))
    is_required: bool = setting(
        True,  # noqa: FBT003 - the default, not a switch
        label=sentence("Asked of every such partner"),
        help=sentence("Otherwise it is offered, or asked for one by one."),
    )
    medium_from: int = setting(..., label=sentence("Medium risk from"), unit=sentence("points"), ge=1, le=10_000)
    high_from: int = setting(..., label=sentence("High risk from"), unit=sentence("points"), ge=1, le=10_000)
    low_months: int = setting(36, label=sentence("Low risk holds for"), unit=sentence("months"), ge=1, le=120)
    medium_months: int = setting(24, label=sentence("Medium risk holds for"), unit=sentence("months"), ge=1, le=120)
    high_months: int = setting(12, label=sentence("High risk holds for"), unit=sentence("months"), ge=1, le=120)
    low_passes: bool = setting(
        True,  # noqa: FBT003 - the default, not a switch
        label=sentence("Low risk passes without a person"),
    )


class QuestionRule(RulePart):
    """A question of a questionnaire."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    questionnaire: str = setting(..., label=sentence("Questionnaire"), max_length=30)
    section: str = setting("", label=sentence("Under the heading"), max_length=60)
    text: str = setting(..., label=sentence("Question"), min_length=1, max_length=200)
    help: str = setting("", label=sentence("What is meant"), max_length=200)
    kind: AnswerKind = setting(AnswerKind.YES_NO, label=sentence("Answered by"))
    choices: tuple[str, ...] = setting((), label=sentence("One of these"), max_length=30)
    is_required: bool = setting(
        True,  # noqa: FBT003 - the default, not a switch
        label=sentence("Must be answered"),
    )


class WeightRule(RulePart):
    """What an answer weighs: points of risk, or a red flag."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    question: str = setting(..., label=sentence("Question"), max_length=30)
    answer: str = setting(
        "",
        label=sentence("Where the answer is"),
        help=sentence("yes, no, or a word to choose. Empty, and without a number: where nothing is answered."),
        max_length=100,
    )
    at_least: Decimal | None = setting(None, label=sentence("Or the number is at least"))
    below: Decimal | None = setting(None, label=sentence("Or the number is below"))
    points: int = setting(0, label=sentence("Points of risk"), ge=0, le=10_000)
    is_red_flag: bool = setting(
        False,  # noqa: FBT003 - the default, not a switch
        label=sentence("It is a red flag"),
    )
    reason: str = setting(..., label=sentence("In plain words"), min_length=3, max_length=200)
