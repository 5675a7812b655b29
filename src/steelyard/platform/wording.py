"""Events in the reader's language: their sentence, filled with facts as the reader writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from steelyard.kernel.events import Event


def say(event: Event, sentence: str = "") -> str:
    """Return what happened in the reader's language; `sentence` (source language) replaces the event's own."""
    facts = {name: _show(fact, event.terms.get(name)) for name, fact in event.payload().items()}
    return _(sentence or event.sentence).format_map({**facts, "subject": event.subject_label})


def _show(fact: Any, words: Mapping[Any, str] | None) -> str:
    if fact is None or fact == "":
        return ""
    if words is not None:
        return _(words.get(fact, fact))
    if isinstance(fact, Decimal):
        places = 0 if fact == fact.to_integral_value() else 2
        return formats.number_format(fact, places, use_l10n=True, force_grouping=True)
    if isinstance(fact, int) and not isinstance(fact, bool):
        return formats.number_format(fact, use_l10n=True, force_grouping=True)
    if isinstance(fact, datetime):
        return formats.date_format(timezone.localtime(fact), "DATETIME_FORMAT")
    if isinstance(fact, date):
        return formats.date_format(fact, "DATE_FORMAT")
    return str(fact)
