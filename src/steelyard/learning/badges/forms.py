"""Forms of badges."""

from django import forms
from django.utils.translation import gettext_lazy


class BadgeKeyForm(forms.Form):
    """Why badges are to be signed with another key."""

    is_compromised = forms.BooleanField(
        label=gettext_lazy("Somebody else may have the old key"),
        help_text=gettext_lazy(
            "Then nothing that it signed is verified any more, and holders fetch their badges anew."
        ),
        required=False,
    )
