"""Disputes: what is said, who rules, and how."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from steelyard.deals.forms.evidence import EvidenceFields
from steelyard.deals.terms import DisputeGround, Ruling


class StatementForm(EvidenceFields):
    """What somebody says in a dispute, and what shows it."""

    statement = forms.CharField(
        label=gettext_lazy("What is the case?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DisputeForm(StatementForm):
    """What is wrong with a decision."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[(ground.value, gettext_lazy(ground.label)) for ground in DisputeGround],
    )


class ArbiterForm(forms.Form):
    """Who rules on a dispute; those with a part in the deal are not offered."""

    arbiter = forms.ChoiceField(label=gettext_lazy("Arbiter"))

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arbiter"].choices = list(people.items())  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    """An arbiter's ruling; both sides read the reason."""

    ruling = forms.ChoiceField(
        label=gettext_lazy("Ruling"), choices=[(ruling.value, gettext_lazy(ruling.label)) for ruling in Ruling]
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
