"""Opportunities of direct sales."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.program.public import ProductFamilyCard
from steelyard.ui.forms import Chosen, ComboboxField, DateInput, MoneyField


class DirectForm(forms.Form):
    """An opportunity of direct sales, and the reason where a protection is overridden."""

    company_name = ComboboxField(url_name="deals:companies", label=gettext_lazy("Account"), max_length=200)
    name = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    lines = forms.MultipleChoiceField(label=gettext_lazy("Product lines"), widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    amount = MoneyField(label=gettext_lazy("Amount"))
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DateInput)
    division = forms.CharField(
        label=gettext_lazy("Division"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("If it concerns one part of the account only."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Why go on without the partner?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner, your channel manager and the audit log get this reason word for word."),
    )

    def __init__(
        self, *args: Any, families: Sequence[ProductFamilyCard], regions: Mapping[str, str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(family.key, _(family.name)) for family in families]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("Choose…")), *regions.items()]  # type: ignore[attr-defined]
        self.fields["close_on"].widget.attrs["min"] = today.isoformat()

    def clean_company_name(self) -> Chosen:
        """Refuse words that no database can hold; other text fields do so by themselves."""
        chosen: Chosen = self.cleaned_data["company_name"]
        ProhibitNullCharactersValidator()(chosen.text)
        return chosen
