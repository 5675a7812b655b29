"""The form in which somebody says that a task about a partner is done."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosePartnerTaskForm(forms.Form):
    """That a task is done, with a word about it."""

    remark = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
