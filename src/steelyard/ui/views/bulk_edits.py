"""Bulk edits in the browser: choose, check, run; every step is a page that works without script."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound, Refusal, SignInRequired
from steelyard.platform.bulk_edits import commands, queries
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.queries import BulkEditLine
from steelyard.platform.bulk_edits.terms import (
    EDIT_OUTCOME_TONES,
    EDIT_OUTCOMES,
    EDIT_STATES,
    EDIT_TONES,
    WORKING,
    EditOutcome,
    EditState,
)
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.bulk_edit_forms import MATCHING, BulkEditForm
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.records import record_url

MOST_TICKED = 200
_MESSAGES = {
    "resumption": gettext_lazy("The bulk edit goes on."),
    "cancellation": gettext_lazy("The bulk edit was stopped."),
}


@require_GET
def show_edits(request: HttpRequest) -> HttpResponse:
    """Show the bulk edits of one's organization, newest first."""
    page = queries.list_edits(_someone(request), page_from(request.GET))
    items = [_shown(line) for line in page.items]
    context = {"page": page, "items": items, "title": _("Bulk edits")}
    return render(request, "ui/bulk_edits/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_edit(request: HttpRequest, list_name: str, change: str) -> HttpResponse:
    """Ask what the ticked records, or all that match the question of the address, shall be; and have it checked.

    The list's page posts the ticks; only the form of this page says `is_chosen`.
    """
    actor = _someone(request)
    known, wanted = queries.require_change(actor, list_name, change)
    picked = request.POST.getlist("ids")[:MOST_TICKED]
    form = BulkEditForm(
        request.POST if "is_chosen" in request.POST else None,
        change=wanted,
        actor=actor,
        picked=picked,
        matching=queries.count_matching(actor, known, request.GET, now=utc_now()),
    )
    if form.is_valid():
        with refusals_shown_in(form):
            is_all = form.cleaned_data["scope"] == MATCHING
            key = commands.prepare_edit(
                actor=actor,
                list_name=list_name,
                change=change,
                value=form.cleaned_data["value"],
                reason=form.cleaned_data.get("reason", ""),
                ids=[] if is_all else [parse_public_id(known.noun, one) for one in picked],
                asked=request.GET if is_all else None,
                now=utc_now(),
            )
            return redirect("bulk-edit", BulkEdit(id=key).public_id)
    list_url = f"{reverse(known.url_name)}?{request.GET.urlencode()}"
    context = {
        "form": form,
        "picked": picked,
        "title": f"{_(known.label)}: {_(wanted.label)}",
        "crumbs": [(_(known.label), list_url)],
        "back": list_url,
    }
    return render(request, "ui/bulk_edits/new.html", context, status=422 if form.errors else 200)


@require_GET
def show_edit(request: HttpRequest, edit_id: str) -> HttpResponse:
    """Show where a bulk edit stands: what it would do, is doing, did, and what can be done now."""
    actor, key = _someone(request), BulkEdit.parse_id(edit_id)
    line = queries.get_edit(actor, key)
    context = {**_shown(line), "crumbs": [(_("Bulk edits"), reverse("bulk-edits"))], "may": _may(line)}
    if line.state not in WORKING:
        context |= _rows(request, actor, line)
    return render(request, "ui/bulk_edits/edit.html", context)


@require_GET
def show_progress(request: HttpRequest, edit_id: str) -> HttpResponse:
    """Answer how far the worker is; a browser that asks again after the end is sent to the whole page."""
    line = queries.get_edit(_someone(request), BulkEdit.parse_id(edit_id))
    if line.state not in WORKING:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("bulk-edit", args=[edit_id])
        return response
    return render(request, "ui/bulk_edits/edit.html#progress", _shown(line))


@require_POST
def act(request: HttpRequest, edit_id: str, step: str) -> HttpResponse:
    """Do one step: start, go on, stop."""
    actor, key = _someone(request), BulkEdit.parse_id(edit_id)
    queries.get_edit(actor, key)
    expected = request.POST.get("expected", "")
    steps: dict[str, Callable[[], None]] = {
        "start": lambda: commands.start_edit(
            actor=actor, edit_id=key, expected=int(expected) if expected.isdecimal() else 0, now=utc_now()
        ),
        "resumption": lambda: commands.resume_edit(actor=actor, edit_id=key),
        "cancellation": lambda: commands.cancel_edit(actor=actor, edit_id=key, now=utc_now()),
    }
    if step not in steps:
        raise NotFound
    try:
        steps[step]()
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        if step in _MESSAGES:
            messages.success(request, _MESSAGES[step])
    return redirect("bulk-edit", edit_id)


def _someone(request: HttpRequest) -> Actor:
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    return actor


def _shown(line: BulkEditLine) -> dict[str, Any]:
    return {
        "line": line,
        "state": _(EDIT_STATES[line.state]),
        "tone": EDIT_TONES[line.state],
        "is_working": line.state in WORKING,
        "figures": [(_(EDIT_OUTCOMES[one]), line.count(one)) for one in EditOutcome],
        "changes": line.count(EditOutcome.CHANGED),
    }


def _may(line: BulkEditLine) -> dict[str, bool]:
    return {
        "start": line.state is EditState.CHECKED and line.count(EditOutcome.CHANGED) > 0,
        "resume": line.state is EditState.FAILED,
        "stop": line.state not in (EditState.DONE, EditState.CANCELLED),
    }


def _rows(request: HttpRequest, actor: Actor, line: BulkEditLine) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    tabs = [(str(one), _(EDIT_OUTCOMES[one]), line.count(one)) for one in EditOutcome]
    if shown not in set(EditOutcome):
        shown = next((name for name, _label, count in tabs if count), EditOutcome.CHANGED)
    outcome = EditOutcome(shown)
    page = queries.list_rows(actor, BulkEdit.parse_id(line.id), page_from(request.GET), outcome=outcome)
    return {
        "tabs": tabs,
        "shown": shown,
        "outcome_tone": EDIT_OUTCOME_TONES[outcome],
        "page": page,
        "rows": [{"row": row, "url": record_url(row.subject_id) if row.name else ""} for row in page.items],
    }
