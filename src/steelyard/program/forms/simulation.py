"""On what a draft is tried."""

from django import forms
from django.utils.translation import gettext_lazy

from steelyard.ui.forms import DateInput


class SimulationForm(forms.Form):
    """The past time whose decisions a draft is tried on."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Decisions made before then stand as they were made."),
        widget=DateInput(),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("The first day that no longer counts."), widget=DateInput()
    )
