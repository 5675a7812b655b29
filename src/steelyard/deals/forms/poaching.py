"""The filters of the anti-poaching log."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals.cards import PoachingFilter
from steelyard.deals.terms import DirectOutcome
from steelyard.ui.forms import DateInput


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class PoachingForm(forms.Form):
    """The filters of the anti-poaching log, kept in the address."""

    q = forms.CharField(label=gettext_lazy("Customer"), required=False, max_length=60)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput)
    until = forms.DateField(label=gettext_lazy("Before"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = self.fields["outcome"]
        assert isinstance(outcomes, forms.ChoiceField)
        told = (DirectOutcome.BLOCKED, DirectOutcome.OVERRIDDEN)
        outcomes.choices = [("", _("Both")), *((one.value, _(one.label)) for one in told)]

    def wanted(self) -> PoachingFilter:
        """Return the filter that the form says; one that makes no sense does not restrict."""
        if not self.is_valid():
            return PoachingFilter()
        said = self.cleaned_data
        return PoachingFilter(
            outcome=DirectOutcome(said["outcome"]) if said["outcome"] else None,
            words=said["q"],
            since=_start_of(said["since"]),
            until=_start_of(said["until"]),
        )
