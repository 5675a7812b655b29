"""Pages of learning paths: those for the reader, one with the way through it, defined and assigned."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import list_host_people, list_people, sign_in_required
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import Refusal
from steelyard.learning import permissions
from steelyard.learning.filters import id_of
from steelyard.learning.forms import EnrollPeopleForm
from steelyard.learning.models import LearningPath
from steelyard.learning.paths import commands, queries
from steelyard.learning.paths.forms import PathForm
from steelyard.learning.paths.terms import STEP_TONES, PathCard
from steelyard.learning.queries.courses import list_keys
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.learning.views.writing import audience_words
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_paths(request: HttpRequest) -> HttpResponse:
    """Show the paths that are for the reader, with how far they are."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    context = {
        "title": _("Learning paths"),
        "about": _("Courses in the order in which they build on each other."),
        "items": [_row(card) for card in queries.list_paths(actor, at=utc_now())],
        "may_write": permissions.can_write_courses(actor),
        **parts_of(request),
    }
    return render(request, "learning/paths/list.html", context)


@sign_in_required
@require_GET
def show_path(request: HttpRequest, path_id: str) -> HttpResponse:
    """Show a path: its courses in order, and where to go on."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor))
    card = queries.get_path(actor, LearningPath.parse_id(path_id))
    is_for = queries.is_for(actor, card, at=now)
    context: dict[str, Any] = {
        "row": _row(card),
        "card": card,
        "steps": [{"step": one, "state": _(one.state.label), "tone": STEP_TONES[one.state]} for one in card.steps],
        "may_begin": is_for and not card.is_begun,
        "may_write": permissions.can_write_courses(actor),
        "may_assign": (permissions.can_lead_team(actor) and is_for) or permissions.can_enroll_many(actor),
        "crumbs": [(_("Learning paths"), reverse("learning:paths"))],
    }
    return render(request, "learning/paths/path.html", context)


@sign_in_required
@require_POST
def begin(request: HttpRequest, path_id: str) -> HttpResponse:
    """Put the reader on a path."""
    actor = asker(request)
    require(permissions.can_learn(actor) and actor.person_id is not None)
    try:
        commands.assign_path(
            actor=actor,
            path_id=LearningPath.parse_id(path_id),
            person_ids=[actor.person_id] if actor.person_id else [],
            partner_id=actor.partner_id,
            now=utc_now(),
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
    return redirect("learning:path", path_id)


@sign_in_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, path_id: str) -> HttpResponse:
    """Ask which people of one's own partner, of the partner that the address names, or of the host are put on a path."""
    actor = asker(request)
    partner_id = actor.partner_id or id_of("partner", request.GET.get("partner", ""))
    require(permissions.can_enroll_others(actor, partner_id))
    card = queries.get_path(actor, LearningPath.parse_id(path_id))
    people = list_people(partner_id) if partner_id else list_host_people()
    form = EnrollPeopleForm(
        request.POST or None, people=[(public_id("person", one.id), one.name) for one in people if one.id]
    )
    here = reverse("learning:path", args=[path_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            made = commands.assign_path(
                actor=actor,
                path_id=card.id,
                person_ids=[parse_public_id("person", one) for one in form.cleaned_data["people"]],
                partner_id=partner_id,
                due_on=form.cleaned_data["due_on"],
                now=utc_now(),
            )
            said = ngettext("{count} enrollment was made.", "{count} enrollments were made.", made)
            messages.success(request, said.format(count=made))
            return redirect(here)
    return show_form(request, form, title=_("Put people on it"), crumbs=[(card.draft.title, here)], save=_("Assign"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def define(request: HttpRequest, path_id: str = "") -> HttpResponse:
    """Ask what a path consists of and whom it is for, and keep it."""
    actor = asker(request)
    require(permissions.can_write_courses(actor))
    card = queries.get_path(actor, LearningPath.parse_id(path_id)) if path_id else None
    known = list_keys(actor)
    taken = [] if card else [one.key for one in queries.list_paths(actor, at=utc_now())]
    initial: dict[str, Any] = {"is_active": True, "for_partners": True}
    if card:
        keys = {course: key for key, course in known}
        initial = PathForm.initial_of(card.draft, [keys[one] for one in card.draft.courses])
    form = PathForm(request.POST or None, words=audience_words(), known=known, taken=taken, initial=initial)
    if card:
        del form.fields["key"]
    crumbs = [(_("Learning paths"), reverse("learning:paths"))]
    if card:
        crumbs.append((card.draft.title, reverse("learning:path", args=[path_id])))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = card.key if card else form.cleaned_data["key"]
            made = commands.define_path(actor=actor, key=key, draft=form.draft(), now=utc_now())
            messages.success(request, _("The path is defined."))
            return redirect("learning:path", public_id(LearningPath.PREFIX, made))
    return show_form(request, form, title=_("Edit the path") if card else _("New path"), crumbs=crumbs)


def _row(card: PathCard) -> dict[str, Any]:
    steps = len(card.steps)
    return {
        "card": card,
        "url": reverse("learning:path", args=[card.public_id]),
        "percent": 100 * card.completed // max(1, steps),
        "done": _("{done} of {total} courses").format(done=card.completed, total=steps),
    }
