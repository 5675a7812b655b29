"""What is done with a registration after its submission: words, answers, evidence, extensions, ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.deals import commands, permissions
from steelyard.deals.forms.evidence import EvidenceOnlyForm
from steelyard.deals.forms.following import AnswerForm, CommentForm, ExtensionForm, ReasonForm
from steelyard.deals.forms.refusals import refusals_shown_in
from steelyard.deals.forms.review import ExtensionDecisionForm, ManagerForm
from steelyard.deals.models import Evidence
from steelyard.deals.queries.evidence import open_evidence
from steelyard.deals.queries.records import get_registration
from steelyard.deals.refusals import NotPossibleNow
from steelyard.deals.terms import ExtensionState
from steelyard.deals.views.asking import id_of, keep_evidence
from steelyard.deals.views.records import render_record
from steelyard.identity.public import list_host_people, sign_in_required
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline.public import find_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.records import record_url


@sign_in_required
@require_GET
def download_evidence(request: HttpRequest, evidence_id: str) -> FileResponse:
    """Answer with the file of a piece of evidence."""
    return open_evidence(asker(request), Evidence.parse_id(evidence_id))


@sign_in_required
@require_POST
def comment(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Post a comment: for the host internal unless it says otherwise."""
    actor, key, form = asker(request), id_of(registration_id), CommentForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("body", "")
        error = form.errors.get("body", [""])[0]
        return render_record(request, key, comment=typed, comment_error=error, status=422)
    is_internal = actor.is_host and request.POST.get("visibility") != "partner"
    commands.add_comment(
        actor=actor, registration_id=key, body=form.cleaned_data["body"], is_internal=is_internal, now=utc_now()
    )
    came_from_case = request.GET.get("from") == "case" and permissions.can_review(actor)
    return redirect("deals:approval" if came_from_case else "deals:registration", registration_id)


@sign_in_required
@require_POST
def answer(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Answer the host's question, or what the rules asked for."""
    actor, key = asker(request), id_of(registration_id)
    record = get_registration(actor, key)
    is_open = record.open_question is not None
    form = AnswerForm(request.POST, request.FILES, is_question_open=is_open, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.give_information(
                actor=actor,
                registration_id=key,
                answer=form.cleaned_data["answer"],
                evidence=keep_evidence(form, actor=actor, partner_id=record.card.partner_id),
                now=utc_now(),
            )
            messages.success(request, _("Answered."))
            return redirect("deals:registration", registration_id)
    return render_record(request, key, answer_form=form, status=422)


@sign_in_required
@require_POST
def add_evidence(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Add evidence: files, a link, or words."""
    actor, key = asker(request), id_of(registration_id)
    record = get_registration(actor, key)
    form = EvidenceOnlyForm(request.POST, request.FILES, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            if "add_evidence" not in record.actions:
                raise NotAllowed
            for piece in keep_evidence(form, actor=actor, partner_id=record.card.partner_id):
                commands.add_evidence(actor=actor, registration_id=key, evidence=piece, now=utc_now())
            messages.success(request, _("Added to the evidence."))
            return redirect("deals:registration", registration_id)
    return render_record(request, key, evidence_form=form, status=422)


@sign_in_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Ask for a longer protection, with what shows that the partner is at work."""
    actor, key = asker(request), id_of(registration_id)
    record = get_registration(actor, key)
    if "request_extension" not in record.actions and request.method == "GET":
        raise NotAllowed
    form = ExtensionForm(request.POST or None, request.FILES or None, max_bytes=settings.MAX_UPLOAD_BYTES)
    if form.is_valid():
        with refusals_shown_in(form):
            state = commands.request_extension(
                actor=actor,
                registration_id=key,
                reason=form.cleaned_data["reason"],
                evidence=keep_evidence(form, actor=actor, partner_id=record.card.partner_id),
                now=utc_now(),
            )
            _tell_extension(request, state)
            return redirect("deals:registration", registration_id)
    context = {"record": record, "card": record.card, "form": form}
    return render(request, "deals/extend.html", context, status=422 if form.is_bound else 200)


def _tell_extension(request: HttpRequest, state: ExtensionState) -> None:
    match state:
        case ExtensionState.GRANTED:
            messages.success(request, _("Extended at once: your evidence shows that you are at work."))
        case ExtensionState.WAITING:
            messages.info(
                request, _("Asked. A channel manager decides, because no activity since the last grant is on file.")
            )
        case ExtensionState.REFUSED:
            messages.error(request, _("Not extended; the reason stands on this page."))


@sign_in_required
@require_POST
def decide_extension(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Grant or refuse the extension that waits."""
    key, form = id_of(registration_id), ExtensionDecisionForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.decide_extension(
                actor=asker(request),
                registration_id=key,
                granted=form.cleaned_data["granted"] == "yes",
                reason=form.cleaned_data["reason"],
                now=utc_now(),
            )
            messages.success(request, _("Decided. The partner is told."))
            return redirect("deals:registration", registration_id)
    return render_record(request, key, extension_form=form, status=422)


@sign_in_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Turn a protected registration into an opportunity and open that."""
    actor, key = asker(request), id_of(registration_id)
    if request.method == "GET":
        get_registration(actor, key)
        return redirect("deals:registration", registration_id)
    opportunity_id = commands.convert_registration(actor=actor, registration_id=key, now=utc_now())
    messages.success(request, _("It is an opportunity now; the protection goes on."))
    card = find_opportunity(actor, opportunity_id)
    return redirect(
        (record_url(card.public_id) if card else "") or "deals:registration", *(() if card else (registration_id,))
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Give a claim up, with the reason."""

    def act(key: UUID, said: dict[str, Any]) -> None:
        commands.withdraw_registration(actor=asker(request), registration_id=key, reason=said["reason"], now=utc_now())

    words = {
        "title": _("Withdraw this registration?"),
        "text": _("Its protection ends at once and somebody else may register the deal. This cannot be taken back."),
        "button": _("Withdraw"),
        "done": _("Withdrawn."),
    }
    return _act(request, registration_id, "withdraw", ReasonForm(request.POST or None), words, act)


@sign_in_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Bring a rejection before a person."""

    def act(key: UUID, said: dict[str, Any]) -> None:
        commands.appeal_registration(actor=asker(request), registration_id=key, reason=said["reason"], now=utc_now())

    words = {
        "title": _("Appeal against this decision"),
        "text": _("A channel manager looks at it again and reads your reason. Say what the rules could not know."),
        "button": _("Appeal"),
        "done": _("Your appeal is with a channel manager."),
        "tone": "primary",
    }
    return _act(request, registration_id, "appeal", ReasonForm(request.POST or None), words, act)


@sign_in_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, registration_id: str) -> HttpResponse:
    """End a protection, for a reason that the partner reads."""

    def act(key: UUID, said: dict[str, Any]) -> None:
        commands.cancel_registration(actor=asker(request), registration_id=key, reason=said["reason"], now=utc_now())

    words = {
        "title": _("End this protection?"),
        "text": _("The partner loses its protection at once and reads your reason."),
        "button": _("End the protection"),
        "done": _("The protection has ended; the partner is told."),
    }
    return _act(request, registration_id, "cancel", ReasonForm(request.POST or None), words, act)


@sign_in_required
@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Hand the registration to another channel manager."""
    record = get_registration(asker(request), id_of(registration_id))
    people = {
        str(person.id): person.name
        for role in (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)
        for person in list_host_people(role)
    }
    form = ManagerForm(request.POST or None, people=people, initial={"manager": str(record.card.manager_id or "")})

    def act(key: UUID, _said: dict[str, Any]) -> None:
        commands.reassign_manager(actor=asker(request), registration_id=key, manager_id=form.manager_id, now=utc_now())

    words = {
        "title": _("Who looks after it?"),
        "text": _("Decisions about it appear in this person's queue."),
        "button": _("Save"),
        "done": _("Saved."),
        "tone": "primary",
    }
    return _act(request, registration_id, "reassign_manager", form, words, act)


def _act(
    request: HttpRequest,
    registration_id: str,
    action: str,
    form: forms.Form,
    words: dict[str, str],
    act: Callable[[UUID, dict[str, Any]], None],
) -> HttpResponse:
    """Ask for what an action needs, do it, and go back to the record."""
    key = id_of(registration_id)
    record = get_registration(asker(request), key)
    if form.is_bound and form.is_valid():
        with refusals_shown_in(form):
            act(key, form.cleaned_data)
            messages.success(request, words["done"])
            return redirect("deals:registration", registration_id)
    elif not form.is_bound and action not in record.actions:
        raise NotPossibleNow(state=_(record.card.state.label).lower()) if record.actions else NotAllowed
    context = {"record": record, "card": record.card, "form": form, "words": words}
    return render(request, "deals/act.html", context, status=422 if form.is_bound else 200)
