"""Imports in the browser: upload, columns, check, run, undo; every step is a page that works without script."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound, Refusal, SignInRequired
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.exporting import csv_file
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import field_texts, refusal_text
from steelyard.platform.imports import commands, queries
from steelyard.platform.imports.labels import say_field
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.reading import DELIMITERS, ENCODINGS, Reading
from steelyard.platform.imports.running import importers
from steelyard.platform.imports.terms import (
    IMPORT_STATES,
    IMPORT_TONES,
    OUTCOME_TONES,
    OUTCOMES,
    UNDOABLE,
    WORKING,
    ImportState,
    Outcome,
)
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.import_forms import ColumnsForm, ReadingForm, UploadForm
from steelyard.ui.records import record_url

_MESSAGES = {
    "pause": gettext_lazy("The import pauses after the rows at hand."),
    "resumption": gettext_lazy("The import goes on."),
    "cancellation": gettext_lazy("The import was stopped."),
}


def _actor(request: HttpRequest) -> Actor:
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    return actor


def _crumbs(*imports: queries.ImportLine) -> list[tuple[str, str]]:
    here = [(one.file_name, reverse("import", args=[one.id])) for one in imports]
    return [(_("Imports"), reverse("imports")), *here]


@require_GET
def show_imports(request: HttpRequest) -> HttpResponse:
    """Show the imports of one's organization, newest first."""
    actor = _actor(request)
    page = queries.list_imports(actor, page_from(request.GET))
    items = [_shown(line) for line in page.items]
    context = {"page": page, "items": items, "title": _("Imports"), "may_begin": queries.may_begin(actor)}
    return render(request, "ui/imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a file, and go on to its columns."""
    actor = _actor(request)
    queries.require_beginning(actor)
    kinds = queries.list_kinds(actor)
    initial = {"kind": request.GET.get("kind", kinds[0].key)}
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = commands.upload_import(
                actor=actor, kind=form.cleaned_data["kind"], uploaded=form.cleaned_data["file"], now=utc_now()
            )
            return redirect("import-columns", Import(id=key).public_id)
    context = {"form": form, "kinds": [(one.key, _(one.label)) for one in kinds], "crumbs": _crumbs()}
    return render(request, "ui/imports/new.html", context, status=422 if form.errors else 200)


@require_GET
def empty_template(request: HttpRequest, kind: str) -> FileResponse:
    """Give a file with the columns of a kind, to be filled in."""
    found = next((one for one in queries.list_kinds(_actor(request)) if one.key == kind), None)
    if found is None:
        raise NotFound
    return csv_file(kind, [field.name for field in found.fields], [])


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, import_id: str) -> HttpResponse:
    """Show and keep which column is which field; saving goes on to the check."""
    actor, key = _actor(request), Import.parse_id(import_id)
    line = queries.get_import(actor, key)
    form = ColumnsForm(request.POST or None, line=line, fields=importers()[line.kind].fields)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, renamed=form.renamed):
            commands.change_mapping(actor=actor, import_id=key, mapping=form.mapping())
            commands.check_import(actor=actor, import_id=key, now=utc_now())
            return redirect("import", import_id)
    context = {
        "form": form,
        "line": line,
        "reading_form": ReadingForm(line=line),
        "crumbs": _crumbs(line),
        "steps": _steps(line, is_mapping=True),
        "rows": form.rows(),
    }
    return render(request, "ui/imports/columns.html", context, status=422 if form.errors else 200)


@require_POST
def read_differently(request: HttpRequest, import_id: str) -> HttpResponse:
    """Read the file by another sheet, encoding or delimiter, or as another program's export."""
    actor, key = _actor(request), Import.parse_id(import_id)
    queries.get_import(actor, key)
    said = {name: request.POST.get(name, "") for name in ("encoding", "delimiter", "sheet", "template")}
    template = said.pop("template")
    reading = Reading(
        encoding=said["encoding"] if said["encoding"] in ENCODINGS else "",
        delimiter=said["delimiter"] if said["delimiter"] in tuple(DELIMITERS) else "",
        sheet=said["sheet"][:200],
    )
    try:
        commands.read_differently(actor=actor, import_id=key, reading=reading, template=template[:50])
    except Refusal as refusal:
        _say(request, refusal)
    return redirect("import-columns", import_id)


@require_GET
def show_import(request: HttpRequest, import_id: str) -> HttpResponse:
    """Show where an import stands: what it would do, is doing, did, and what can be done now."""
    actor, key = _actor(request), Import.parse_id(import_id)
    line = queries.get_import(actor, key)
    if line.state is ImportState.UPLOADED:
        return redirect("import-columns", import_id)
    context = {**_shown(line), "crumbs": _crumbs(), "steps": _steps(line), "may": _may(line)}
    if line.state not in WORKING:
        context |= _rows(request, actor, line)
    return render(request, "ui/imports/import.html", context)


@require_GET
def show_progress(request: HttpRequest, import_id: str) -> HttpResponse:
    """Answer how far the worker is; a browser that asks again after the end is sent to the whole page."""
    line = queries.get_import(_actor(request), Import.parse_id(import_id))
    if line.state not in WORKING:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("import", args=[import_id])
        return response
    return render(request, "ui/imports/import.html#progress", _shown(line))


@require_POST
def act(request: HttpRequest, import_id: str, step: str) -> HttpResponse:
    """Do one step: check, start, pause, go on, stop, undo."""
    steps: dict[str, Callable[[], None]] = {
        "check": lambda: commands.check_import(actor=actor, import_id=key, now=utc_now()),
        "start": lambda: commands.start_import(actor=actor, import_id=key, now=utc_now()),
        "pause": lambda: commands.pause_import(actor=actor, import_id=key),
        "resumption": lambda: commands.resume_import(actor=actor, import_id=key),
        "cancellation": lambda: commands.cancel_import(actor=actor, import_id=key, now=utc_now()),
        "undo": lambda: commands.undo_import(actor=actor, import_id=key, now=utc_now()),
    }
    actor, key = _actor(request), Import.parse_id(import_id)
    queries.get_import(actor, key)
    if step not in steps:
        raise NotFound
    try:
        steps[step]()
    except Refusal as refusal:
        _say(request, refusal)
    else:
        if step in _MESSAGES:
            messages.success(request, _MESSAGES[step])
    return redirect("import", import_id)


@require_POST
def correct_row(request: HttpRequest, import_id: str, number: int) -> HttpResponse:
    """Keep other cells for one row, or what a person chose for it."""
    actor, key = _actor(request), Import.parse_id(import_id)
    queries.get_import(actor, key)
    values = {name[6:]: request.POST.get(name, "") for name in request.POST if name.startswith("value-")}
    choice: str = request.POST.get("another_id") or request.POST.get("choice", "")
    try:
        commands.correct_row(
            actor=actor, import_id=key, number=number, values=values, choice=choice[:60], now=utc_now()
        )
        messages.success(request, _("Kept. Check again to see what comes of it."))
    except Refusal as refusal:
        _say(request, refusal)
    return redirect(f"{reverse('import', args=[import_id])}?{request.GET.urlencode()}")


@require_POST
def replace_value(request: HttpRequest, import_id: str) -> HttpResponse:
    """Read another value wherever a column says the same."""
    actor, key = _actor(request), Import.parse_id(import_id)
    queries.get_import(actor, key)
    said = {name: request.POST.get(name, "") for name in ("field", "cell", "value")}
    try:
        commands.replace_value(actor=actor, import_id=key, **said)
        messages.success(request, _("Kept. Check again to see what comes of it."))
    except Refusal as refusal:
        _say(request, refusal)
    return redirect("import", import_id)


@require_GET
def download_refused(request: HttpRequest, import_id: str) -> FileResponse:
    """Give the refused rows as a file to mend, each with its reason."""
    header, rows = queries.read_refused(_actor(request), Import.parse_id(import_id))
    return csv_file("refused", header, rows)


# --- What the pages show --------------------------------------------------------------------------------------------------


def _say(request: HttpRequest, refusal: Refusal) -> None:
    messages.error(request, " ".join([refusal_text(refusal), *field_texts(refusal).values()]))


def _shown(line: queries.ImportLine) -> dict[str, Any]:
    done = line.done if line.state is ImportState.CHECKING else line.position
    return {
        "line": line,
        "label": _(line.kind_label),
        "state": _(IMPORT_STATES[line.state]),
        "tone": IMPORT_TONES[line.state],
        "done": done,
        "is_working": line.state in WORKING,
        "figures": [(_(OUTCOMES[one]), line.count(one), OUTCOME_TONES[one]) for one in Outcome if _is_told(line, one)],
        "counts": [(_(word), number) for word, number in line.counts.items()],
        "amounts": [(_(word), amount) for word, amount in line.amounts.items()],
    }


def _is_told(line: queries.ImportLine, outcome: Outcome) -> bool:
    return outcome is not Outcome.SKIPPED or line.count(outcome) > 0


def _may(line: queries.ImportLine) -> dict[str, bool]:
    state, was_started = line.state, line.started_at is not None
    return {
        "map": state is ImportState.CHECKED or (state is ImportState.FAILED and not was_started),
        "start": state is ImportState.CHECKED and line.count(Outcome.REFUSED) < line.total,
        "pause": state is ImportState.RUNNING,
        "resume": was_started and state in (ImportState.PAUSED, ImportState.FAILED),
        "stop": state in (ImportState.CHECKING, ImportState.RUNNING, ImportState.PAUSED, ImportState.CHECKED),
        "undo": was_started and state in UNDOABLE and line.undo_until is not None and utc_now() < line.undo_until,
    }


def _steps(line: queries.ImportLine, *, is_mapping: bool = False) -> list[dict[str, str]]:
    labels = [_("File"), _("Columns"), _("Check"), _("Import")]
    place = 1 if is_mapping else 2 if line.started_at is None else 3
    is_over = line.state in (ImportState.DONE, ImportState.UNDONE)
    states = ["done" if number < place or is_over else "current" if number == place else "todo" for number in range(4)]
    if line.state in (ImportState.FAILED, ImportState.CANCELLED):
        states[place] = "stopped"
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _rows(request: HttpRequest, actor: Actor, line: queries.ImportLine) -> dict[str, Any]:
    key, shown = Import.parse_id(line.id), request.GET.get("show", "")
    is_checked, to_decide = line.state is ImportState.CHECKED, queries.count_to_decide(actor, Import.parse_id(line.id))
    kept = queries.list_rows(actor, key, PageRequest(size=1), kept=True).total if line.undone_at else 0
    tabs = [("refused", _("Refused"), line.count(Outcome.REFUSED))]
    if is_checked and to_decide:
        tabs.append(("decide", _("To decide"), to_decide))
    if line.undone_at:
        tabs.append(("kept", _("Not taken back"), kept))
    if shown not in [name for name, _label, _count in tabs]:
        shown = next((name for name, _label, count in tabs if count), "refused")
    page = queries.list_rows(actor, key, page_from(request.GET), **queries.ROWS_SHOWN[shown])
    importer = importers()[line.kind]
    troubles = queries.list_troubles(actor, key) if is_checked and shown == "refused" else []
    return {
        "tabs": tabs,
        "shown": shown,
        "page": page,
        "rows": [_shown_row(row) for row in page.items],
        "troubles": [(one, say_field(one.field)) for one in troubles if one.rows > 1 and one.field],
        "is_checked": is_checked,
        "suggestions": reverse(importer.suggestions) if importer.suggestions else "",
    }


def _shown_row(row: queries.RowLine) -> dict[str, Any]:
    return {
        "row": row,
        "url": record_url(row.subject_id) if row.subject_id and row.taken_back_at is None else "",
        "errors": [(say_field(error["field"]) if error["field"] else _("Row"), error) for error in row.errors],
    }
