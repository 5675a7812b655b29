"""How registrations are shown: states in words and colours, products by name, rules as links."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from steelyard.deals.cards import RegistrationCard
from steelyard.deals.program import RULEBOOK
from steelyard.deals.terms import LineState, Outcome, RegistrationState
from steelyard.kernel.refusals import sentence

register = template.Library()

STATE_TONES = {
    RegistrationState.DRAFT: "neutral",
    RegistrationState.UNDER_REVIEW: "violet",
    RegistrationState.INFORMATION_REQUESTED: "amber",
    RegistrationState.APPROVED: "green",
    RegistrationState.CONVERTED: "green",
    RegistrationState.WON: "teal",
    RegistrationState.LOST: "neutral",
    RegistrationState.EXPIRED: "neutral",
    RegistrationState.WITHDRAWN: "neutral",
    RegistrationState.CANCELLED: "red",
    RegistrationState.REJECTED: "red",
}
_LINE_TONES = {
    LineState.HELD: "violet",
    LineState.PROTECTED: "green",
    LineState.TEAMING: "blue",
    LineState.REFUSED: "red",
    LineState.ENDED: "neutral",
}
_APPROVED = {
    Outcome.APPROVED: sentence("Protected"),
    Outcome.APPROVED_AS_TEAMING: sentence("Second partner"),
    Outcome.APPROVED_IN_PART: sentence("Protected in part"),
}


@register.filter
def state_tone(card: RegistrationCard) -> str:
    """Return the tone of a registration's state."""
    return STATE_TONES[card.state]


@register.filter
def state_words(card: RegistrationCard) -> str:
    """Return where a registration stands, for an approval with what it gave."""
    if card.state is RegistrationState.APPROVED and card.outcome in _APPROVED:
        return _(_APPROVED[card.outcome])
    return _(card.state.label)


@register.filter
def line_tone(state: LineState) -> str:
    """Return the tone of a line's state."""
    return _LINE_TONES[state]


@register.filter
def in_words(term: Any) -> str:
    """Return the label of a term of the field in the reader's language."""
    return _(term.label) if term else ""


@register.filter
def product_names(families: Iterable[str], names: Mapping[str, str]) -> str:
    """Return product families by their names."""
    return ", ".join(names.get(family, family) for family in families)


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """Return the name of a key."""
    return names.get(key, key)


@register.filter
def rule_url(rule: str) -> str:
    """Return where the text of a rule is read."""
    return f"{reverse('program:rulebook', args=[RULEBOOK])}#{slugify(rule)}"
