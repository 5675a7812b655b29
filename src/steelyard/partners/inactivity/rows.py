"""Inactive partners as the page shows them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.ids import public_id
from steelyard.partners.inactivity.terms import QuietLine, Signal
from steelyard.partners.lifecycle.rows import status_pill
from steelyard.partners.models import Partner


def quiet_row(line: QuietLine, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return an inactive partner with the reasons why it counts as one."""
    return {
        "line": line,
        "partner_id": public_id(Partner.PREFIX, line.partner_id),
        "region": regions.get(line.region, line.region),
        **status_pill(line.status),
        "days": ngettext("{days} day", "{days} days", line.days).format(days=line.days),
        "reasons": [say_reason(signal, days) for signal, days in line.by_signal.items()],
    }


def say_reason(signal: Signal, days: int) -> str:
    """Return for how many days a partner gave a signal no more, in the reader's language."""
    texts = {
        Signal.SIGN_IN: ngettext("No sign-in for {days} day", "No sign-in for {days} days", days),
        Signal.DEAL: ngettext("No deal for {days} day", "No deal for {days} days", days),
        Signal.TRAINING: ngettext("No training for {days} day", "No training for {days} days", days),
        Signal.ANY: ngettext("Nothing for {days} day", "Nothing for {days} days", days),
    }
    return texts[signal].format(days=days)


def signal_names() -> dict[str, str]:
    """Return what each signal is called."""
    return {str(signal): _(signal.label) for signal in Signal}
