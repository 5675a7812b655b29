"""The pages that ask before a rollout takes a step: start, pause, go on, end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.clock import utc_now
from steelyard.rollouts import commands
from steelyard.rollouts.forms import EndingForm, ReasonForm
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.queries.rollouts import get_row
from steelyard.rollouts.views import planner
from steelyard.rollouts.views.planning import crumbs_of
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what its page says and asks, and what is said once it is done."""

    title: Text
    about: Text
    save: Text
    done: Text
    form: type[forms.Form] = forms.Form
    run: Callable[..., None]


STEPS: Mapping[str, Step] = {
    "start": Step(
        title=_("Start the rollout?"),
        about=_(
            "From now on only the partners that its phases admit have the feature, each from its day on; the others do not."
        ),
        save=_("Start"),
        done=_("Started."),
        run=commands.start_rollout,
    ),
    "pause": Step(
        title=_("Pause the rollout"),
        about=_("Nobody is admitted until you go on, whatever day comes. Whoever has the feature keeps it."),
        save=_("Pause"),
        done=_("Paused."),
        form=ReasonForm,
        run=commands.pause_rollout,
    ),
    "resumption": Step(
        title=_("Go on with the rollout?"),
        about=_("Phases whose day came meanwhile begin at once."),
        save=_("Go on"),
        done=_("It goes on."),
        run=commands.resume_rollout,
    ),
    "ending": Step(
        title=_("End the rollout"),
        about=_("It stays on record as it is. To change who has the feature after that, begin another rollout."),
        save=_("End it"),
        done=_("Ended."),
        form=EndingForm,
        run=commands.end_rollout,
    ),
}


@sign_in_required
def take_step(request: HttpRequest, rollout_id: str, move: str) -> HttpResponse:
    """Ask whether a rollout shall take a step, and on POST let it."""
    actor, step = planner(request), STEPS.get(move)
    if step is None:
        raise NotFound
    rollout = get_row(actor, Rollout.parse_id(rollout_id))
    form = step.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            _run(step, actor, rollout, form.cleaned_data, utc_now())
            messages.success(request, str(step.done))
            return redirect("rollouts:record", rollout_id)
    return show_form(request, form, title=step.title, about=step.about, crumbs=crumbs_of(rollout), save=step.save)


def _run(step: Step, actor: Actor, rollout: Rollout, said: dict[str, Any], now: datetime) -> None:
    step.run(actor=actor, rollout_id=rollout.id, now=now, **said)
