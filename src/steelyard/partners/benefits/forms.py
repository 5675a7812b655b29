"""The form of a benefit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners.queries import list_tiers, list_types
from steelyard.ui.forms import MoneyField
from steelyard.ui.words import WordForm


def _tiers() -> list[tuple[str, str]]:
    return [("", _("every tier")), *((tier.key, _(tier.name)) for tier in list_tiers())]


def _types() -> list[tuple[str, str]]:
    return [(kind.key, _(kind.name)) for kind in list_types()]


class BenefitForm(WordForm):
    """A benefit with whom it belongs to and what it is worth."""

    description = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    value = MoneyField(label=gettext_lazy("Worth of one partner in a year"))
    from_tier = forms.ChoiceField(label=gettext_lazy("From the tier"), choices=_tiers, required=False)
    types = forms.MultipleChoiceField(
        label=gettext_lazy("For the types"),
        help_text=gettext_lazy("Empty: for all."),
        choices=_types,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_offered = forms.BooleanField(label=gettext_lazy("Is offered"), required=False, initial=True)

    @classmethod
    def values_of(cls, item: Any) -> dict[str, Any]:
        """Return what the fields show of a benefit."""
        return {**super().values_of(item), "types": list(item.types)}
