"""The filters of the audit page, kept in its address."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from steelyard.kernel.ids import parse_public_id
from steelyard.platform import feed
from steelyard.platform.events import event_types
from steelyard.ui.forms import DateInput


class AuditForm(forms.Form):
    """The filters of the audit page, kept in the address."""

    type = forms.ChoiceField(label=_("What"), required=False)
    subject = forms.CharField(label=_("Record"), required=False, max_length=80)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Before"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["type"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("", _("Everything")), *((name, name) for name in event_types())]

    def wanted(self) -> feed.AuditFilter:
        """Return the filter that the form says; a malformed record id finds nothing rather than everything."""
        said = self.cleaned_data
        subject = said.get("subject") or ""
        return feed.AuditFilter(
            types=[said["type"]] if said.get("type") else [],
            subject_id=parse_public_id(subject.rpartition("_")[0], subject) if subject else None,
            since=_start_of(said.get("since")),
            until=_start_of(said.get("until")),
        )


def _start_of(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
