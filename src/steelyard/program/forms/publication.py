"""When and why a draft takes effect."""

from django import forms
from django.utils.translation import gettext_lazy


class PublicationForm(forms.Form):
    """When a draft takes effect, and why."""

    effective_from = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Takes effect"),
        help_text=gettext_lazy("Empty: at once, after a few seconds' notice. In your time zone."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        required=False,
        max_length=5000,
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Why the rules change, for whoever reads the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
