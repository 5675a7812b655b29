"""A refusal of a command, shown where the reader of the form looks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from django import forms

from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.http.problems import field_texts, refusal_text

_AS_NAMED: Mapping[str, str] = MappingProxyType({})


@contextmanager
def refusals_shown_in(form: forms.Form, *, renamed: Mapping[str, str] = _AS_NAMED) -> Iterator[None]:
    """Run what a valid form asks for, up to the answer; a refusal ends it, and the form goes on with its errors."""
    try:
        yield
    except Refusal as refusal:
        show_refusal(form, refusal, renamed=renamed)


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
