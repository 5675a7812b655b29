"""The pages of data quality: scores and tasks for the host, one partner's for both."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import list_people, role_label, sign_in_required
from steelyard.kernel.actors import PARTNER_ROLES
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound, sentence
from steelyard.kernel.scores import Grade
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import manager_chip, name_regions
from steelyard.partners.models import Partner
from steelyard.partners.quality.filters import score_filter_from, task_filter_from
from steelyard.partners.quality.forms import ConfirmForm
from steelyard.partners.quality.queries import find_score, list_scores, list_tasks
from steelyard.partners.quality.rows import grade_of, part_row, score_row, task_row
from steelyard.partners.quality.terms import Confirmation, TaskFilter, TaskState
from steelyard.partners.quality.wording import explain_parts
from steelyard.partners.terms import STATUS_NAMES
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_MOST_TASKS = 50
_ASKED = {
    Confirmation.CONTACTS: sentence("Are these people and their roles right?"),
    Confirmation.RECORD: sentence("Is the record still right?"),
}


@sign_in_required
@require_GET
def show_scores(request: HttpRequest) -> HttpResponse:
    """Show the scores of all partners, the worst first."""
    actor = asker(request)
    page = list_scores(actor, score_filter_from(request.GET, actor), page_from(request.GET, sort="score"), at=utc_now())
    regions = name_regions()
    context = {
        "page": page,
        "rows": [score_row(card, regions) for card in page.items],
        "text": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "grade", _("Score"), {str(grade): _(grade.label) for grade in Grade}),
            chip(request, "status", _("Status"), {str(key): _(name) for key, name in STATUS_NAMES.items()}),
            chip(request, "region", _("Region"), regions),
            manager_chip(request),
        ],
    }
    return render(request, "partners/quality/scores.html", context)


@sign_in_required
@require_GET
def show_tasks(request: HttpRequest) -> HttpResponse:
    """Show what partners are asked to put right, as far as the actor may see it."""
    actor = asker(request)
    page = list_tasks(actor, task_filter_from(request.GET), page_from(request.GET), at=utc_now())
    context = {
        "page": page,
        "rows": [task_row(card) for card in page.items],
        "query": request.GET.urlencode(),
        "chips": [chip(request, "state", _("State"), {str(state): _(state.label) for state in TaskState})],
    }
    return render(request, "partners/quality/tasks.html", context)


@sign_in_required
@require_GET
def show_quality(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show how good the data of one partner is and what it is asked to put right."""
    actor = asker(request)
    partner, now = queries.get_partner(actor, Partner.parse_id(partner_id)), utc_now()
    card = find_score(actor, partner.id, at=now)
    texts = explain_parts(actor, card, at=now) if card else {}
    tasks = list_tasks(actor, TaskFilter(partner_id=partner.id), PageRequest(size=_MOST_TASKS), at=now)
    context = {
        "partner": partner,
        "card": card,
        **(grade_of(card) if card else {}),
        "parts": [part_row(part, card, texts) for part in card.parts] if card else [],
        "tasks": [task_row(task) for task in tasks.items],
        "may_answer": permissions.can_change_profile(actor, partner),
    }
    return render(request, "partners/quality/partner.html", context)


@sign_in_required
def confirm(request: HttpRequest, partner_id: str, confirmed: str) -> HttpResponse:
    """Let a partner say that its record, or its people with their roles, are right as they stand."""
    actor = asker(request)
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_change_profile(actor, partner):
        raise NotAllowed
    if confirmed not in set(Confirmation):
        raise NotFound
    what, here = Confirmation(confirmed), reverse("partners:quality", args=[partner.public_id])
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.confirm_data(
                actor=actor, partner_id=partner.id, what=what, remark=form.cleaned_data["remark"], now=utc_now()
            )
            messages.success(request, _("Thank you. That is confirmed."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_(_ASKED[what]),
        about=_about(what, partner),
        crumbs=[(partner.name, here)],
        save=_("Yes, this is right"),
    )


def _about(what: Confirmation, partner: Partner) -> str:
    if what is Confirmation.RECORD:
        return _("If something has changed, edit the profile instead: that answers the question as well.")
    said = _list_roles(partner.id) or _("Nobody has joined yet")
    return f"{said}. " + _("If something is wrong, change it under People first.")


def _list_roles(partner_id: UUID) -> str:
    """Return who of a partner's people has which role."""
    having = {role: list_people(partner_id, roles=[role]) for role in sorted(PARTNER_ROLES)}
    return " · ".join(
        f"{_(role_label(role))}: {', '.join(person.name for person in people)}"
        for role, people in having.items()
        if people
    )
