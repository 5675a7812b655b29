"""The pages of goals, the same for both sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import manager_chip
from steelyard.partners.goals.filters import SETTLED, WAITING, goal_filter_from
from steelyard.partners.goals.forms import GoalForm, RevisionForm
from steelyard.partners.goals.queries import get_goal, get_goal_record, list_goals
from steelyard.partners.goals.rows import goal_row, revision_rows
from steelyard.partners.models import Goal, Partner
from steelyard.partners.tiers.metrics import list_metrics
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_goals(request: HttpRequest) -> HttpResponse:
    """Show goals with how far they are: all for the host, a partner its own."""
    actor, now = asker(request), utc_now()
    page = list_goals(actor, goal_filter_from(request.GET, actor), page_from(request.GET), at=now)
    is_host = permissions.can_list_partners(actor)
    years = {str(year): str(year) for year in range(now.year + 1, now.year - 4, -1)}
    chips = [
        chip(request, "metric", _("What is measured"), {one.key: _(one.name) for one in list_metrics()}),
        chip(request, "year", _("Year"), years),
        chip(request, "waiting", _("Waits for an answer"), {WAITING: _("Yes"), SETTLED: _("No")}),
    ]
    if is_host:
        chips.append(manager_chip(request))
    own = public_id(Partner.PREFIX, actor.partner_id) if actor.partner_id else ""
    context = {
        "page": page,
        "rows": [goal_row(card, actor) for card in page.items],
        "chips": chips,
        "query": request.GET.urlencode(),
        "is_host": is_host,
        "own_id": own if actor.partner_id and permissions.can_agree_goals(actor, actor.partner_id) else "",
    }
    return render(request, "partners/goals/list.html", context)


@sign_in_required
@require_GET
def show_goal(request: HttpRequest, goal_id: str) -> HttpResponse:
    """Show how far a goal is and why, and all that was proposed for it."""
    actor = asker(request)
    record = get_goal_record(actor, Goal.parse_id(goal_id), at=utc_now())
    may_agree = permissions.can_agree_goals(actor, record.card.partner_id)
    waiting = next((one for one in record.revisions if one.is_agreed is None), None)
    context = {
        **goal_row(record.card, actor),
        "revisions": revision_rows(record.card, record.revisions),
        "may_revise": may_agree and waiting is None,
        "may_answer": may_agree and waiting is not None and waiting.by_host == actor.is_partner,
        "crumbs": [(_("Goals"), reverse("partners:goals"))],
    }
    return render(request, "partners/goals/goal.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def propose_goal(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Propose a goal for a partner."""
    actor, now = asker(request), utc_now()
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_agree_goals(actor, partner.id):
        raise NotAllowed
    day = now.date()
    initial = {"starts_on": day.replace(month=1, day=1), "until": day.replace(year=day.year + 1, month=1, day=1)}
    form = GoalForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_shown_in(form):
            key = commands.propose_goal(actor=actor, partner_id=partner.id, draft=form.draft(), now=now)
            messages.success(request, _("It is proposed. It holds once the other side agrees."))
            return redirect("partners:goal", public_id(Goal.PREFIX, key))
    crumbs = [(_("Goals"), reverse("partners:goals"))]
    return show_form(request, form, title=_("New goal"), about=partner.name, crumbs=crumbs, save=_("Propose"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def revise_goal(request: HttpRequest, goal_id: str) -> HttpResponse:
    """Propose another target for a goal."""
    actor = asker(request)
    goal = get_goal(actor, Goal.parse_id(goal_id))
    if not permissions.can_agree_goals(actor, goal.partner_id):
        raise NotAllowed
    form = RevisionForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.revise_goal(actor=actor, goal_id=goal.id, draft=form.revision(), now=utc_now())
            messages.success(request, _("It is proposed. Until the other side agrees, what held before does."))
            return redirect("partners:goal", goal_id)
    crumbs = [(_("Goals"), reverse("partners:goals")), (goal.partner.name, reverse("partners:goal", args=[goal_id]))]
    return show_form(request, form, title=_("Another target"), crumbs=crumbs, save=_("Propose"))


@sign_in_required
@require_POST
def answer_goal(request: HttpRequest, goal_id: str) -> HttpResponse:
    """Agree to what the other side proposed, or refuse it."""
    agrees = request.POST.get("agrees", "") == "yes"
    try:
        commands.answer_goal(actor=asker(request), goal_id=Goal.parse_id(goal_id), agrees=agrees, now=utc_now())
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("The goal holds.") if agrees else _("It is refused. What held before still does."))
    return redirect("partners:goal", goal_id)
