"""The form in which a partner answers to a task."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """That something is right, with a word to those who look after the partner."""

    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("What your managers should know besides."),
        max_length=200,
        required=False,
        widget=forms.TextInput(),
    )
