"""Whether an automation runs, and when: of facts and rules alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from steelyard.partners.automation.parts import AutomationRule
from steelyard.partners.automation.terms import RunState
from steelyard.partners.automation.triggers import find_trigger


def is_met(automation: AutomationRule, facts: Mapping[str, Any]) -> bool:
    """Tell whether the condition holds; without one it does, and one about facts that are not known does not."""
    trigger = find_trigger(automation.event)
    if trigger is None:
        return False
    return not automation.when or trigger.vocabulary.compile(automation.when).holds(facts)


def compute_due_at(happened_at: datetime, delay_days: int) -> datetime:
    """Return when a run is due. A day is 24 hours of UTC: no clock change and no leap day makes one longer or shorter."""
    return happened_at + timedelta(days=delay_days)


def decide_state(automation: AutomationRule, facts: Mapping[str, Any], *, links: int, most_links: int) -> RunState:
    """Return how a run begins: it waits to be carried out, or ends where the condition or the length of the chain says so."""
    if not is_met(automation, facts):
        return RunState.NOT_MET
    return RunState.STOPPED if links > most_links else RunState.WAITING


def list_asked(automation: AutomationRule, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the facts that the condition speaks of: what a reader needs to see why it held or did not."""
    trigger = find_trigger(automation.event)
    if trigger is None or not automation.when:
        return {}
    used = trigger.vocabulary.compile(automation.when).used
    return {name: facts.get(name) for name in sorted(used)}
