"""Pages of those who run sessions: scheduling, calling off, who was there, the recording, figures."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import find_ids_by_email, sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import Refusal
from steelyard.learning import permissions
from steelyard.learning.models import LiveSession
from steelyard.learning.sessions import commands, queries
from steelyard.learning.sessions.forms import (
    CancelSessionForm,
    PresenceFileForm,
    PresenceForm,
    RecordingForm,
    SessionForm,
)
from steelyard.learning.sessions.reading import read_presence
from steelyard.learning.sessions.refusals import AttendeeUnknown
from steelyard.learning.sessions.targets import list_targets
from steelyard.learning.sessions.terms import (
    AttendanceSource,
    AttendeeFilter,
    AttendeeState,
    PresenceEntry,
    SessionCard,
)
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.learning.views.writing import audience_words
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.files import store_course_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_YEAR = timedelta(days=365)
_PERIODS = {"30": timedelta(days=30), "90": timedelta(days=90), "365": _YEAR}


@sign_in_required
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, live_session_id: str = "") -> HttpResponse:
    """Ask what a session is, when, where and for whom, and keep it."""
    actor, now = asker(request), utc_now()
    require(permissions.can_run_sessions(actor))
    row = queries.get_row(actor, LiveSession.parse_id(live_session_id)) if live_session_id else None
    initial = SessionForm.initial_of(queries.draft_of(row)) if row else _usual(request)
    form = SessionForm(request.POST or None, words=audience_words(), completes=_completes(request), initial=initial)
    crumbs = [(_("Live sessions"), reverse("learning:live-sessions"))]
    if row:
        crumbs.append((row.title, reverse("learning:live-session", args=[live_session_id])))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, renamed={"lesson": "course"}):
            if row:
                commands.change_session(actor=actor, session_id=row.id, draft=form.draft(), now=now)
                key = row.id
            else:
                key = commands.schedule_session(actor=actor, draft=form.draft(), now=now)
            messages.success(request, _("Saved."))
            return redirect("learning:live-session", public_id(LiveSession.PREFIX, key))
    about = (
        _("Those who are registered are told when it is moved.") if row else _("Nobody sees it until it is published.")
    )
    return show_form(
        request, form, title=_("Edit the session") if row else _("New session"), crumbs=crumbs, about=about
    )


@sign_in_required
@require_POST
def publish(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Let people register."""
    actor = asker(request)
    require(permissions.can_run_sessions(actor))
    try:
        commands.publish_session(actor=actor, session_id=LiveSession.parse_id(live_session_id), now=utc_now())
        messages.success(request, _("The session is published. People can register."))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
    return redirect("learning:live-session", live_session_id)


@sign_in_required
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Ask why a session does not take place, and call it off."""
    card, here = _opened(request, live_session_id)
    form = CancelSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            reason = form.cleaned_data["reason"]
            commands.cancel_session(actor=asker(request), session_id=card.id, reason=reason, now=utc_now())
            messages.success(request, _("The session is canceled. Everybody who is registered is told."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Cancel the session"),
        about=_("It cannot be taken back: schedule another one instead."),
        crumbs=_crumbs(card, here),
        save=_("Cancel the session"),
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def record_presence(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Ask how long each of those registered was there, and record it."""
    card, here = _opened(request, live_session_id)
    wanted = AttendeeFilter(session_id=card.id, state=AttendeeState.SEATED)
    seated = queries.list_attendees(asker(request), wanted, PageRequest(size=200, sort="registered")).items
    people = [(one.public_id, one.person, one.minutes) for one in seated]
    form = PresenceForm(request.POST or None, people=people, length=card.minutes)
    if request.method == "POST" and form.is_valid():
        ids = {one.public_id: one.person_id for one in seated}
        changed = {key: value for key, value in form.minutes().items() if form.fields[key].initial != value}
        with refusals_shown_in(form):
            entries = [PresenceEntry(person_id=ids[key], minutes=minutes) for key, minutes in changed.items()]
            commands.record_attendance(actor=asker(request), session_id=card.id, entries=entries, now=utc_now())
            messages.success(request, _say_recorded(len(entries)))
            return redirect(here)
    about = _("Minutes of {length}. Who is left empty stays as they are.").format(length=card.minutes)
    return show_form(
        request, form, title=_("Who was there"), about=about, crumbs=_crumbs(card, here), save=_("Record it")
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def import_presence(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Ask for a file of who was there, and record it, all of it or nothing."""
    card, here = _opened(request, live_session_id)
    form = PresenceFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            entries = read_entries(form.cleaned_data["text"])
            commands.record_attendance(
                actor=asker(request),
                session_id=card.id,
                entries=entries,
                source=AttendanceSource.IMPORTED,
                now=utc_now(),
            )
            messages.success(request, _say_recorded(len(entries)))
            return redirect(here)
    return show_form(
        request, form, title=_("Who was there, from a file"), crumbs=_crumbs(card, here), save=_("Record it")
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def add_recording(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Ask for the recording, and let people watch it."""
    card, here = _opened(request, live_session_id)
    form = RecordingForm(request.POST or None, request.FILES or None, initial={"url": card.recording_url})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            actor, now, file = asker(request), utc_now(), form.cleaned_data["file"]
            stored = store_course_file(uploaded=file, actor=actor, now=now) if file else None
            commands.add_recording(
                actor=actor,
                session_id=card.id,
                url=form.cleaned_data["url"],
                file_id=stored.id if stored else None,
                now=now,
            )
            messages.success(request, _("The recording is there. Those who were registered are told."))
            return redirect(here)
    return show_form(request, form, title=_("Recording"), crumbs=_crumbs(card, here))


@sign_in_required
@require_GET
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show what became of the sessions that are over, by partner."""
    actor, now = asker(request), utc_now()
    require(permissions.can_run_sessions(actor))
    days = request.GET.get("days", "")
    figures = queries.measure_sessions(actor, since=now - _PERIODS.get(days, _YEAR), until=now)
    here = reverse("learning:session-figures")
    context = {
        "figures": figures,
        "rate": f"{figures.rate} %" if figures.rate is not None else _("none yet"),
        "periods": [
            (_("{days} days").format(days=key), f"{here}?days={key}", (days if days in _PERIODS else "365") == key)
            for key in _PERIODS
        ],
        "crumbs": [(_("Live sessions"), reverse("learning:live-sessions"))],
        **parts_of(request),
    }
    return render(request, "learning/sessions/figures.html", context)


def read_entries(text: str) -> list[PresenceEntry]:
    """Return what a file says of who was there. Raises: AttendanceUnreadable, AttendeeUnknown."""
    told = read_presence(text)
    ids = find_ids_by_email(told)
    unknown = sorted(told.keys() - ids.keys())
    if unknown:
        raise AttendeeUnknown(names=", ".join(unknown[:20]))
    return [PresenceEntry(person_id=ids[mail], minutes=minutes) for mail, minutes in told.items()]


def _opened(request: HttpRequest, live_session_id: str) -> tuple[SessionCard, str]:
    """Return a session that the reader runs, and its page."""
    actor = asker(request)
    require(permissions.can_run_sessions(actor))
    card = queries.get_session(actor, LiveSession.parse_id(live_session_id), at=utc_now())
    return card, reverse("learning:live-session", args=[card.public_id])


def _crumbs(card: SessionCard, here: str) -> list[tuple[str, str]]:
    return [(_("Live sessions"), reverse("learning:live-sessions")), (card.title, here)]


def _completes(request: HttpRequest) -> list[tuple[str, str]]:
    return [(f"{one.course_id}:{one.lesson}", one.label) for one in list_targets(asker(request))]


def _usual(request: HttpRequest) -> dict[str, Any]:
    """Return how the form begins for a new session: in the zone of whoever writes it."""
    actor = asker(request)
    person = find_people({actor.person_id}).get(actor.person_id) if actor.person_id else None
    return {"for_partners": True, "zone": person.time_zone if person else "UTC", "language": "en"}


def _say_recorded(count: int) -> str:
    said = ngettext("{count} person is recorded.", "{count} people are recorded.", count)
    return said.format(count=count)
