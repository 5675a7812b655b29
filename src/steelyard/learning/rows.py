"""Courses, enrollments and certificates as lists show them: words and tones in the reader's language."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.ids import public_id
from steelyard.learning.terms import (
    ENROLLMENT_TONES,
    LESSON_LOOKS,
    STATE_TONES,
    CertificateCard,
    CertificateState,
    CourseCard,
    CourseState,
    EnrollmentCard,
    EnrollmentState,
    Lapse,
    Outline,
    Validity,
)
from steelyard.learning.terms.courses import COURSE_TONES


def course_card(card: CourseCard, *, is_author: bool) -> dict[str, Any]:
    """Return what a card of the catalogue says of a course."""
    lessons = ngettext("{count} lesson", "{count} lessons", card.lessons).format(count=card.lessons)
    state = card.state if is_author or card.state is CourseState.RETIRED else None
    return {
        "url": reverse("learning:course", args=[card.public_id]),
        "title": card.title,
        "summary": card.summary,
        "level": _(card.level.label),
        "facts": f"{lessons} · {_('{minutes} min').format(minutes=card.minutes)}",
        "certification": card.certification,
        "progress": card.progress,
        "completed_at": card.completed_at if card.progress is None else None,
        "state": _(state.label) if state else "",
        "tone": COURSE_TONES[state] if state else "",
        "go_on_url": reverse("learning:enrollment", args=[card.enrollment_id]) if card.enrollment_id else "",
    }


def enrollment_row(card: EnrollmentCard, today: date) -> dict[str, Any]:
    """Return what a list says of an enrollment."""
    return {
        "card": card,
        "url": reverse("learning:enrollment", args=[card.public_id]),
        "course_url": reverse("learning:course", args=[card.course_public_id]),
        "certificate_url": reverse("learning:certificate", args=[card.certificate_id]) if card.certificate_id else "",
        "partner_url": reverse("learning:partner-team", args=[public_id("partner", card.partner_id)])
        if card.partner_id
        else "",
        "state": _(card.state.label),
        "tone": ENROLLMENT_TONES[card.state],
        "by": _(card.by.label),
        "is_late": card.is_late_on(today),
        "is_open": card.state in (EnrollmentState.ASSIGNED, EnrollmentState.STARTED),
        "progress": _("{done} of {total} lessons").format(done=card.lessons_done, total=card.lessons_total),
    }


def certificate_row(card: CertificateCard, today: date) -> dict[str, Any]:
    """Return what a list says of a certificate."""
    return {
        "card": card,
        "url": reverse("learning:certificate", args=[card.public_id]),
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "level": _(card.level.label),
        "source": _(card.source.label),
        "until": _say_until(card),
        "asks_renewal": not card.is_renewed and _asks_renewal(card, today),
    }


def _say_until(card: CertificateCard) -> str:
    if card.state is CertificateState.REVOKED:
        return card.revoked_reason
    if card.valid_until is None:
        return _("Until a newer release ends it") if card.release else _("Does not lapse")
    return ""


_RENEWAL_DAYS = 90


def _asks_renewal(card: CertificateCard, today: date) -> bool:
    if card.valid_until is None or card.state is CertificateState.REVOKED:
        return False
    return (card.valid_until - today).days <= _RENEWAL_DAYS


def outline_rows(outline: Outline, done: frozenset[str] = frozenset(), current: str = "") -> list[dict[str, Any]]:
    """Return the modules of a course with their lessons."""
    return [
        {
            "title": module.title,
            "key": module.key,
            "lessons": [
                {
                    "key": lesson.key,
                    "title": lesson.title,
                    "kind": _(lesson.kind.label),
                    "icon": LESSON_LOOKS[lesson.kind].icon,
                    "minutes": lesson.minutes,
                    "is_done": lesson.key in done,
                    "is_current": lesson.key == current,
                }
                for lesson in module.lessons
            ],
        }
        for module in outline.modules
    ]


def say_lapse(validity: Validity) -> str:
    """Return how long certificates hold, in words."""
    if validity.lapse is Lapse.NEVER:
        return _("They do not lapse")
    grace = ngettext("{count} day of grace", "{count} days of grace", validity.grace_days)
    if validity.lapse is Lapse.AFTER_MONTHS:
        lapse = ngettext("{count} month", "{count} months", validity.months).format(count=validity.months)
    else:
        lapse = ngettext(
            "Until {count} newer release is out", "Until {count} newer releases are out", validity.releases
        )
        lapse = lapse.format(count=validity.releases)
    return f"{lapse}, {grace.format(count=validity.grace_days)}"
