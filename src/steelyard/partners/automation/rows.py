"""Automations, runs, tasks and trials as their pages show them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners import permissions
from steelyard.partners.automation.actions import find_action, name_of
from steelyard.partners.automation.parts import ActionRule
from steelyard.partners.automation.terms import (
    AutomationCard,
    RunCard,
    StepCard,
    TaskCard,
    TaskPurpose,
    Touch,
    Touched,
)
from steelyard.partners.automation.triggers import Trigger, find_trigger
from steelyard.partners.models import Partner
from steelyard.platform.wording import say

_MOST_TOUCHES = 3


def event_name(event_type: str) -> str:
    """Return what an event is called in rules, in the reader's language; its type where nobody knows it any more."""
    trigger = find_trigger(event_type)
    return _(trigger.name) if trigger else event_type


def say_action(said: ActionRule | StepCard) -> str:
    """Return what a step does, in the reader's language."""
    action = find_action(said.action)
    if action is None:
        return _(name_of(said.action))
    target = _(action.targets[said.target]) if said.target in action.targets else said.target
    return _(action.says).format(target=target, title=said.title, text=said.text, days=said.days)


def say_refusal(step: StepCard) -> str:
    """Return why a step was refused, in the reader's language; nothing where it was not."""
    return _(step.refusal).format_map(step.refusal_params) if step.refusal else ""


def automation_row(card: AutomationCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return an automation in force with what it does."""
    return {
        "card": card,
        "event": event_name(card.event),
        "region": regions.get(card.region, card.region),
        "actions": [say_action(one) for one in card.actions],
        "delay": ngettext("after {days} day", "after {days} days", card.delay_days).format(days=card.delay_days)
        if card.delay_days
        else "",
    }


def run_row(card: RunCard) -> dict[str, Any]:
    """Return a run as the log shows it."""
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "event": event_name(card.event_type),
        "state": _(card.state.label),
        "tone": card.state.tone,
        "facts": fact_rows(card.facts),
        "steps": [
            {
                "step": one,
                "says": say_action(one),
                "refusal": say_refusal(one),
                "state": _(one.state.label),
                "tone": one.state.tone,
            }
            for one in card.steps
        ],
    }


def fact_rows(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the facts that a condition asked about, each with its value."""
    return [{"name": name, "value": _show(value)} for name, value in facts.items()]


def _show(value: Any) -> str:
    if value is None:
        return _("not known")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return str(value) or _("none")


def task_row(card: TaskCard, actor: Actor, *, on: date) -> dict[str, Any]:
    """Return a task about a partner, with where the actor says that it is done."""
    is_late = card.closed_at is None and card.due_on < on
    may_close = permissions.can_close_journey_task(actor, partner_id=card.partner_id, doer=card.doer)
    partner_id = public_id(Partner.PREFIX, card.partner_id)
    return {
        "card": card,
        "partner_id": partner_id,
        "doer": _(card.doer.label),
        "state": _("Done") if card.closed_at else _("Overdue") if is_late else _("Open"),
        "tone": "green" if card.closed_at else "red" if is_late else "neutral",
        "close_url": reverse("partners:task-close", args=[card.public_id]) if may_close and not card.closed_at else "",
        "do_url": reverse("partners:offboarding-new", args=[partner_id])
        if card.purpose is TaskPurpose.OFFBOARDING and not card.closed_at and permissions.can_manage_partners(actor)
        else "",
    }


def touched_row(card: Touched) -> dict[str, Any]:
    """Return a partner that automations would have touched, with the newest times."""
    more = len(card.touches) - _MOST_TOUCHES
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "touches": [touch_row(one) for one in card.touches[:_MOST_TOUCHES]],
        "more": ngettext("and {count} time more", "and {count} times more", more).format(count=more)
        if more > 0
        else "",
    }


def touch_row(touch: Touch) -> dict[str, Any]:
    """Return one time that an automation would have run."""
    return {
        "touch": touch,
        "event": say(touch.event),
        "facts": fact_rows(touch.facts),
        "actions": [say_action(one) for one in touch.actions],
    }


def trigger_row(trigger: Trigger) -> dict[str, Any]:
    """Return an event to which automations can listen, with what conditions may ask about it."""
    return {
        "type": trigger.event.type,
        "name": _(trigger.name),
        "facts": [{"name": fact.name, "kind": _(fact.kind.label)} for fact in trigger.event_facts],
    }
