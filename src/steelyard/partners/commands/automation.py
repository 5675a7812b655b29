"""Runs of automations: begun by an event, carried out step by step, each step in the transaction that notes it."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from steelyard.kernel.refusals import Refusal
from steelyard.partners.automation.actions import UNKNOWN, Doing, find_action
from steelyard.partners.automation.gathering import add_event, gather_partners
from steelyard.partners.automation.parts import AutomationRule
from steelyard.partners.automation.policies import compute_due_at, decide_state, is_met, list_asked
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.automation.terms import AutomationStepState, RunState
from steelyard.partners.models import AutomationRun, AutomationStep, Partner
from steelyard.partners.queries import today
from steelyard.platform.events import get_happened, jsonable
from steelyard.platform.reactions import Happened
from steelyard.program.public import RulesInForce, get_rules_of, program_in_force

AUTOMATION_RULEBOOK = "automation"


@transaction.atomic
def begin_runs(*, happened: Happened, now: datetime) -> list[tuple[UUID, datetime]]:
    """Log a run of each automation that listens to an event of a partner; return those to be carried out, and when.

    The rules are those that held when it happened. What another run caused is one link further in its chain.
    """
    partner = Partner.objects.filter(id=happened.event.partner_id, merged_into=None).first()
    if partner is None:
        return []
    program = program_in_force(AUTOMATION_RULEBOOK, at=happened.occurred_at)
    held: RulesInForce[AutomationRules] = program.rules_in(partner.region_id)
    listening = held.rules.listening_to(happened.event.type)
    if not listening:
        return []
    links = _count_links(happened.request_id)
    facts = add_event(gather_partners([partner.id], on=today(now))[partner.id], happened.event)
    waiting = []
    for automation in listening:
        state = decide_state(automation, facts, links=links, most_links=held.rules.most_links)
        run = AutomationRun(
            partner=partner,
            automation=automation.key,
            name=automation.name,
            condition=automation.when,
            rules=held.label,
            version_ids=[str(one) for one in held.version_ids],
            event_id=happened.id,
            event_type=happened.event.type,
            happened_at=happened.occurred_at,
            due_at=compute_due_at(happened.occurred_at, automation.delay_days),
            ended_at=None if state is RunState.WAITING else now,
            state=state,
            links=links,
            facts=jsonable(list_asked(automation, facts)),
        )
        run.save(force_insert=True)
        if state is RunState.WAITING:
            AutomationStep.objects.bulk_create(_list_steps(run, automation, held.rules))
            waiting.append((run.id, run.due_at))
    return waiting


@transaction.atomic
def carry_out_step(*, run_id: UUID, now: datetime) -> bool:
    """Do the next step of a run that is due, and tell whether there may be another one.

    The deed and the note of it are one transaction, and the run is held until it ends: whoever comes twice, or after a worker that
    was killed, does only what is left. A refusal takes back what its step did, is noted, and the next step follows.
    """
    run = AutomationRun.objects.select_for_update(of=("self",)).filter(id=run_id, state=RunState.WAITING).first()
    if run is None or run.due_at > now:
        return False
    step = run.steps.filter(state=AutomationStepState.WAITING).order_by("place").first()
    if step is None:
        _end(run, RunState.DONE, now)
        return False
    if step.place == 0 and run.due_at > run.happened_at and not _still_holds(run, now):
        _end(run, RunState.LAPSED, now)
        return False
    _do(run, step, now)
    return True


def _count_links(request_id: str) -> int:
    """Return how long the chain is that an event's automations continue: what no run caused begins one."""
    if not request_id.startswith(f"{AutomationRun.PREFIX}_"):
        return 1
    before = AutomationRun.objects.filter(id=AutomationRun.parse_id(request_id)).values_list("links", flat=True).first()
    return (before or 0) + 1


def _list_steps(run: AutomationRun, automation: AutomationRule, rules: AutomationRules) -> list[AutomationStep]:
    return [
        AutomationStep(
            run=run,
            place=place,
            action=said.action,
            target=said.target,
            title=said.title,
            text=said.text,
            days=said.days,
        )
        for place, said in enumerate(rules.actions_of(automation.key))
    ]


def _still_holds(run: AutomationRun, now: datetime) -> bool:
    """Tell whether the condition of a run that has waited holds for the partner as it is by now."""
    held: RulesInForce[AutomationRules] = get_rules_of([UUID(one) for one in run.version_ids])
    automation = held.rules.find_automation(run.automation)
    facts = add_event(
        gather_partners([run.partner_id], on=today(now))[run.partner_id], get_happened(run.event_id).event
    )
    return automation is not None and is_met(automation, facts)


def _do(run: AutomationRun, step: AutomationStep, now: datetime) -> None:
    action = find_action(step.action)
    doing = Doing(
        partner_id=run.partner_id,
        automation=run.name,
        target=step.target,
        title=step.title,
        text=step.text,
        days=step.days,
        run_id=run.id,
        step_id=step.id,
        now=now,
    )
    step.state, step.done_at = AutomationStepState.DONE, now
    try:
        # What it records goes back to this run: by that its chain is counted.
        with transaction.atomic(), structlog.contextvars.bound_contextvars(request_id=run.public_id):
            if action is None:
                raise _ActionGone
            action.do(doing)
    except Refusal as refusal:
        step.state, step.refusal, step.refusal_params = (
            AutomationStepState.REFUSED,
            refusal.text,
            jsonable(refusal.params),
        )
    step.save(update_fields=["state", "refusal", "refusal_params", "done_at"])


def _end(run: AutomationRun, state: RunState, now: datetime) -> None:
    run.state, run.ended_at = state, now
    run.save(update_fields=["state", "ended_at"])


class _ActionGone(Refusal):
    """No context knows the action any more."""

    code = "automation_action_gone"
    text = UNKNOWN
