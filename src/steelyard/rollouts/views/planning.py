"""Pages of planning: all rollouts and features, one rollout, whom it admits, what is said of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.features import features
from steelyard.platform.feed import list_feed
from steelyard.platform.http.asking import asker, page_from
from steelyard.rollouts import commands
from steelyard.rollouts.filters import state_from
from steelyard.rollouts.forms import RolloutForm
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.permissions import can_manage_rollouts
from steelyard.rollouts.presenting import cohort_words, feedback_row, rollout_row
from steelyard.rollouts.queries import rollouts
from steelyard.rollouts.queries.feedback import list_feedback
from steelyard.rollouts.terms import VERDICT_TONES, FeedbackFilter, Goals, PilotVerdict, RolloutState
from steelyard.rollouts.views import planner
from steelyard.rollouts.wording import say
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_LATEST = 5


def crumbs() -> list[tuple[str, str]]:
    """Return the way to the list of rollouts."""
    return [(_("Rollouts"), reverse("rollouts:list"))]


def crumbs_of(rollout: Rollout) -> list[tuple[str, str]]:
    """Return the way to a rollout."""
    return [*crumbs(), (rollout.name, reverse("rollouts:record", args=[rollout.public_id]))]


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the rollouts, and which features there are to roll out."""
    actor = asker(request)
    page = rollouts.list_rollouts(actor, page_from(request.GET), state=state_from(request.GET))
    lines = rollouts.list_features(actor)
    context = {
        "title": _("Rollouts"),
        "about": _("Which partners a feature is open to, phase by phase."),
        "page": page,
        "items": [rollout_row(card) for card in page.items],
        "features": [
            {
                "feature": line.feature,
                "name": _(line.feature.name),
                "about": _(line.feature.about),
                "row": rollout_row(line.rollout) if line.rollout else None,
            }
            for line in lines
        ],
        "may_plan": can_manage_rollouts(actor),
        "query": request.GET.urlencode(),
        "chips": [chip(request, "state", _("State"), {str(one): _(one.label) for one in RolloutState})],
    }
    return render(request, "rollouts/list.html", context)


@sign_in_required
@require_GET
def show_record(request: HttpRequest, rollout_id: str) -> HttpResponse:
    """Show a rollout: its phases, what is said about it, and what was done with it."""
    actor, key = asker(request), Rollout.parse_id(rollout_id)
    record = rollouts.get_record(actor, key, at=utc_now())
    words, verdict = cohort_words(), PilotVerdict(record.verdict.outcome)
    said = list_feedback(actor, FeedbackFilter(rollout_id=key, is_open=True), PageRequest(size=_LATEST))
    people = {one: card.name for one, card in find_people({card.author_id for card in said.items}).items()}
    context = {
        **rollout_row(record.card),
        "record": record,
        "phases": [(phase, words.describe(phase.cohort)) for phase in record.plan.phases],
        "verdict": _(verdict.label),
        "verdict_tone": VERDICT_TONES[verdict],
        "reasons": [say(reason) for reason in record.verdict.reasons],
        "feedback": [feedback_row(card, people) for card in said.items],
        "feed": list_feed(actor, key, limit=20),
        "may_plan": can_manage_rollouts(actor),
        "crumbs": crumbs(),
    }
    return render(request, "rollouts/record.html", context)


@sign_in_required
@require_GET
def show_partners(request: HttpRequest, rollout_id: str) -> HttpResponse:
    """Show the partners that a rollout admits, of a draft too."""
    actor, key = asker(request), Rollout.parse_id(rollout_id)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    page = rollouts.list_admissions(actor, key, page_from(request.GET), text=text)
    rollout = rollouts.get_row(actor, key)
    context = {
        "title": _("Partners admitted"),
        "about": _(
            "Whom the phases hold as things stand, the first ones first. What changes about a partner counts at once."
        ),
        "page": page,
        "items": page.items,
        "text": text,
        "rollout": rollout,
        "crumbs": crumbs_of(rollout),
    }
    return render(request, "rollouts/partners.html", context)


@sign_in_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin to plan a rollout."""
    actor = planner(request)
    initial = {"feature": request.GET.get("feature", ""), **RolloutForm.values_of(Goals())}
    form = RolloutForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = commands.draft_rollout(actor=actor, draft=form.draft(), now=utc_now())
            messages.success(request, _("Drafted. Add the first phase: who begins?"))
            return redirect("rollouts:phase-new", public_id(Rollout.PREFIX, key))
    return show_form(
        request,
        form,
        title=_("New rollout"),
        about=_("Nothing changes for anybody until you start it."),
        crumbs=crumbs(),
        save=_("Save the draft"),
    )


@sign_in_required
def change(request: HttpRequest, rollout_id: str) -> HttpResponse:
    """Change what is said of a rollout, its goals, and from when on everybody has the feature."""
    actor, key = planner(request), Rollout.parse_id(rollout_id)
    record, rollout = rollouts.get_record(actor, key, at=utc_now()), rollouts.get_row(actor, key)
    card = record.card
    initial = {"name": card.name, "about": card.about, "everybody_on": card.everybody_on}
    form = RolloutForm(request.POST or None, initial={**initial, **RolloutForm.values_of(record.goals)})
    del form.fields["feature"]
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_rollout(actor=actor, rollout_id=key, draft=form.draft(card.feature), now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("rollouts:record", rollout_id)
    feature = features().get(card.feature)
    return show_form(
        request,
        form,
        title=_("Change the rollout"),
        about=_(feature.about) if feature else "",
        crumbs=crumbs_of(rollout),
    )
