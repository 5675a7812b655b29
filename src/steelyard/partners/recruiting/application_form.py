"""The form for strangers, with what keeps programs out: a field that nobody sees, and the time that typing takes."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners.recruiting.forms import CompanyForm
from steelyard.partners.recruiting.terms import ProspectDraft

_SALT = "steelyard.partners.application_form"
_FASTEST = timedelta(seconds=3)
_UNSEEN = {"tabindex": "-1", "autocomplete": "off"}


class ApplicationForm(CompanyForm):
    """A company that would like to become a partner, and who says so."""

    note = forms.CharField(
        label=gettext_lazy("What would you like to do with us?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField()
    fax = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, widget=forms.TextInput(attrs=_UNSEEN))
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        self.fields["began"].initial = signing.dumps(int(now.timestamp()), salt=_SALT)
        self.fields["contact_email"].required = self.fields["contact_name"].required = True
        self.fields["contact_name"].label = _("Your name")
        self.fields["contact_email"].label = _("Your mail address")
        self.fields["consent"].label = self.consent_text

    @property
    def consent_text(self) -> str:
        """To what whoever applies agrees, word for word."""
        text = _(
            "I agree that {host} keeps what I say here and writes to me about a partnership. I can take that back."
        )
        return text.format(host=settings.HOST_NAME)

    @property
    def is_from_a_program(self) -> bool:
        """Whether a field was filled that nobody sees."""
        return bool(self.cleaned_data["fax"])

    @property
    def draft(self) -> ProspectDraft:
        """What was typed, once it is valid."""
        besides = {"consent", "fax", "began"}
        return ProspectDraft(**{name: value for name, value in self.cleaned_data.items() if name not in besides})

    def clean_began(self) -> str:
        """Refuse what was typed faster than anybody types, in words that help whoever was that fast."""
        stamp: str = self.cleaned_data["began"]
        try:
            began = signing.loads(stamp, salt=_SALT)
        except signing.BadSignature:
            began = None
        if began is None or self._now.timestamp() - began < _FASTEST.total_seconds():
            self.add_error(None, _("That was very fast. Please look it over and send it once more."))
        return stamp
