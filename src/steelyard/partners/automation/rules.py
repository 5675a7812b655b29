"""The rulebook of automation: which automations there are, after how long partners count as inactive, how far one may lead on."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.automation.actions import find_action
from steelyard.partners.automation.checks import check_automations, check_loops
from steelyard.partners.automation.parts import ActionRule, AutomationRule
from steelyard.partners.automation.sections import AUTOMATIONS, GUARDS, INACTIVITY, STEPS
from steelyard.partners.automation.sentences import say_rules
from steelyard.partners.automation.triggers import find_trigger
from steelyard.program.rules import Rulebook, RuleSentence, Vocabulary, invalid, setting


class AutomationRules(Rulebook):
    """When this happens, and this holds, then do that. A run goes by the rules that held when its event happened."""

    prefix: ClassVar[str] = "AU"
    title: ClassVar[str] = sentence("Automation")
    summary: ClassVar[str] = sentence("What happens by itself: events, conditions, and what is done then.")
    overridable: ClassVar[frozenset[str]] = frozenset({"automations", "actions", "inactive_days"})

    automations: tuple[AutomationRule, ...] = setting(
        (), label=sentence("Automations"), section=AUTOMATIONS, max_length=100
    )
    actions: tuple[ActionRule, ...] = setting(
        (),
        label=sentence("What they do"),
        help=sentence("One step after the other, each named with the key of its automation."),
        section=STEPS,
        max_length=300,
    )
    inactive_days: tuple[int, ...] = setting(
        (60, 120, 180, 270),
        label=sentence("A partner is inactive after"),
        unit=sentence("days"),
        help=sentence("Each of these days is an event that automations can listen to."),
        section=INACTIVITY,
        max_length=10,
    )
    most_links: int = setting(
        5,
        label=sentence("Automations that may follow from each other"),
        help=sentence("A longer chain is stopped and shows in the log."),
        section=GUARDS,
        ge=1,
        le=20,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if list(self.inactive_days) != sorted(set(self.inactive_days)) or any(one < 1 for one in self.inactive_days):
            raise invalid(sentence("Days of inactivity grow from one to the next."))
        check_automations(self.automations, self.actions)
        check_loops(self.automations, self.actions)
        return self

    def listening_to(self, event_type: str) -> tuple[AutomationRule, ...]:
        """Return the automations that an event of that type may set off."""
        return tuple(one for one in self.automations if one.event == event_type)

    def find_automation(self, key: str) -> AutomationRule | None:
        """Return an automation, if the rules know it."""
        return next((one for one in self.automations if one.key == key), None)

    def actions_of(self, automation: str) -> tuple[ActionRule, ...]:
        """Return what an automation does, in order."""
        return tuple(one for one in self.actions if one.automation == automation)

    def conditions(self) -> Iterator[tuple[str, Vocabulary, str]]:
        """Yield each condition: the setting that holds it, what it may speak of, its text."""
        for number, one in enumerate(self.automations):
            trigger = find_trigger(one.event)
            if one.when and trigger is not None:
                yield f"automations.{number}.when", trigger.vocabulary, one.when

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, one in enumerate(self.actions):
            action = find_action(one.action)
            if action is not None and action.catalog:
                yield f"actions.{number}.target", action.catalog, one.target

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: each automation with what it does, then when partners are inactive."""
        return say_rules(self)
