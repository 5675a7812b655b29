"""Pages for the people of a partner in pilots: which they are in, saying something about one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.http.asking import asker, page_from
from steelyard.rollouts import commands
from steelyard.rollouts.forms import FeedbackForm
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.permissions import can_give_feedback
from steelyard.rollouts.presenting import feedback_row
from steelyard.rollouts.queries.feedback import list_feedback
from steelyard.rollouts.queries.rollouts import get_pilot, list_pilots
from steelyard.rollouts.terms import FeedbackFilter
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_LONGEST_ADDRESS = 300


@sign_in_required
@require_GET
def show_pilots(request: HttpRequest) -> HttpResponse:
    """Show the pilots that one's organization is in, and what its people said with the answers."""
    actor = asker(request)
    if not actor.is_partner:
        raise NotAllowed
    page = list_feedback(actor, FeedbackFilter(), page_from(request.GET))
    people = {one: card.name for one, card in find_people({card.author_id for card in page.items}).items()}
    context = {
        "pilots": list_pilots(actor, at=utc_now()),
        "page": page,
        "rows": [feedback_row(card, people) for card in page.items],
        "may_say": can_give_feedback(actor),
    }
    return render(request, "rollouts/pilots.html", context)


@sign_in_required
@require_GET
def begin_feedback(request: HttpRequest) -> HttpResponse:
    """Lead to the form of the one open pilot, or to the list where there are several."""
    actor = asker(request)
    if not actor.is_partner:
        raise NotAllowed
    pilots = [one for one in list_pilots(actor, at=utc_now()) if one.is_open]
    if len(pilots) != 1:
        return redirect("rollouts:pilots")
    asked = request.GET.urlencode()
    return redirect(reverse("rollouts:feedback-new", args=[pilots[0].public_id]) + (f"?{asked}" if asked else ""))


@sign_in_required
def give_feedback(request: HttpRequest, rollout_id: str) -> HttpResponse:
    """Take what somebody says about a pilot."""
    actor = asker(request)
    if not can_give_feedback(actor):
        raise NotAllowed
    pilot = get_pilot(actor, Rollout.parse_id(rollout_id), at=utc_now())
    if not pilot.is_open:
        raise NotFound
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("page", "")[:_LONGEST_ADDRESS]})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.give_feedback(actor=actor, rollout_id=pilot.id, draft=form.draft(), now=utc_now())
            messages.success(request, _("Thank you. What becomes of it stands here."))
            return redirect("rollouts:pilots")
    return show_form(
        request,
        form,
        title=_("Your feedback about {pilot}").format(pilot=pilot.name),
        about=pilot.about,
        crumbs=[(_("Pilots"), reverse("rollouts:pilots"))],
        save=_("Send"),
    )
