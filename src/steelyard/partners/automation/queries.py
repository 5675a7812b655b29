"""Reading automations: those in force, their runs with what held and what was done, and tasks about partners."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.automation.terms import (
    AutomationCard,
    AutomationStepState,
    RunCard,
    RunFilter,
    RunState,
    StepCard,
    TaskCard,
    TaskFilter,
    TaskPurpose,
)
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK
from steelyard.partners.models import AutomationRun, AutomationStep, PartnerTask
from steelyard.partners.onboarding.terms import Doer
from steelyard.platform.paging import take
from steelyard.program.public import program_in_force

_NEWEST = ("-happened_at", "-id")


def list_automations(actor: Actor, *, at: datetime) -> list[AutomationCard]:
    """Return the automations in force, the global ones and then those of regions that have their own. Raises: NotAllowed."""
    _require_host(actor)
    program = program_in_force(AUTOMATION_RULEBOOK, at=at)
    counted = {
        key: (runs, last_at)
        for key, runs, last_at in AutomationRun.visible_to(actor)
        .exclude(state=RunState.NOT_MET)
        .values_list("automation")
        .annotate(runs=Count("id"), last_at=Max("happened_at"))
        .order_by()
    }
    cards = []
    for region in sorted(program.versions):
        rules: AutomationRules = program.rules_in(region).rules
        for one in rules.automations:
            runs, last_at = counted.get(one.key, (0, None))
            cards.append(
                AutomationCard(
                    key=one.key,
                    name=one.name,
                    region=region,
                    event=one.event,
                    when=one.when,
                    delay_days=one.delay_days,
                    actions=rules.actions_of(one.key),
                    runs=runs,
                    last_at=last_at,
                )
            )
    return cards


def list_runs(actor: Actor, wanted: RunFilter, page: PageRequest) -> Page[RunCard]:
    """Return a page of runs, the newest first. Raises: NotAllowed."""
    _require_host(actor)
    stretch = take(_filtered(AutomationRun.visible_to(actor), wanted).select_related("partner"), page, _NEWEST)
    cards = [_run_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_run(actor: Actor, run_id: UUID) -> RunCard:
    """Return a run with what became of each step. Raises: NotFound."""
    steps = Prefetch("steps", AutomationStep.visible_to(actor).order_by("place"))
    row = AutomationRun.visible_to(actor).filter(id=run_id).select_related("partner").prefetch_related(steps).first()
    if row is None:
        raise NotFound
    return _run_card(row, tuple(_step_card(step) for step in row.steps.all()))


def list_due_runs(now: datetime) -> list[UUID]:
    """Return the runs that wait to be carried out and are due, the first one first; call as the system."""
    rows = AutomationRun.objects.filter(state=RunState.WAITING, due_at__lte=now).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True))


def list_partner_tasks(actor: Actor, wanted: TaskFilter, page: PageRequest) -> Page[TaskCard]:
    """Return a page of the tasks about partners that the actor may see, the open ones that are due first at the top."""
    rows = PartnerTask.visible_to(actor).select_related("partner")
    if wanted.is_open is not None:
        rows = rows.filter(closed_at__isnull=wanted.is_open)
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    stretch = take(rows, page, ("due_on", "id") if wanted.is_open else ("-due_on", "-id"))
    cards = [_task_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_partner_task(actor: Actor, task_id: UUID) -> TaskCard:
    """Return a task that the actor may see. Raises: NotFound."""
    row = PartnerTask.visible_to(actor).filter(id=task_id).select_related("partner").first()
    if row is None:
        raise NotFound
    return _task_card(row)


def _require_host(actor: Actor) -> None:
    if not permissions.can_list_partners(actor):
        raise NotAllowed


def _filtered(rows: QuerySet[AutomationRun], wanted: RunFilter) -> QuerySet[AutomationRun]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.automation:
        rows = rows.filter(automation=wanted.automation)
    if wanted.event:
        rows = rows.filter(event_type=wanted.event)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.partner_id is not None:
        rows = rows.filter(partner=wanted.partner_id)
    return rows


def _run_card(row: AutomationRun, steps: tuple[StepCard, ...] = ()) -> RunCard:
    return RunCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        automation=row.automation,
        name=row.name,
        rules=row.rules,
        event_id=row.event_id,
        event_type=row.event_type,
        happened_at=row.happened_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        state=RunState(row.state),
        links=row.links,
        when=row.condition,
        facts=row.facts,
        steps=steps,
    )


def _step_card(row: AutomationStep) -> StepCard:
    return StepCard(
        place=row.place,
        action=row.action,
        target=row.target,
        title=row.title,
        text=row.text,
        days=row.days,
        state=AutomationStepState(row.state),
        refusal=row.refusal,
        refusal_params=row.refusal_params,
        done_at=row.done_at,
    )


def _task_card(row: PartnerTask) -> TaskCard:
    return TaskCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        title=row.title,
        text=row.text,
        doer=Doer(row.doer),
        purpose=TaskPurpose(row.purpose),
        due_on=row.due_on,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        remark=row.remark,
    )
