"""What the API says of automations, their runs, trials and tasks about partners."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.automation.actions import Action
from steelyard.partners.automation.rows import say_action, say_refusal
from steelyard.partners.automation.terms import (
    AutomationCard,
    AutomationStepState,
    RunCard,
    RunState,
    TaskCard,
    TaskPurpose,
    Touch,
    Touched,
)
from steelyard.partners.automation.triggers import PARTNER_FACTS, Trigger
from steelyard.partners.models import Partner
from steelyard.partners.onboarding.terms import Doer
from steelyard.platform.events import jsonable
from steelyard.platform.http.schemas import Body, Schema, Text
from steelyard.platform.wording import say


class AutomationOut(Schema):
    """An automation in force: everywhere, or in one region."""

    key: str
    name: str
    region: str
    event: str
    when: str
    delay_days: int
    does: list[str]
    runs: int
    last_run_at: datetime | None

    @classmethod
    def of(cls, card: AutomationCard) -> "AutomationOut":
        return cls(
            key=card.key,
            name=card.name,
            region=card.region,
            event=card.event,
            when=card.when,
            delay_days=card.delay_days,
            does=[say_action(one) for one in card.actions],
            runs=card.runs,
            last_run_at=card.last_at,
        )


class TriggerOut(Schema):
    """An event to which automations can listen, with the facts that conditions may ask about, each with its type."""

    type: str
    name: str
    facts: dict[str, str]

    @classmethod
    def of(cls, trigger: Trigger) -> "TriggerOut":
        facts = {fact.name: fact.kind.value for fact in (*PARTNER_FACTS, *trigger.event_facts)}
        return cls(type=trigger.event.type, name=trigger.name, facts=facts)


class AutomationActionOut(Schema):
    """Something that automations can do; `targets` are all that it can be done with, where they are known."""

    key: str
    name: str
    says: str
    target: str
    targets: list[str]

    @classmethod
    def of(cls, action: Action) -> "AutomationActionOut":
        return cls(
            key=action.key, name=action.name, says=action.says, target=action.target, targets=list(action.targets)
        )


class AutomationPartsOut(Schema):
    """What automations can listen to, and what they can do."""

    events: list[TriggerOut]
    actions: list[AutomationActionOut]


class AutomationStepOut(Schema):
    """What became of a step of a run."""

    action: str
    does: str
    state: AutomationStepState
    refusal: str
    done_at: datetime | None


class AutomationRunLineOut(Schema):
    """A run of an automation for one partner after one event."""

    id: str
    automation: str
    name: str
    rules: str
    partner_id: str
    partner: str
    event: str
    event_id: str
    happened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    state: RunState
    links: int

    @classmethod
    def facts_of(cls, card: RunCard) -> dict[str, Any]:
        return {
            "id": card.public_id,
            "automation": card.automation,
            "name": card.name,
            "rules": card.rules,
            "partner_id": public_id(Partner.PREFIX, card.partner_id),
            "partner": card.partner,
            "event": card.event_type,
            "event_id": public_id("event", card.event_id),
            "happened_at": card.happened_at,
            "due_at": card.due_at,
            "ended_at": card.ended_at,
            "state": card.state,
            "links": card.links,
        }

    @classmethod
    def of(cls, card: RunCard) -> "AutomationRunLineOut":
        return cls(**cls.facts_of(card))


class AutomationRunOut(AutomationRunLineOut):
    """A run with the facts that its condition asked about, and its steps."""

    when: str
    facts: dict[str, Any]
    steps: list[AutomationStepOut]

    @classmethod
    def of(cls, card: RunCard) -> "AutomationRunOut":
        steps = [
            AutomationStepOut(
                action=one.action, does=say_action(one), state=one.state, refusal=say_refusal(one), done_at=one.done_at
            )
            for one in card.steps
        ]
        return cls(**cls.facts_of(card), when=card.when, facts=card.facts, steps=steps)


class TouchOut(Schema):
    """One time that an automation would have run: after what, why, and what it would have done."""

    automation: str
    event: str
    happened_at: datetime
    due_at: datetime
    when: str
    facts: dict[str, Any]
    does: list[str]

    @classmethod
    def of(cls, touch: Touch) -> "TouchOut":
        return cls(
            automation=touch.automation,
            event=say(touch.event),
            happened_at=touch.happened_at,
            due_at=touch.due_at,
            when=touch.when,
            facts=jsonable(touch.facts),
            does=[say_action(one) for one in touch.actions],
        )


class TouchedOut(Schema):
    """A partner that automations would have touched."""

    partner_id: str
    partner: str
    touches: list[TouchOut]

    @classmethod
    def of(cls, card: Touched) -> "TouchedOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            touches=[TouchOut.of(one) for one in card.touches],
        )


class PartnerTaskOut(Schema):
    """Something that somebody was asked to do about a partner."""

    id: str
    partner_id: str
    partner: str
    title: str
    text: str
    doer: Doer
    purpose: TaskPurpose
    due_on: date
    opened_at: datetime
    closed_at: datetime | None
    remark: str

    @classmethod
    def of(cls, card: TaskCard) -> "PartnerTaskOut":
        return cls(
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            title=card.title,
            text=card.text,
            doer=card.doer,
            purpose=card.purpose,
            due_on=card.due_on,
            opened_at=card.opened_at,
            closed_at=card.closed_at,
            remark=card.remark,
        )


class PartnerTaskClosureIn(Body):
    """A word about how a task was done."""

    remark: Annotated[Text, Field(max_length=500)] = ""
