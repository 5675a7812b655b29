"""When a person's mails may come, as a form."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from steelyard.platform.mail_times import MailTimes


def _time(**said: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **said)


class MailTimesForm(forms.Form):
    """Quiet hours and digests."""

    quiet_from = _time(label=_("Quiet from"), required=False)
    quiet_until = _time(
        label=_("Quiet until"),
        required=False,
        help_text=_("Mails wait until then. Leave both empty for no quiet hours."),
    )
    digest_at = _time(label=_("Digests come at"))
    digest_weekday = forms.TypedChoiceField(label=_("The weekly one on"), choices=list(WEEKDAYS.items()), coerce=int)
    urgent_passes = forms.BooleanField(
        label=_("What is urgent comes at once, even then: a protection that ends today, a decision due in hours."),
        required=False,
    )

    @staticmethod
    def of(times: MailTimes) -> dict[str, Any]:
        """Return the values that the form begins with."""
        return {
            "quiet_from": times.quiet_from,
            "quiet_until": times.quiet_until,
            "digest_at": times.digest_at,
            "digest_weekday": times.digest_weekday,
            "urgent_passes": times.urgent_passes,
        }

    def times(self) -> MailTimes:
        """Return what was typed; the time zone is not chosen here."""
        return MailTimes(**self.cleaned_data)
