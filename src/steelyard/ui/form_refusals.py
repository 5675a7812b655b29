"""A refusal of a command, shown where the reader of the form looks."""

from collections.abc import Mapping
from types import MappingProxyType

from django import forms

from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.http.problems import field_texts, refusal_text

_AS_NAMED: Mapping[str, str] = MappingProxyType({})


def show_refusal(form: forms.Form, refusal: Refusal, *, renamed: Mapping[str, str] = _AS_NAMED) -> None:
    """Put the refusal beside the fields that it names, otherwise above the form.

    `renamed` maps what the refusal calls a field to what the form calls it. Raises: NotAllowed, which no form can mend.
    """
    if isinstance(refusal, NotAllowed):
        raise refusal
    texts = {renamed.get(field, field): text for field, text in field_texts(refusal).items()}
    for field, text in texts.items():
        form.add_error(field if field in form.fields else None, text)
    if not texts:
        form.add_error(None, refusal_text(refusal))
