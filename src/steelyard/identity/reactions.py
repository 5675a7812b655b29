"""What identity does after its own events: the mail of an invitation, a word to whose account is under attack."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.events import PersonInvited, SignInLocked
from steelyard.identity.mail import mail_invitation
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(PersonInvited)
def send_invitation(happened: Happened, now: datetime) -> None:
    """Mail the link of the invitation."""
    mail_invitation(happened.event.subject_id, happened.event.serial, now=now)


@reacts_to(SignInLocked)
def warn_owner(happened: Happened, now: datetime) -> None:
    """Tell the person that somebody tries passwords for their account."""
    notify([happened.event.subject_id], happened, url=reverse("identity:sessions"), now=now)
