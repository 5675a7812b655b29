"""Forms of leaving and coming back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners.lifecycle.terms import DataWish, OffboardingReason, StepCard, Way
from steelyard.ui.forms import ComboboxField


class OffboardingForm(forms.Form):
    """Why a partner leaves, and what becomes of its data."""

    reason = forms.TypedChoiceField(
        label=gettext_lazy("Reason"),
        choices=lambda: [(str(one), _(one.label)) for one in OffboardingReason],
        coerce=OffboardingReason,
    )
    explanation = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads this."),
    )
    wish = forms.TypedChoiceField(
        label=gettext_lazy("What the partner said of itself"),
        choices=lambda: [(str(one), _(one.label)) for one in DataWish],
        coerce=DataWish,
        help_text=gettext_lazy("Personal data of its people is erased person by person, under Privacy."),
    )


class SettleForm(forms.Form):
    """How a step of the checklist is settled."""

    way = forms.TypedChoiceField(label=gettext_lazy("How?"), coerce=Way, widget=forms.RadioSelect())
    heir = ComboboxField(
        label=gettext_lazy("The other partner"),
        url_name="partners:suggest",
        required=False,
        help_text=gettext_lazy(
            "It then sees these deals with customer, products, value and contact, and nothing of who worked on them before."
        ),
    )
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False, widget=forms.TextInput())

    def __init__(self, *args: Any, step: StepCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(way), _(way.label)) for way in step.ways]
        self.initial.setdefault("way", str(step.ways[0]) if step.ways else "")
        if Way.HAND_OVER not in step.ways:
            del self.fields["heir"]


class CancelOffboardingForm(forms.Form):
    """Why a partner stays after all."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(forms.Form):
    """That a partner is back, with its people or without."""

    with_people = forms.BooleanField(
        label=gettext_lazy("Its people have access again"),
        initial=True,
        required=False,
        help_text=gettext_lazy("Those whose access the offboarding ended. Keys of programs stay dead."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The partner reads this."),
    )
