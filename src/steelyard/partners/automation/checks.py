"""What must hold between automations before they are kept: each check names what does not fit."""

from collections import Counter
from collections.abc import Iterator, Sequence

from steelyard.kernel.refusals import sentence
from steelyard.partners.automation.actions import find_action
from steelyard.partners.automation.parts import ActionRule, AutomationRule
from steelyard.partners.automation.triggers import PREFIX, find_trigger
from steelyard.partners.onboarding.graph import find_cycle
from steelyard.program.rules import ConditionInvalid, invalid

_ARROW = " → "


def check_automations(automations: Sequence[AutomationRule], actions: Sequence[ActionRule]) -> None:
    """Make sure that keys are unique, events known, and that each automation does something. Raises: PydanticCustomError."""
    for key, times in Counter(one.key for one in automations).items():
        if times > 1:
            raise invalid(sentence("“{key}” is there twice."), key=key)
    acting = {one.automation for one in actions}
    for one in automations:
        if find_trigger(one.event) is None:
            raise invalid(sentence("“{name}”: automations cannot listen to “{event}”."), name=one.name, event=one.event)
        if one.key not in acting:
            raise invalid(sentence("“{name}” does nothing: give it an action."), name=one.name)
    known = {one.key for one in automations}
    for action in actions:
        if action.automation not in known:
            raise invalid(sentence("There is no automation “{key}”."), key=action.automation)
        _check_action(action)


def _check_action(said: ActionRule) -> None:
    action = find_action(said.action)
    if action is None:
        raise invalid(sentence("“{key}”: there is no action “{action}”."), key=said.automation, action=said.action)
    if action.target and not said.target:
        raise invalid(sentence("“{key}”: say with what to “{action}”."), key=said.automation, action=said.action)
    if action.targets and said.target not in action.targets:
        raise invalid(
            sentence("“{key}”: “{target}” is none of: {targets}."),
            key=said.automation,
            target=said.target,
            targets=", ".join(action.targets),
        )
    if action.needs_title and not said.title:
        raise invalid(sentence("“{key}”: “{action}” needs a title."), key=said.automation, action=said.action)


def check_loops(automations: Sequence[AutomationRule], actions: Sequence[ActionRule]) -> None:
    """Make sure that no automation can set itself off, alone or through others. Raises: PydanticCustomError, naming the cycle."""
    names = {one.key: one.name for one in automations}
    causes = {one.key: {other.key for other in automations if _may_set_off(other, one, actions)} for one in automations}
    if cycle := find_cycle(causes):
        ring = _ARROW.join(names[one] for one in reversed(cycle))
        raise invalid(sentence("These automations set each other off without end: {cycle}."), cycle=ring)


def _may_set_off(first: AutomationRule, then: AutomationRule, actions: Sequence[ActionRule]) -> bool:
    """Tell whether something that the first one does is what the other one listens to, as far as the settings tell."""
    return any(_may_hold(then, given) for given in _list_caused(first, then.event, actions))


def _list_caused(
    automation: AutomationRule, event_type: str, actions: Sequence[ActionRule]
) -> Iterator[dict[str, str]]:
    for said in actions:
        action = find_action(said.action)
        if said.automation != automation.key or action is None:
            continue
        for cause in action.causes:
            if cause.event.type == event_type:
                yield action.facts_known(cause, said.model_dump())


def _may_hold(automation: AutomationRule, given: dict[str, str]) -> bool:
    """Tell whether the condition can be met by an event of which these facts are known; in doubt it can."""
    trigger = find_trigger(automation.event)
    if trigger is None or not automation.when:
        return True
    known = [f"{PREFIX}{name} == {_quoted(value)}" for name, value in given.items()]
    try:
        return not trigger.vocabulary.compile(" && ".join([f"({automation.when})", *known])).is_impossible
    except ConditionInvalid:  # the condition itself is judged elsewhere, with its place
        return True


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
