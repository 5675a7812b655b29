"""A refusal of a command, shown where the reader of the form looks."""

from django import forms
from django.utils.translation import gettext as _

from steelyard.kernel.refusals import Refusal
from steelyard.platform.http.problems import refusal_text


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put the refusal beside the fields that it names, otherwise above the form."""
    named = {field: text for field, text in refusal.fields.items() if field in form.fields}
    for field, text in named.items():
        form.add_error(field, _(text))
    if not named:
        form.add_error(None, refusal_text(refusal))
