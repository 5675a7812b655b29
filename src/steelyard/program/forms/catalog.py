"""Regions and product families."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.program.terms import RegionCard
from steelyard.ui.words import WordForm


class RegionForm(WordForm):
    """A region with its countries, perhaps inside another."""

    key = forms.RegexField(
        regex=r"^[A-Z][A-Z0-9_]*$",
        max_length=20,
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("A short word in capitals, such as DACH. It cannot be changed later."),
    )
    parent = forms.ChoiceField(required=False, label=gettext_lazy("Inside"))
    countries = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Countries"),
        help_text=gettext_lazy("Two-letter codes, separated by spaces. A country lies in one region."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[RegionCard], key: str) -> None:
        super().__init__(data, known=known, key=key)
        others = [(other.key, _(other.name)) for other in known if other.key != key]
        self.fields["parent"].choices = [("", _("no other region")), *others]  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, item: RegionCard) -> dict[str, Any]:
        """Return what the fields show of a region."""
        return {**super().values_of(item), "countries": " ".join(item.countries)}

    def clean_parent(self) -> str | None:
        """Return the region around it, or None."""
        return self.cleaned_data["parent"] or None

    def clean_countries(self) -> tuple[str, ...]:
        """Return the codes as a tuple."""
        return tuple(code.upper() for code in re.split(r"[,;\s]+", self.cleaned_data["countries"]) if code)


class ProductFamilyForm(WordForm):
    """A product family: whether it needs a certification, and whether it is on sale."""

    requires_certification = forms.BooleanField(
        required=False, label=gettext_lazy("Partners need a certification to register deals")
    )
    is_active = forms.BooleanField(required=False, initial=True, label=gettext_lazy("On sale"))
