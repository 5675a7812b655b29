"""What identity does after its own events: the mail of an invitation, a word to whose account is under attack."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.commands.people import note_unreachable
from steelyard.identity.events import (
    AccessReviewReminded,
    AccessReviewStarted,
    DataExportMade,
    PersonInvited,
    PersonJoined,
    PersonUnreachable,
    SignInLocked,
)
from steelyard.identity.mail import mail_invitation
from steelyard.identity.models import DataExport
from steelyard.identity.queries.people import list_cards
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.platform.mailing.events import MailboxRefused
from steelyard.platform.mailing.sending import get_address
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.platform.webhooks.events import WebhookDisabled


@reacts_to(PersonInvited)
def send_invitation(happened: Happened, now: datetime) -> None:
    """Mail the link of the invitation."""
    mail_invitation(happened.event.subject_id, happened.event.serial, now=now)


@reacts_to(MailboxRefused)
def find_who_is_unreachable(happened: Happened, now: datetime) -> None:
    """Say whose mails come back."""
    if address := get_address(happened.event.subject_id):
        note_unreachable(address=address, now=now)


@reacts_to(PersonUnreachable)
def tell_who_is_unreachable(happened: Happened, now: datetime) -> None:
    """Tell the administrators of whom they may know another address."""
    _tell_administrators(happened, now)


@reacts_to(SignInLocked)
def warn_owner(happened: Happened, now: datetime) -> None:
    """Tell the person that somebody tries passwords for their account."""
    notify([happened.event.subject_id], happened, url=reverse("identity:sessions"), now=now)


@reacts_to(PersonJoined)
def tell_who_joined(happened: Happened, now: datetime) -> None:
    """Tell the administrators who accepted their invitation; whom somebody enrolled they know of."""
    if happened.actor_id == happened.event.subject_id:
        _tell_administrators(happened, now)


@reacts_to(SignInLocked)
def tell_who_is_locked_out(happened: Happened, now: datetime) -> None:
    """Tell the administrators whose account somebody tries to enter."""
    _tell_administrators(happened, now)


@reacts_to(DataExportMade)
def tell_who_asked_for_an_export(happened: Happened, now: datetime) -> None:
    """Tell the person who asked for an export that it is ready."""
    asker = DataExport.objects.filter(id=happened.event.subject_id).values_list("requested_by", flat=True).first()
    if asker is not None:
        notify([asker], happened, url=reverse("identity:data"), now=now)


@reacts_to(WebhookDisabled)
def tell_whose_webhook_is_off(happened: Happened, now: datetime) -> None:
    """Tell the administrators that programs of theirs hear nothing any more."""
    _tell_administrators(
        happened, now, url=reverse("identity:webhook", args=[public_id("webhook", happened.event.subject_id)])
    )


@reacts_to(AccessReviewStarted, AccessReviewReminded)
def tell_reviewers(happened: Happened, now: datetime) -> None:
    """Tell the administrators whose people are reviewed that decisions of theirs are wanted, and before the day once more."""
    review = reverse("identity:review", args=[public_id("review", happened.event.subject_id)])
    _tell_administrators(happened, now, url=review)


def _tell_administrators(happened: Happened, now: datetime, *, url: str = "") -> None:
    partner_id = happened.event.partner_id
    role = Role.PROGRAM_ADMIN if partner_id is None else Role.PARTNER_ADMIN
    people = {card.id for card in list_cards(partner_id, [role]) if card.id} - {happened.event.subject_id}
    notify(people, happened, url=url or reverse("identity:people"), now=now)
