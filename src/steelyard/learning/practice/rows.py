"""Practical work as lists show it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.learning.practice.terms import WORK_TONES, WorkCard


def work_row(card: WorkCard) -> dict[str, Any]:
    """Return what a list says of a piece of work."""
    return {
        "card": card,
        "url": reverse("learning:work", args=[card.public_id]),
        "state": _(card.state.label),
        "tone": WORK_TONES[card.state],
    }
