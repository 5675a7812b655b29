"""Forms of the long tail."""

from django import forms
from django.utils.translation import gettext_lazy


class DismissalForm(forms.Form):
    """Why there is nothing in a rise."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
