"""The pages of automations: those in force, what they are made of, their runs, trials on the past, tasks about partners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.automation.actions import list_actions
from steelyard.partners.automation.filters import (
    TRIAL_DAYS,
    partner_task_filter_from,
    run_filter_from,
    trial_question_from,
)
from steelyard.partners.automation.forms import ClosePartnerTaskForm
from steelyard.partners.automation.queries import (
    get_partner_task,
    get_run,
    list_automations,
    list_partner_tasks,
    list_runs,
)
from steelyard.partners.automation.rows import automation_row, run_row, task_row, touched_row, trigger_row
from steelyard.partners.automation.terms import RunState
from steelyard.partners.automation.trial import MOST_EVENTS, try_automations
from steelyard.partners.automation.triggers import PARTNER_FACTS, list_triggers
from steelyard.partners.chips import name_regions
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK
from steelyard.partners.models import AutomationRun, PartnerTask
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.paging import cut
from steelyard.program.public import list_versions
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_automations(request: HttpRequest) -> HttpResponse:
    """Show the automations in force, with how often each ran."""
    regions = name_regions()
    cards = list_automations(asker(request), at=utc_now())
    return render(request, "partners/automation/list.html", {"rows": [automation_row(card, regions) for card in cards]})


@sign_in_required
@require_GET
def show_parts(request: HttpRequest) -> HttpResponse:
    """Show what automations can listen to, what conditions may ask, and what can be done."""
    if not permissions.can_list_partners(asker(request)):
        raise NotAllowed
    context = {
        "triggers": [trigger_row(one) for one in list_triggers()],
        "actions": [
            {"key": one.key, "name": _(one.name), "target": _(one.target) if one.target else "", "targets": one.targets}
            for one in list_actions()
        ],
        "facts": [{"name": one.name, "kind": _(one.kind.label), "meaning": _(one.meaning)} for one in PARTNER_FACTS],
    }
    return render(request, "partners/automation/parts.html", context)


@sign_in_required
@require_GET
def show_runs(request: HttpRequest) -> HttpResponse:
    """Show what automations did, the newest first."""
    actor = asker(request)
    wanted = run_filter_from(request.GET)
    page = list_runs(actor, wanted, page_from(request.GET))
    names = {card.key: card.name for card in list_automations(actor, at=utc_now())}
    context = {
        "page": page,
        "rows": [run_row(card) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "automation", _("Automation"), names),
            chip(request, "event", _("Event"), {one.event.type: _(one.name) for one in list_triggers()}),
            chip(request, "state", _("State"), {str(state): _(state.label) for state in RunState}),
        ],
    }
    return render(request, "partners/automation/runs.html", context)


@sign_in_required
@require_GET
def show_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show one run: what held, and what was done, step by step."""
    card = get_run(asker(request), AutomationRun.parse_id(run_id))
    return render(request, "partners/automation/run.html", {"row": run_row(card), "card": card})


@sign_in_required
@require_GET
def show_trial(request: HttpRequest) -> HttpResponse:
    """Show which partners automations would have touched in the past, and why."""
    actor = asker(request)
    asked = trial_question_from(request.GET)
    trial = try_automations(
        actor, version_id=asked.version_id, automation=asked.automation, days=asked.days, now=utc_now()
    )
    page = cut(trial.touched, page_from(request.GET))
    versions = list_versions(actor, AUTOMATION_RULEBOOK, PageRequest(), now=utc_now())
    context = {
        "trial": trial,
        "page": page,
        "rows": [touched_row(card) for card in page.items],
        "most": MOST_EVENTS,
        "asked": asked,
        "chips": [
            chip(request, "version", _("Version"), {card.public_id: card.label for card in versions.items}),
            chip(request, "days", _("Days back"), {one: one for one in TRIAL_DAYS}),
            chip(
                request,
                "automation",
                _("Automation"),
                {card.key: card.name for card in list_automations(actor, at=utc_now())},
            ),
        ],
    }
    return render(request, "partners/automation/trial.html", context)


@sign_in_required
@require_GET
def show_tasks(request: HttpRequest) -> HttpResponse:
    """Show what people are asked to do about partners, or about their own."""
    actor, today = asker(request), queries.today(utc_now())
    wanted = partner_task_filter_from(request.GET)
    page = list_partner_tasks(actor, wanted, page_from(request.GET))
    context = {
        "page": page,
        "rows": [task_row(card, actor, on=today) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "chips": [chip(request, "state", _("State"), {"open": _("Open"), "closed": _("Done"), "all": _("All")})],
    }
    return render(request, "partners/automation/tasks.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def close_task(request: HttpRequest, partner_task_id: str) -> HttpResponse:
    """Say that a task is done."""
    actor = asker(request)
    card = get_partner_task(actor, PartnerTask.parse_id(partner_task_id))
    if not permissions.can_close_journey_task(actor, partner_id=card.partner_id, doer=card.doer):
        raise NotAllowed
    form = ClosePartnerTaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.close_partner_task(actor=actor, task_id=card.id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("partners:tasks")
    return show_form(
        request,
        form,
        title=card.title,
        about=card.text,
        crumbs=[(_("Tasks"), reverse("partners:tasks"))],
        save=_("It is done"),
    )
