"""Pages of the phases of a rollout: adding, changing, picking partners by hand, removing."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import find_cards
from steelyard.platform.clock import utc_now
from steelyard.rollouts import commands
from steelyard.rollouts.forms import PhaseForm, PickForm
from steelyard.rollouts.models import Phase, Rollout
from steelyard.rollouts.queries.plans import plan_of
from steelyard.rollouts.queries.rollouts import get_row
from steelyard.rollouts.terms import PhaseCard, PhaseDraft
from steelyard.rollouts.views import planner
from steelyard.rollouts.views.planning import crumbs_of
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
def add(request: HttpRequest, rollout_id: str) -> HttpResponse:
    """Add a phase to a rollout."""
    actor, key = planner(request), Rollout.parse_id(rollout_id)
    rollout = get_row(actor, key)
    form = PhaseForm(request.POST or None, initial={"name": _("Pilot"), "starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            phase = commands.keep_phase(actor=actor, rollout_id=key, draft=form.draft(), now=utc_now())
            _tell(request, rollout, phase)
            return redirect("rollouts:phase", rollout_id, public_id(Phase.PREFIX, phase))
    return show_form(
        request,
        form,
        title=_("New phase"),
        about=_("From a day on, more partners. Partners are picked by hand in the next step."),
        crumbs=crumbs_of(rollout),
        save=_("Save the phase"),
    )


@sign_in_required
def change(request: HttpRequest, rollout_id: str, phase_id: str) -> HttpResponse:
    """Change a phase, and show which partners it holds by hand."""
    actor = planner(request)
    rollout, phase = _find(actor, rollout_id, phase_id)
    initial = {"name": phase.name, "starts_on": phase.starts_on, **PhaseForm.values_of(phase.cohort)}
    form = PhaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            _keep(actor, rollout, phase, form.draft(phase.cohort))
            _tell(request, rollout, phase.id)
            return redirect("rollouts:phase", rollout_id, phase_id)
    return _show(request, rollout, phase, form, PickForm())


@sign_in_required
@require_POST
def pick(request: HttpRequest, rollout_id: str, phase_id: str) -> HttpResponse:
    """Pick a partner for a phase by hand."""
    actor = planner(request)
    rollout, phase = _find(actor, rollout_id, phase_id)
    form = PickForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form, renamed={"partners": "partner"}):
            partner = parse_public_id("partner", form.cleaned_data["partner"].id)
            _keep(actor, rollout, phase, _picking(phase, phase.cohort.partner_ids | {partner}))
            _tell(request, rollout, phase.id)
            return redirect("rollouts:phase", rollout_id, phase_id)
    initial = {"name": phase.name, "starts_on": phase.starts_on, **PhaseForm.values_of(phase.cohort)}
    return _show(request, rollout, phase, PhaseForm(initial=initial), form)


@sign_in_required
@require_POST
def unpick(request: HttpRequest, rollout_id: str, phase_id: str, partner_id: str) -> HttpResponse:
    """Hold a partner no longer by hand."""
    actor, partner = planner(request), parse_public_id("partner", partner_id)
    rollout, phase = _find(actor, rollout_id, phase_id)
    if partner not in phase.cohort.partner_ids:
        raise NotFound
    _keep(actor, rollout, phase, _picking(phase, phase.cohort.partner_ids - {partner}))
    _tell(request, rollout, phase.id)
    return redirect("rollouts:phase", rollout_id, phase_id)


@sign_in_required
@require_POST
def remove(request: HttpRequest, rollout_id: str, phase_id: str) -> HttpResponse:
    """Take a phase out of a rollout."""
    actor = planner(request)
    rollout, phase = _find(actor, rollout_id, phase_id)
    commands.remove_phase(actor=actor, rollout_id=rollout.id, phase_id=phase.id, now=utc_now())
    messages.success(request, _("The phase is gone; whom only it held is not admitted any more."))
    return redirect("rollouts:record", rollout_id)


def _find(actor: Actor, rollout_id: str, phase_id: str) -> tuple[Rollout, PhaseCard]:
    rollout, key = get_row(actor, Rollout.parse_id(rollout_id)), Phase.parse_id(phase_id)
    phase = next((one for one in plan_of(rollout).phases if one.id == key), None)
    if phase is None:
        raise NotFound
    return rollout, phase


def _picking(phase: PhaseCard, partner_ids: frozenset[UUID]) -> PhaseDraft:
    cohort = replace(phase.cohort, partner_ids=partner_ids)
    return PhaseDraft(name=phase.name, starts_on=phase.starts_on, cohort=cohort)


def _keep(actor: Actor, rollout: Rollout, phase: PhaseCard, draft: PhaseDraft) -> None:
    commands.keep_phase(actor=actor, rollout_id=rollout.id, phase_id=phase.id, draft=draft, now=utc_now())


def _tell(request: HttpRequest, rollout: Rollout, phase_id: UUID) -> None:
    """Say how many partners a phase that was just kept admits."""
    count = next(one.admits for one in plan_of(rollout).phases if one.id == phase_id)
    text = ngettext("Saved. The phase admits {count} partner.", "Saved. The phase admits {count} partners.", count)
    messages.success(request, text.format(count=count))


def _show(
    request: HttpRequest, rollout: Rollout, phase: PhaseCard, form: PhaseForm, pick_form: PickForm
) -> HttpResponse:
    picked = sorted(find_cards(phase.cohort.partner_ids).values(), key=lambda card: card.name)
    context = {
        "rollout": rollout,
        "phase": phase,
        "form": form,
        "pick_form": pick_form,
        "picked": picked,
        "crumbs": crumbs_of(rollout),
    }
    return render(request, "rollouts/phase.html", context, status=422 if form.errors or pick_form.errors else 200)
