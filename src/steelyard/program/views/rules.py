"""Pages of rules: in force, their history, the editor, publication."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.program.cards import Difference, RuleLine
from steelyard.program.commands.rules import discard_draft, draft_rules, publish_rules, revise_draft
from steelyard.program.forms.publication import PublicationForm
from steelyard.program.forms.rulebook import RulebookForm
from steelyard.program.models import RuleVersion
from steelyard.program.permissions import can_edit_program, can_read_drafts, knows_everything
from steelyard.program.queries.catalog import list_regions
from steelyard.program.queries.publication import find_own_acknowledgement, get_publication, list_readers
from steelyard.program.queries.rules import (
    compare_rules,
    compare_versions,
    find_difference,
    find_predecessor,
    find_row,
    get_rules_text,
    get_version,
    list_changes_ahead,
    list_lines,
    list_versions,
    rules_around,
    rules_of_row,
)
from steelyard.program.refusals import NoRulesInForce
from steelyard.program.registry import rulebook_of, rulebooks
from steelyard.program.rules import Rulebook
from steelyard.program.terms import Standing
from steelyard.program.wording import translate
from steelyard.ui.form_refusals import refusals_shown_in

TONES = {
    Standing.DRAFT: "neutral",
    Standing.SCHEDULED: "blue",
    Standing.IN_FORCE: "green",
    Standing.SUPERSEDED: "neutral",
}


@require_GET
@sign_in_required
def show_rules(request: HttpRequest, key: str = "") -> HttpResponse:
    """Show the rules in force in plain words, for one region or everywhere."""
    actor, now = asker(request), utc_now()
    books = rulebooks()
    key = key or next(iter(books), "")
    region = _chosen_region(request)
    try:
        text = get_rules_text(actor, key, region=region, at=now) if key else None
    except NoRulesInForce:
        text = None
    context = {
        "books": [(name, translate(model.title)) for name, model in books.items()],
        "key": key,
        "title": translate(rulebook_of(key).title) if key else _("Rules"),
        "text": text,
        "sections": _sections(text.lines) if text else [],
        "regions": list_regions(),
        "region": region,
        "ahead": list_changes_ahead(actor, key, after=now) if key else [],
        "may_edit": can_edit_program(actor),
        "may_know": knows_everything(actor),
    }
    return render(request, "program/rules.html", context)


def _chosen_region(request: HttpRequest) -> str | None:
    wanted = request.GET.get("region", "")
    return wanted if any(region.key == wanted for region in list_regions()) else None


def _sections(lines: tuple[RuleLine, ...]) -> list[tuple[str, list[RuleLine]]]:
    sections: dict[str, list[RuleLine]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    return list(sections.items())


@require_GET
@sign_in_required
def show_versions(request: HttpRequest, key: str) -> HttpResponse:
    """Show the history of a rulebook: every version of every line, and what is yet to come."""
    actor = asker(request)
    page = list_versions(actor, key, page_from(request.GET), now=utc_now())
    context = {
        "key": key,
        "title": translate(rulebook_of(key).title),
        "page": page,
        "entries": [
            {"version": card, "tone": TONES[card.standing], "standing": _(card.standing.label)} for card in page.items
        ],
        "crumbs": [(_("Rules"), reverse("program:rulebook", args=[key]))],
        "regions": list_regions(),
        "may_edit": can_edit_program(actor),
    }
    return render(request, "program/versions.html", context)


@require_GET
@sign_in_required
def show_version(request: HttpRequest, version_id: str) -> HttpResponse:
    """Show one version: what it changes against the one before (or another), and all its rules."""
    actor, now = asker(request), utc_now()
    row = find_row(actor, RuleVersion.parse_id(version_id))
    version = get_version(actor, row.id, now=now)
    rules = rules_of_row(row, at=row.effective_from or now)
    context = {
        "version": version,
        "tone": TONES[version.standing],
        "standing": _(version.standing.label),
        "title": translate(rules.title),
        "difference": _difference(actor, row, request.GET.get("against", ""), now),
        "others": _others(actor, row, now),
        "against": request.GET.get("against", ""),
        "sections": _sections(list_lines(actor, rules)),
        "crumbs": _crumbs(row.rulebook),
        "may_edit": can_edit_program(actor),
        "asked": find_own_acknowledgement(actor, row.id),
        "readers": list_readers(actor, row.id),
    }
    return render(request, "program/version.html", context)


def _others(actor: Actor, row: RuleVersion, now: datetime) -> list[tuple[str, str]]:
    versions = list_versions(actor, row.rulebook, PageRequest(size=200), now=now).items
    return [(card.public_id, card.label) for card in versions if card.id != row.id]


def _difference(actor: Actor, row: RuleVersion, against: str, now: datetime) -> Difference | None:
    if against:
        return compare_versions(actor, RuleVersion.parse_id(against), row.id, now=now)
    return find_difference(actor, row, now=now)


def _crumbs(key: str) -> list[tuple[str, str]]:
    return [
        (translate(rulebook_of(key).title), reverse("program:rulebook", args=[key])),
        (_("Versions"), reverse("program:versions", args=[key])),
    ]


@require_POST
@sign_in_required
def begin_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a draft, globally or for a region, and open its editor."""
    region = request.POST.get("region") or None
    draft = draft_rules(actor=asker(request), key=key, region=region, now=utc_now())
    return redirect("program:draft", RuleVersion(id=draft).public_id)


@require_http_methods(["GET", "POST"])
@sign_in_required
def edit_draft(request: HttpRequest, version_id: str) -> HttpResponse:
    """Edit a draft: every setting beside the words that it makes."""
    actor, now = asker(request), utc_now()
    row = _draft_row(actor, version_id)
    if row is None:
        return redirect("program:version", version_id)
    if request.method != "POST":
        return _editor(request, row, _form(row, row.rules | {"note": row.note}, now), row.rules, now)
    if not can_edit_program(actor):
        raise NotAllowed
    form = _form(row, row.rules, now, data=request.POST)
    if instruction := request.POST.get("edit"):
        values = form.edit(instruction)
        return _editor(request, row, _form(row, values, now), values, now, is_changed=True)
    return _save(request, actor, row, form, now)


def _save(request: HttpRequest, actor: Actor, row: RuleVersion, form: RulebookForm, now: datetime) -> HttpResponse:
    values = form.read()
    revision = request.POST.get("revision", "")
    try:
        revise_draft(
            actor=actor,
            draft_id=row.id,
            rules=values,
            note=form.note,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None,
            now=now,
        )
    except Refusal as refusal:
        form.explain(refusal.fields or {"": refusal_text(refusal)})
        return _editor(request, row, form, values, now, status=refusal.status)
    if "publish" in request.POST:
        return redirect("program:publish", row.public_id)
    messages.success(request, _("{label} is saved.").format(label=row.label))
    return redirect("program:draft", row.public_id)


def _draft_row(actor: Actor, version_id: str) -> RuleVersion | None:
    if not can_read_drafts(actor):
        raise NotFound
    row = find_row(actor, RuleVersion.parse_id(version_id))
    return row if row.state == "draft" else None


def _form(row: RuleVersion, values: Mapping[str, Any], now: datetime, *, data: Any = None) -> RulebookForm:
    globally = None
    if row.region_id is not None:
        globally = rules_around(row.rulebook, row.region_id, at=now)
    return RulebookForm(rulebook_of(row.rulebook), values, data=data, region=row.region_id, globally=globally)


def _editor(
    request: HttpRequest,
    row: RuleVersion,
    form: RulebookForm,
    values: Mapping[str, Any],
    now: datetime,
    *,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor = asker(request)
    context = {
        "version": get_version(actor, row.id, now=now),
        "title": translate(rulebook_of(row.rulebook).title),
        "form": form,
        "crumbs": _crumbs(row.rulebook),
        "is_changed": is_changed,
        "may_edit": can_edit_program(actor),
        **_preview(actor, row, values, now),
    }
    return render(request, "program/draft.html", context, status=status)


@require_POST
@sign_in_required
def preview_draft(request: HttpRequest, version_id: str) -> HttpResponse:
    """Show what the settings typed so far would say, without keeping them."""
    actor, now = asker(request), utc_now()
    row = _draft_row(actor, version_id)
    if row is None:
        raise NotFound
    values = _form(row, row.rules, now, data=request.POST).read()
    return render(request, "program/draft.html#preview", _preview(actor, row, values, now))


def _preview(actor: Actor, row: RuleVersion, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the words of the rules as they would be, and what differs from those in force."""
    settings = {name: value for name, value in values.items() if name != "note"}
    around = rules_around(row.rulebook, row.region_id, at=now) if row.region_id else None
    try:
        rules: Rulebook = around.merge(settings) if around else rulebook_of(row.rulebook).load(settings)
    except ValidationError:
        return {"difference": None, "sections": []}
    before = find_predecessor(row)
    old = rules_of_row(before, at=now) if before else around or rules
    label = before.label if before else _("the rules around it")
    return {
        "difference": compare_rules(actor, old, rules, labels=(label, row.label)),
        "sections": _sections(list_lines(actor, rules, globally=around)),
    }


@require_http_methods(["GET", "POST"])
@sign_in_required
def publish_draft(request: HttpRequest, version_id: str) -> HttpResponse:
    """Ask when a draft takes effect, show what it changes, and publish it."""
    actor, now = asker(request), utc_now()
    row = _draft_row(actor, version_id)
    if row is None:
        return redirect("program:version", version_id)
    if not can_edit_program(actor):
        raise NotAllowed
    form = PublicationForm(request.POST if request.method == "POST" else None, initial={"note": row.note})
    if form.is_valid():
        with refusals_shown_in(form):
            publish_rules(actor=actor, draft_id=row.id, now=now, **form.cleaned_data)
            messages.success(request, _("{label} is published.").format(label=row.label))
            return redirect("program:version", version_id)
    context = {
        "version": get_version(actor, row.id, now=now),
        "title": translate(rulebook_of(row.rulebook).title),
        "form": form,
        "difference": find_difference(actor, row, now=now),
        "publication": get_publication(actor, row.id),
        "crumbs": [*_crumbs(row.rulebook), (row.label, reverse("program:draft", args=[version_id]))],
    }
    return render(request, "program/publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sign_in_required
def discard(request: HttpRequest, version_id: str) -> HttpResponse:
    """Ask, and throw a draft away."""
    actor, now = asker(request), utc_now()
    row = _draft_row(actor, version_id)
    if row is None:
        return redirect("program:version", version_id)
    if request.method == "POST":
        discard_draft(actor=actor, draft_id=row.id, now=now)
        messages.success(request, _("The draft {label} is discarded.").format(label=row.label))
        return redirect("program:versions", row.rulebook)
    context = {"version": get_version(actor, row.id, now=now), "crumbs": _crumbs(row.rulebook)}
    return render(request, "program/discard.html", context)
