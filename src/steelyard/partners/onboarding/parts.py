"""The parts that the rules of onboarding are made of."""

from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding.terms import Doer, Persona
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class JourneyRule(RulePart):
    """A journey for partners of some types, or of all; for everybody there together or for those in one role."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=60)
    types: tuple[str, ...] = setting((), label=sentence("For the types"), help=sentence("Empty: for all."))
    persona: Persona = setting(Persona.ORGANIZATION, label=sentence("For whom"))


class StageRule(RulePart):
    """A stage of a journey. It opens once the stages that it comes after are left."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    journey: str = setting(..., label=sentence("Journey"), max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=60)
    after: tuple[str, ...] = setting((), label=sentence("Comes after"), help=sentence("Empty: open from the start."))


class JourneyTaskRule(RulePart):
    """Something that has to be done in a stage: closed by a milestone that is reached, or else by hand."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    stage: str = setting(..., label=sentence("Stage"), max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=120)
    doer: Doer = setting(Doer.PARTNER_ADMIN, label=sentence("Who does it"))
    due_days: int = setting(..., label=sentence("Due after"), unit=sentence("days from the start"), ge=0, le=730)
    milestone: str = setting(
        "", label=sentence("Milestone"), help=sentence("Empty: closed by hand, with evidence."), max_length=60
    )
    is_optional: bool = setting(
        False,  # noqa: FBT003 - the default, not a switch
        label=sentence("The stage can be left without it"),
    )


class CheckpointRule(RulePart):
    """By which day after the start a stage should be left; who has not left it by then is stuck."""

    item_key: ClassVar[str] = "stage"

    days: int = setting(..., label=sentence("Day"), ge=1, le=730)
    stage: str = setting(..., label=sentence("Stage to be left"), max_length=30)
