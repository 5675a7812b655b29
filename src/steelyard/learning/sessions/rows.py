"""Live sessions and their attendees as lists show them."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from steelyard.kernel.ids import public_id
from steelyard.learning.sessions.terms import (
    ATTENDANCE_TONES,
    ATTENDEE_TONES,
    PHASE_TONES,
    SESSION_TONES,
    AttendeeCard,
    SessionCard,
    SessionState,
)
from steelyard.ui.writing import moment


def session_row(card: SessionCard) -> dict[str, Any]:
    """Return what a list says of a session."""
    is_usual = card.state is SessionState.PUBLISHED
    return {
        "card": card,
        "url": reverse("learning:live-session", args=[card.public_id]),
        "state": _(card.phase.label) if is_usual else _(card.state.label),
        "tone": PHASE_TONES[card.phase] if is_usual else SESSION_TONES[card.state],
        "there": _there(card),
        "own": _say_own(card),
        "own_tone": _own_tone(card),
        "language": dict(settings.LANGUAGES).get(card.language, card.language),
        "presenters": ", ".join(card.presenters),
        "where": " · ".join(one for one in (_("Online") if card.is_online else "", card.place) if one),
        "seats": _say_seats(card),
    }


def attendee_row(card: AttendeeCard) -> dict[str, Any]:
    """Return what a list says of somebody's registration."""
    return {
        "card": card,
        "url": reverse("learning:live-session", args=[card.session_public_id]),
        "partner_url": reverse("learning:partner-team", args=[public_id("partner", card.partner_id)])
        if card.partner_id
        else "",
        "state": _(card.attendance.label) if card.attendance else _(card.state.label),
        "tone": ATTENDANCE_TONES[card.attendance] if card.attendance else ATTENDEE_TONES[card.state],
        "source": _(card.source.label) if card.source else "",
        "reasons": [{"rule": rule, "text": text, "url": ""} for rule, text in card.reasons],
    }


def _there(card: SessionCard) -> str:
    """Return when a session begins by the clock where it is; empty where the reader's clock shows the same."""
    own = moment(card.starts_at)
    with timezone.override(card.zone):
        there = moment(card.starts_at)
    return "" if there == own else f"{there} ({card.zone.replace('_', ' ')})"


def _say_own(card: SessionCard) -> str:
    if card.own_attendance is not None:
        return _(card.own_attendance.label)
    return _(card.own_state.label) if card.own_state is not None else ""


def _own_tone(card: SessionCard) -> str:
    if card.own_attendance is not None:
        return ATTENDANCE_TONES[card.own_attendance]
    return ATTENDEE_TONES[card.own_state] if card.own_state is not None else ""


def _say_seats(card: SessionCard) -> str:
    if card.seats is None:
        return ""
    left = card.seats_left or 0
    return _("{left} of {seats} seats free").format(left=left, seats=card.seats) if left else _("No seat free")
