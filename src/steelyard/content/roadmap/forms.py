"""Forms of the roadmap."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.content.forms import family_choices
from steelyard.content.queries import list_audiences
from steelyard.content.roadmap.policies import is_behind_agreement
from steelyard.content.roadmap.terms import STATUS_NAMES, RoadmapStatus, RoadmapTerms
from steelyard.kernel.actors import Actor
from steelyard.ui.forms import DateInput


class RoadmapForm(forms.Form):
    """What is said of something that is to come."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("What it brings"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    quarter_on = forms.DateField(
        label=gettext_lazy("Quarter"), widget=DateInput(), help_text=gettext_lazy("Any day of it.")
    )
    status = forms.TypedChoiceField(
        label=gettext_lazy("Status"),
        choices=lambda: [(key.value, _(name)) for key, name in STATUS_NAMES.items()],
        coerce=RoadmapStatus,
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Product"), required=False, choices=lambda: [("", gettext_lazy("Any")), *family_choices()]
    )
    audience_id = forms.TypedChoiceField(
        label=gettext_lazy("For whom"),
        coerce=UUID,
        help_text=gettext_lazy("Audiences that ask for an agreement in force, or ours alone."),
    )
    confidentiality = forms.CharField(
        label=gettext_lazy("Note of confidentiality"),
        max_length=300,
        initial=gettext_lazy("Confidential under your agreement. Dates are intentions, not promises."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audiences = [(str(one.id), _(one.name)) for one in list_audiences(actor) if is_behind_agreement(one.terms)]
        self.fields["audience_id"].choices = audiences  # type: ignore[attr-defined]

    def terms(self) -> RoadmapTerms:
        """Return what was typed."""
        return RoadmapTerms(**self.cleaned_data)
