"""Pages of live sessions for those who come to them: those for the reader, one, joining, the recording, calendars."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import Refusal
from steelyard.learning import permissions
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions import commands, diaries, queries, recordings
from steelyard.learning.sessions.addresses import calendar_response, feed_address
from steelyard.learning.sessions.filters import attendees_wanted, sessions_wanted
from steelyard.learning.sessions.rows import attendee_row, session_row
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendeeFilter,
    AttendeeState,
    SessionPhase,
    SessionState,
)
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import audience_rows, parts_of
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.chips import chip

_MOST_SHOWN = 200


@sign_in_required
@require_GET
def show_sessions(request: HttpRequest) -> HttpResponse:
    """Show the sessions that are for the reader, those ahead unless another kind is asked for."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor))
    wanted, runs = sessions_wanted(request.GET), permissions.can_run_sessions(actor)
    page = queries.list_sessions(actor, wanted, page_from(request.GET), at=now)
    chips = [
        chip(request, "phase", _("When"), {str(one): _(one.label) for one in SessionPhase}),
        chip(request, "mine", _("Where I stand"), {"1": _("My sessions")}),
        chip(request, "language", _("Language"), dict(settings.LANGUAGES)),
        chip(request, "recording", _("Recording"), {"1": _("With a recording")}),
    ]
    if runs:
        chips.append(chip(request, "state", _("State"), {str(one): _(one.label) for one in SessionState}))
    context = {
        "page": page,
        "items": [session_row(card) for card in page.items],
        "text": wanted.text,
        "chips": chips,
        "is_filtered": bool(wanted.text or any(one.value for one in chips)),
        "may_run": runs,
        "may_see_attendees": permissions.can_see_teams(actor) or permissions.can_lead_team(actor),
        "feed": diaries.find_feed(actor),
        **parts_of(request),
    }
    return render(request, "learning/sessions/list.html", context)


@sign_in_required
@require_GET
def show_session(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Show a session: what it is about, how to register and join, and to those who run it who comes."""
    actor, key, now = asker(request), LiveSession.parse_id(live_session_id), utc_now()
    require(permissions.can_learn(actor))
    row = queries.get_row(actor, key)
    card = queries.get_session(actor, key, at=now)
    runs = permissions.can_run_sessions(actor)
    is_for, is_seated = queries.is_for(actor, row, at=now), card.own_state is AttendeeState.SEATED
    people = _people(request, key)
    context: dict[str, Any] = {
        "row": session_row(card),
        "card": card,
        "people": people,
        "counts": _counts(people) if runs else None,
        "link": row.link if runs else "",
        "may_run": runs,
        "leads": runs or permissions.can_lead_team(actor),
        "may_register": card.is_open_at(now) and card.own_state is None and (is_for or runs),
        "may_withdraw": card.is_open_at(now) and card.own_state is not None and card.phase is SessionPhase.UPCOMING,
        "may_join": card.is_joinable_at(now) and is_seated,
        "joins_later": is_seated and card.is_online and card.phase is SessionPhase.UPCOMING,
        "may_watch": card.has_recording and (is_for or card.own_state is not None or runs),
        "has_watched": card.own_watched_at is not None,
        "may_say_watched": card.own_state is not None and card.own_watched_at is None,
        "may_change": runs and card.state is not SessionState.CANCELED and card.phase is SessionPhase.UPCOMING,
        "has_begun": card.state is SessionState.PUBLISHED and card.phase is not SessionPhase.UPCOMING,
        "audience": audience_rows(queries.draft_of(row).audience) if runs else [],
        "own_reasons": next((one["reasons"] for one in people if one["card"].person_id == actor.person_id), []),
        "own_id": public_id(Attendee.PREFIX, card.attendee_id) if card.attendee_id else "",
        "crumbs": [(_("Live sessions"), reverse("learning:live-sessions"))],
    }
    return render(request, "learning/sessions/session.html", context)


@sign_in_required
@require_POST
def register(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Give the reader a seat, or a place on the waiting list."""
    actor, key, now = asker(request), LiveSession.parse_id(live_session_id), utc_now()
    require(permissions.can_learn(actor) and actor.person_id is not None)
    try:
        assert actor.person_id is not None
        made = commands.register_attendee(
            actor=actor, session_id=key, person_id=actor.person_id, partner_id=actor.partner_id, now=now
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
    else:
        is_seated = queries.get_attendee(actor, made).state is AttendeeState.SEATED
        messages.success(
            request,
            _("You are registered.")
            if is_seated
            else _("You are on the waiting list. You are told when a seat is free."),
        )
    return redirect("learning:live-session", live_session_id)


@sign_in_required
@require_POST
def withdraw(request: HttpRequest, attendee_id: str) -> HttpResponse:
    """Take a registration back."""
    actor, key = asker(request), Attendee.parse_id(attendee_id)
    card = queries.get_attendee(actor, key)
    try:
        commands.withdraw_attendee(actor=actor, attendee_id=key, now=utc_now())
        messages.success(request, _("The registration was withdrawn."))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
    return redirect("learning:live-session", card.session_public_id)


@sign_in_required
@require_GET
def join(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Note that the reader comes, and lead them to where the session is held."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    require(permissions.can_learn(actor))
    try:
        link = commands.join_session(actor=actor, session_id=key, now=utc_now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("learning:live-session", live_session_id)
    response = HttpResponseRedirect(link)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@sign_in_required
@require_GET
def watch(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Lead the reader to the recording."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    link = recordings.find_recording(actor, LiveSession.parse_id(live_session_id), at=utc_now())
    return HttpResponseRedirect(link)


@sign_in_required
@require_GET
def play(request: HttpRequest, live_session_id: str) -> HttpResponseBase:
    """Give the video of a recording, or the stretch of it that is asked for."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    asked = request.headers.get("Range", "")
    return recordings.play_recording(actor, LiveSession.parse_id(live_session_id), asked=asked, at=utc_now())


@sign_in_required
@require_POST
def say_watched(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Note that the reader watched the recording."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    try:
        commands.note_watching(actor=actor, session_id=LiveSession.parse_id(live_session_id), now=utc_now())
        messages.success(request, _("Noted."))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
    return redirect("learning:live-session", live_session_id)


@sign_in_required
@require_GET
def give_file(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Give the calendar file of a session."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    require(permissions.can_learn(actor))
    return calendar_response(diaries.write_file(actor, key), name=f"{live_session_id}.ics")


@sign_in_required
@require_http_methods(["GET", "POST"])
def show_feed(request: HttpRequest) -> HttpResponse:
    """Show whether the reader's calendar has an address; sending it makes a new one, which is shown this once."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    address = ""
    if request.method == "POST" and request.POST.get("step") == "revocation":
        commands.revoke_feed(actor=actor)
        messages.success(request, _("The address leads nowhere any more."))
        return redirect("learning:calendar-feed")
    if request.method == "POST":
        address = feed_address(commands.open_feed(actor=actor, now=utc_now()))
    context = {
        "feed": diaries.find_feed(actor),
        "address": address,
        "crumbs": [(_("Live sessions"), reverse("learning:live-sessions"))],
    }
    return render(request, "learning/sessions/feed.html", context)


@require_GET
def give_feed(request: HttpRequest, feed_token: str) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Give a calendar program the sessions of whoever was given this address."""
    return calendar_response(diaries.write_feed(feed_token, at=utc_now()), name="sessions.ics", is_inline=True)


@sign_in_required
@require_GET
def show_attendee(request: HttpRequest, attendee_id: str) -> HttpResponse:
    """Lead to the session of a registration, which says what became of it."""
    card = queries.get_attendee(asker(request), Attendee.parse_id(attendee_id))
    return redirect("learning:live-session", card.session_public_id)


@sign_in_required
@require_GET
def show_attendees(request: HttpRequest) -> HttpResponse:
    """Show who registered for what, as far as the reader may see it."""
    actor = asker(request)
    require(permissions.can_see_teams(actor) or permissions.can_lead_team(actor))
    wanted = attendees_wanted(request.GET)
    page = queries.list_attendees(actor, wanted, page_from(request.GET, sort="-registered"))
    session = queries.get_session(actor, wanted.session_id, at=utc_now()) if wanted.session_id else None
    context = {
        "page": page,
        "items": [attendee_row(card) for card in page.items],
        "session": session,
        "text": wanted.text,
        "with_partner": permissions.can_see_teams(actor),
        "chips": [
            chip(request, "state", _("Seat"), {str(one): _(one.label) for one in AttendeeState}),
            chip(request, "attendance", _("Attendance"), {str(one): _(one.label) for one in Attendance}),
        ],
        "crumbs": [(_("Live sessions"), reverse("learning:live-sessions"))],
    }
    return render(request, "learning/sessions/attendees.html", context)


def _people(request: HttpRequest, session_id: UUID) -> list[dict[str, Any]]:
    """Return those who are registered, as far as the reader may see them: oneself, an administrator's people, all."""
    wanted, page = AttendeeFilter(session_id=session_id), PageRequest(size=_MOST_SHOWN, sort="registered")
    found = queries.list_attendees(asker(request), wanted, page).items
    return [attendee_row(card) for card in found if card.state is not AttendeeState.WITHDRAWN]


def _counts(people: list[dict[str, Any]]) -> dict[str, Any]:
    seated = [one["card"] for one in people if one["card"].state is AttendeeState.SEATED]
    attended = sum(card.attendance is Attendance.ATTENDED for card in seated)
    known = sum(card.attendance is not None for card in seated)
    return {
        "registered": len(seated),
        "waiting": len(people) - len(seated),
        "attended": attended,
        "known": known,
        "rate": f"{round(100 * attended / len(seated))} %" if seated and known else _("none yet"),
    }
