"""Units of packages as lists show them: words and tones in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from steelyard.learning.packages.terms import UNIT_TONES, UnitCard


def unit_row(card: UnitCard) -> dict[str, Any]:
    """Return what a list says of a unit."""
    return {"card": card, "state": _(card.state.label), "tone": UNIT_TONES[card.state]}
