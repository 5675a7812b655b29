"""The form in which somebody says that a task of a journey is done."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from steelyard.platform.files import ACCEPT
from steelyard.ui.forms import FileDrop


class CloseTaskForm(forms.Form):
    """That a task is done, with a word about it and a file that shows it."""

    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("What both sides should know about it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = forms.FileField(
            label=_("Evidence"),
            required=False,
            widget=FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT}),
        )
