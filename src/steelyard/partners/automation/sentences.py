"""The rules of automation in plain words. They are the host's own: partners read what happens to them, not why it is set up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from steelyard.kernel.refusals import sentence
from steelyard.partners.automation.actions import UNKNOWN, find_action
from steelyard.partners.automation.parts import ActionRule, AutomationRule
from steelyard.partners.automation.sections import AUTOMATIONS, GUARDS, INACTIVITY
from steelyard.partners.automation.triggers import find_trigger
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.automation.rules import AutomationRules


def say_rules(rules: "AutomationRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    said: list[RuleSentence] = []
    for number, automation in enumerate(rules.automations, start=1):
        said.append(_say_automation(f"AU-{number}", automation))
        said += _say_actions(f"AU-{number}", rules.actions_of(automation.key))
    if not said:
        said.append(_sentence("AU-1", sentence("Nothing happens by itself."), {}, AUTOMATIONS, "automations"))
    if rules.inactive_days:
        text = sentence("A partner that does nothing is inactive after so many days: {days}.")
        said.append(_sentence("AU-I", text, {"days": rules.inactive_days}, INACTIVITY, "inactive_days"))
    text = sentence("Of automations that follow from each other, at most {count} run; the next one is stopped.")
    said.append(_sentence("AU-G", text, {"count": rules.most_links}, GUARDS, "most_links"))
    return said


def _say_automation(number: str, automation: AutomationRule) -> RuleSentence:
    trigger = find_trigger(automation.event)
    words: dict[str, Any] = {
        "name": Term(automation.name),
        "event": Term(trigger.name if trigger else automation.event),
        "when": automation.when,
        "days": automation.delay_days,
    }
    if automation.when and automation.delay_days:
        text = sentence("“{name}”: {event}, this holds: {when}, and still does after {days} days.")
    elif automation.when:
        text = sentence("“{name}”: {event}, and this holds: {when}.")
    elif automation.delay_days:
        text = sentence("“{name}”: {days} days after this: {event}.")
    else:
        text = sentence("“{name}”: {event}.")
    return _sentence(number, text, words, AUTOMATIONS, "automations")


def _say_actions(number: str, actions: tuple[ActionRule, ...]) -> Iterator[RuleSentence]:
    for place, said in enumerate(actions, start=1):
        action = find_action(said.action)
        words = words_of(said.action, target=said.target, title=said.title, text=said.text, days=said.days)
        yield _sentence(f"{number}.{place}", action.says if action else UNKNOWN, words, AUTOMATIONS, "actions")


def words_of(key: str, *, target: str, title: str, text: str, days: int) -> dict[str, Any]:
    """Return what fills the sentence of an action."""
    action = find_action(key)
    name = action.targets.get(target, target) if action else target
    return {"target": Term(name), "title": Term(title), "text": Term(text), "days": days}


def _sentence(number: str, text: str, params: dict[str, Any], section: str, field: str) -> RuleSentence:
    return RuleSentence(rule=number, text=text, params=params, section=section, fields=(field,), is_confidential=True)
