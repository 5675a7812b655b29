"""Refusals beside the fields that they are about, whatever the forms call them."""

from contextlib import AbstractContextManager

from django import forms

from steelyard.ui import form_refusals

_AS_FIELDS = {"name": "company_name", "domain": "company_domain", "country": "company_country", "note": "evidence_note"}
"""What refusals call the fields that these forms call otherwise."""


def refusals_shown_in(form: forms.Form) -> AbstractContextManager[None]:
    """Run what a valid form asks for; a refusal ends it and stands in the form, where the reader looks."""
    return form_refusals.refusals_shown_in(form, renamed=_AS_FIELDS)
