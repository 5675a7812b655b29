"""Signs of life are noted by reaction, whichever context they come from."""

from collections.abc import Iterable
from datetime import datetime

from steelyard.identity.events import PersonSignedIn
from steelyard.kernel.events import Event
from steelyard.partners import commands
from steelyard.partners.events import PartnerEnrolled, PartnerReturned, PartnersMerged
from steelyard.partners.inactivity import jobs  # noqa: F401 - what runs by night
from steelyard.partners.inactivity.queries import list_last_signs
from steelyard.partners.inactivity.signals import add_beginnings, add_signal, signals_of
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models import Partner
from steelyard.partners.queries import today
from steelyard.platform.reactions import Happened, reacts_to


def note_sign(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the day of the sign counts, not when it is heard
    """Note a sign of life of the partner to which, or to whose people, it happened."""
    partner_id = happened.event.partner_id
    if partner_id is not None and Partner.objects.filter(id=partner_id).exists():
        commands.note_signs(
            partner_id=partner_id, signals=signals_of(happened.event.type), on=today(happened.occurred_at)
        )


@reacts_to(PartnersMerged)
def take_over_signs(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the days of the signs count
    """Count the last signs of life of a partner that was merged as the survivor's."""
    for signal, day in list_last_signs(happened.event.other_id):
        commands.note_signs(partner_id=happened.event.subject_id, signals=(signal,), on=day)


def register_signal(signal: Signal, *, given_by: Iterable[type[Event]]) -> None:
    """Let events count as a sign of life of their partner."""
    events = tuple(given_by)
    add_signal(signal, events)
    reacts_to(*events)(note_sign)


add_beginnings([PartnerEnrolled, PartnerReturned])
reacts_to(PartnerEnrolled, PartnerReturned)(note_sign)
register_signal(Signal.SIGN_IN, given_by=[PersonSignedIn])
