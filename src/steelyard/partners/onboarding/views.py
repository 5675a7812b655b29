"""The pages of journeys: all of them and their curves for the host, one partner's for both sides, closing a task."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import manager_chip, name_regions
from steelyard.partners.models import JourneyTask, Partner
from steelyard.partners.onboarding.curves import compute_cohorts, compute_curves
from steelyard.partners.onboarding.filters import BEGUN_DAYS, curve_filter_from, day_from, journey_filter_from
from steelyard.partners.onboarding.forms import CloseTaskForm
from steelyard.partners.onboarding.queries import (
    get_journey_task,
    list_journey_names,
    list_journeys,
    list_partner_journeys,
)
from steelyard.partners.onboarding.rows import (
    chart_of,
    curve_row,
    journey_row,
    journey_view,
    say_milestone,
    say_quarter,
)
from steelyard.partners.onboarding.terms import CurveFilter, Doer, JourneyState
from steelyard.platform.clock import utc_now
from steelyard.platform.files import find_files, open_file, store_file
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import Chip, chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_MOST_COHORTS = 5


@sign_in_required
@require_GET
def show_journeys(request: HttpRequest) -> HttpResponse:
    """Show the journeys of all partners, the stuck ones first."""
    actor = asker(request)
    page = list_journeys(actor, journey_filter_from(request.GET, actor), page_from(request.GET, sort="stuck_since"))
    regions = name_regions()
    context = {
        "page": page,
        "rows": [journey_row(card, regions) for card in page.items],
        "text": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "state", _("State"), {str(state): _(state.label) for state in JourneyState}),
            *_common_chips(request),
            manager_chip(request),
        ],
    }
    return render(request, "partners/onboarding/journeys.html", context)


@sign_in_required
@require_GET
def show_curves(request: HttpRequest) -> HttpResponse:
    """Show how soon journeys reach their milestones, and for one of them how that changed from quarter to quarter."""
    actor, now = asker(request), utc_now()
    wanted = curve_filter_from(request.GET, on=queries.today(now))
    curves = compute_curves(actor, wanted, at=now)
    known = {curve.milestone for curve in curves}
    chosen = request.GET.get("milestone", "")
    context: dict[str, Any] = {
        "rows": [curve_row(curve, say_milestone(curve.milestone)) for curve in curves],
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "milestone", _("Milestone"), {key: say_milestone(key) for key in sorted(known)}),
            *_common_chips(request),
            chip(request, "begun", _("Begun"), {days: _within(int(days)) for days in BEGUN_DAYS}),
        ],
    }
    if chosen in known:
        context |= {"chosen": say_milestone(chosen), **_cohorts(actor, chosen, wanted, now)}
    else:
        context |= {"chart": chart_of([(say_milestone(curve.milestone), curve) for curve in curves])}
    return render(request, "partners/onboarding/curves.html", context)


@sign_in_required
@require_GET
def show_partner_journey(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show the journeys of one partner, today or as of another day."""
    return _render_journeys(request, queries.get_partner(asker(request), Partner.parse_id(partner_id)).id)


@sign_in_required
@require_GET
def show_own_journey(request: HttpRequest) -> HttpResponse:
    """Show a partner how it gets started. Raises: NotFound for the host, which has no journey."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_journeys(request, actor.partner_id)


@sign_in_required
def close_task(request: HttpRequest, task_id: str) -> HttpResponse:
    """Close a task by hand, with a word about it and a file that shows it."""
    actor, now = asker(request), utc_now()
    task = get_journey_task(actor, JourneyTask.parse_id(task_id))
    if not permissions.can_close_journey_task(actor, partner_id=task.partner_id, doer=Doer(task.doer)):
        raise NotAllowed
    here = reverse("partners:journey", args=[task.partner.public_id])
    form = CloseTaskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            given = form.cleaned_data["evidence"]
            stored = store_file(uploaded=given, partner_id=task.partner_id, actor=actor, now=now) if given else None
            commands.close_journey_task(
                actor=actor,
                task_id=task.id,
                remark=form.cleaned_data["remark"],
                evidence_id=stored.id if stored else None,
                now=now,
            )
            messages.success(request, _("“{task}” is done.").format(task=_(task.name)))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_(task.name),
        about=_("Say that this is done. It cannot be opened again."),
        crumbs=[(task.partner.name, reverse("partners:record", args=[task.partner.public_id])), (_("Journey"), here)],
        save=_("This is done"),
    )


@sign_in_required
@require_GET
def download_evidence(request: HttpRequest, task_id: str) -> FileResponse:
    """Download the file that shows that a task was done."""
    actor = asker(request)
    task = get_journey_task(actor, JourneyTask.parse_id(task_id))
    if task.evidence is None:
        raise NotFound
    return open_file(actor, task.evidence)


# --- Parts that the pages share -------------------------------------------------------------------------------------------


def _render_journeys(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    actor, now, on = asker(request), utc_now(), day_from(request.GET)
    partner = queries.get_partner(actor, partner_id)
    journeys = list_partner_journeys(actor, partner.id, at=now, on=on)
    evidence = [task.evidence_id for one in journeys for some in one.tasks.values() for task in some]
    files, regions = find_files(actor, [key for key in evidence if key]), name_regions()
    context = {
        "partner": partner,
        "is_own": actor.partner_id == partner.id,
        "journeys": [journey_view(one, actor, files, regions) for one in journeys],
        "on": on if on and on < queries.today(now) else None,
        "today": queries.today(now),
        "may_manage": permissions.can_manage_partners(actor),
    }
    return render(request, "partners/onboarding/journey.html", context)


def _cohorts(actor: Actor, milestone: str, wanted: CurveFilter, now: datetime) -> dict[str, Any]:
    """Return the last quarters of a milestone as lines and as a chart."""
    cohorts = list(compute_cohorts(actor, milestone, wanted, at=now).items())[-_MOST_COHORTS:]
    named = [(say_quarter(quarter), curve) for quarter, curve in cohorts]
    return {"cohorts": [curve_row(curve, name) for name, curve in named], "chart": chart_of(named)}


def _common_chips(request: HttpRequest) -> list[Chip]:
    return [
        chip(request, "journey", _("Journey"), {key: _(name) for key, name in list_journey_names().items()}),
        chip(request, "region", _("Region"), name_regions()),
    ]


def _within(days: int) -> str:
    return _("In the last {days} days").format(days=days)
