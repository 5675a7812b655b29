"""Sentences, values and reasons in the reader's language: what is stored as source text and plain JSON becomes words here."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel.numbers import format_currency
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import sentence
from steelyard.program.permissions import knows_everything
from steelyard.program.registry import reason_text
from steelyard.program.rules import RulePart, RuleSentence, Term, word_of
from steelyard.ui.records import record_name

_AMOUNTS = frozenset({"value", "minimum"})
"""Params that are amounts, kept as text beside their currency."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class _Words(dict[str, str]):
    """Leaves an unknown field visible: a sentence that lost a param still reads."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def say(text: str, params: Mapping[str, Any], *, plural: str = "", count: int = 1) -> str:
    """Return the sentence in the reader's language, its params shown as words."""
    template = ngettext(text, plural, count) if plural else translate(text)
    return template.format_map(_Words({name: show(value, name) for name, value in params.items()}))


def say_rule(rule: RuleSentence) -> str:
    """Return a rule's sentence in the reader's language."""
    return say(rule.text, rule.params, plural=rule.plural, count=rule.count)


def translate(text: str) -> str:
    """Return the text in the reader's language; nothing stays nothing."""
    return gettext(text) if text else ""


def show(value: Any, name: str = "") -> str:
    """Return a value as a person reads it. `name` tells instants (`_at`, `_until`) and dates (`_on`) in stored JSON."""
    if value is None or value == "" or value == ():
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, StrEnum):
        return translate(word_of(value))
    if isinstance(value, str):
        return translate(value) if isinstance(value, Term) else record_name(value) or _show_text(value, name)
    if isinstance(value, int | Decimal | float):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return _show_composite(value, name)


def _show_text(value: str, name: str) -> str:
    if name.endswith(("_at", "_until", "_from")) and (instant := parse_datetime(value)):
        return show(instant)
    if name.endswith("_on") and (day := parse_date(value)):
        return show(day)
    if name in _AMOUNTS and _NUMBER.fullmatch(value):
        return show(Decimal(value))
    return value


def _show_composite(value: Any, name: str) -> str:
    if isinstance(value, Money):
        return _show_money(value.amount, value.currency)
    if isinstance(value, RulePart):
        parts = [(info.title or key, getattr(value, key)) for key, info in type(value).model_fields.items()]
        return ", ".join(f"{translate(label)}: {show(part)}" for label, part in parts)
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        if value.keys() == {"term"}:
            return translate(value["term"])
        if value.keys() == {"amount", "currency"}:
            return _show_money(Decimal(value["amount"]), value["currency"])
        return ", ".join(f"{key}: {show(part, key)}" for key, part in value.items()) or _("none")
    if isinstance(value, Sequence | set | frozenset):
        return ", ".join(show(item, name) for item in value) or _("none")
    return str(value)


def _show_money(amount: Decimal, currency: str) -> str:
    return str(format_currency(amount, currency, locale=(get_language() or "en").replace("-", "_")))


def render_reason(reason: Mapping[str, Any], actor: Actor) -> str:
    """Return the sentence of a stored reason as this reader may know it."""
    words = reason_text(reason["code"])
    if reason.get("is_confidential") and not knows_everything(actor):
        return translate(words.for_partners or _UNNAMED)
    return say(words.text, reason.get("params") or {})


def render_change(change: Mapping[str, Any]) -> str:
    """Return the sentence of something that would change the outcome."""
    return say(reason_text(change["code"]).text, change.get("params") or {})


_UNNAMED = sentence("This rule applied. Its details concern others and stay confidential.")

# pydantic's own messages are English and speak of types; these speak to the person who fills the form.
_ERRORS = {
    "missing": sentence("Fill this in."),
    "int_type": sentence("Enter a whole number."),
    "int_from_float": sentence("Enter a whole number."),
    "int_parsing": sentence("Enter a whole number."),
    "decimal_type": sentence("Enter a number."),
    "decimal_parsing": sentence("Enter a number."),
    "bool_type": sentence("Answer yes or no."),
    "enum": sentence("Choose one of the offered values."),
    "literal_error": sentence("Choose one of the offered values."),
    "greater_than_equal": sentence("Enter {ge} or more."),
    "greater_than": sentence("Enter more than {gt}."),
    "less_than_equal": sentence("Enter {le} or less."),
    "less_than": sentence("Enter less than {lt}."),
    "decimal_max_places": sentence("Enter at most {decimal_places} decimal places."),
    "decimal_max_digits": sentence("Enter at most {max_digits} digits."),
    "too_short": sentence("Give at least {min_length}."),
    "too_long": sentence("Give at most {max_length}."),
    "string_too_short": sentence("Write at least {min_length} characters."),
    "string_too_long": sentence("Write at most {max_length} characters."),
    "string_pattern_mismatch": sentence("This does not have the right form."),
    "extra_forbidden": sentence("There is no such setting."),
}


def explain_errors(error: ValidationError) -> dict[str, str]:
    """Return, for each setting that does not type-check (`ladder.2.outcome`), what to enter, in the reader's language."""
    return {".".join(str(part) for part in found["loc"]): _explain(found) for found in error.errors(include_url=False)}


def _explain(found: ErrorDetails) -> str:
    if found["type"] == "rules_do_not_fit":
        return say(found["ctx"]["text"], found["ctx"]["params"])
    template = _ERRORS.get(found["type"])
    if template is None:
        return found["msg"]
    return say(template, found.get("ctx", {}))
