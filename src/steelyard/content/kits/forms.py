"""Forms of kits."""

from django import forms
from django.utils.translation import gettext_lazy

from steelyard.content.forms import family_choices, stage_choices
from steelyard.content.kits.terms import KitTerms


class KitForm(forms.Form):
    """What is said of a kit."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    cover = forms.CharField(
        label=gettext_lazy("Cover"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What this is for and how to use it. With Markdown."),
    )
    vertical = forms.CharField(label=gettext_lazy("Industry"), max_length=60, required=False)
    family = forms.ChoiceField(
        label=gettext_lazy("Product"), required=False, choices=lambda: [("", gettext_lazy("Any")), *family_choices()]
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False, choices=lambda: [("", gettext_lazy("Any")), *stage_choices()]
    )

    def terms(self) -> KitTerms:
        """Return what was typed."""
        return KitTerms(**self.cleaned_data)
