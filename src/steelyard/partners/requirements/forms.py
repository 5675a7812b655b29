"""Forms of requirements: a document for one, and what becomes of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.platform.files import ACCEPT
from steelyard.ui.forms import DateInput, FileDrop


class EvidenceForm(forms.Form):
    """A document that a requirement asks for, and until when it is valid."""

    requirement = forms.ChoiceField(label=gettext_lazy("Requirement"))
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), help_text=gettext_lazy("The first day after."), widget=DateInput()
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, names: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = list(names.items())  # type: ignore[attr-defined]
        self.fields["file"] = forms.FileField(
            label=_("Document"), widget=FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT})
        )


class ReviewForm(forms.Form):
    """Whether a document is accepted."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=lambda: [("yes", _("Accept")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Asked for where it is refused."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
