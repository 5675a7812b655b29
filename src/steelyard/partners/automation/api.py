"""Automations over the API: those in force, what they did, what they would have done, tasks about partners."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions
from steelyard.partners.automation.actions import list_actions
from steelyard.partners.automation.queries import (
    get_partner_task,
    get_run,
    list_automations,
    list_partner_tasks,
    list_runs,
)
from steelyard.partners.automation.schemas import (
    AutomationActionOut,
    AutomationOut,
    AutomationPartsOut,
    AutomationRunLineOut,
    AutomationRunOut,
    PartnerTaskClosureIn,
    PartnerTaskOut,
    TouchedOut,
    TriggerOut,
)
from steelyard.partners.automation.terms import RunFilter, RunState, TaskFilter
from steelyard.partners.automation.trial import MOST_DAYS, try_automations
from steelyard.partners.automation.triggers import list_triggers
from steelyard.partners.filters import id_of
from steelyard.partners.models import AutomationRun, Partner, PartnerTask
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize
from steelyard.platform.paging import cut

router = Router(tags=["Partners"])

Key = Annotated[Line, Field(max_length=80)]


@router.get("/automations", response=list[AutomationOut], summary="List automations")
def list_partner_automations(request: HttpRequest) -> list[AutomationOut]:
    """Return the automations in force, with how often each ran. For the host."""
    return [AutomationOut.of(card) for card in list_automations(asker(request), at=utc_now())]


@router.get("/automation-parts", response=AutomationPartsOut, summary="List what automations are made of")
def list_automation_parts(request: HttpRequest) -> AutomationPartsOut:
    """Return the events to which automations can listen, and what they can do. For the host."""
    if not permissions.can_list_partners(asker(request)):
        raise NotAllowed
    return AutomationPartsOut(
        events=[TriggerOut.of(one) for one in list_triggers()],
        actions=[AutomationActionOut.of(one) for one in list_actions()],
    )


@router.get("/automation-runs", response=PageSchema[AutomationRunLineOut], summary="List runs of automations")
def list_automation_runs(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    automation: Key = "",
    event: Key = "",
    state: RunState | None = None,
    partner: Annotated[Line, Field(max_length=100)] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AutomationRunLineOut]:
    """Return the runs of automations, the newest first. For the host."""
    wanted = RunFilter(
        text=q,
        automation=automation,
        event=event,
        state=state,
        partner_id=Partner.parse_id(partner) if partner else None,
    )
    found = list_runs(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[AutomationRunLineOut].of(found.map(AutomationRunLineOut.of))


@router.get("/automation-runs/{run_id}", response=AutomationRunOut, summary="Show a run of an automation")
def get_automation_run(request: HttpRequest, run_id: str) -> AutomationRunOut:
    """Return what held, and what was done, step by step. For the host."""
    return AutomationRunOut.of(get_run(asker(request), AutomationRun.parse_id(run_id)))


@router.get("/automation-trial", response=PageSchema[TouchedOut], summary="Try automations on the past")
def try_automations_on_past(
    request: HttpRequest,
    version: Annotated[
        Line, Field(max_length=100, description="A version of the rules; without, those in force.")
    ] = "",
    automation: Key = "",
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 90,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[TouchedOut]:
    """Return the partners that automations would have touched in the last days, with why. Nothing is done. For the host."""
    trial = try_automations(
        asker(request), version_id=id_of("rules", version), automation=automation, days=days, now=utc_now()
    )
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[TouchedOut].of(cut(trial.touched, asked).map(TouchedOut.of))


@router.get("/partner-tasks", response=PageSchema[PartnerTaskOut], summary="List tasks about partners")
def list_tasks_about_partners(
    request: HttpRequest,
    state: Literal["open", "closed", "all"] = "open",
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[PartnerTaskOut]:
    """Return what people are asked to do about partners: for a partner its own, what is due first at the top."""
    wanted = TaskFilter(is_open={"open": True, "closed": False}.get(state), text=q)
    found = list_partner_tasks(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[PartnerTaskOut].of(found.map(PartnerTaskOut.of))


@router.post(
    "/partner-tasks/{partner_task_id}/closure", response=PartnerTaskOut, summary="Close a task about a partner"
)
def close_task_about_partner(request: HttpRequest, partner_task_id: str, body: PartnerTaskClosureIn) -> PartnerTaskOut:
    """Say that a task is done."""
    actor, key = asker(request), PartnerTask.parse_id(partner_task_id)
    commands.close_partner_task(actor=actor, task_id=key, remark=body.remark, now=utc_now())
    return PartnerTaskOut.of(get_partner_task(actor, key))
