"""Applications: what strangers say of their company, kept apart until the mailbox is proven."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from pydantic import TypeAdapter

from steelyard.partners.commands.recruiting import PROFILE_RULEBOOK, apply_for_partnership, prospect_fields
from steelyard.partners.models import Application
from steelyard.partners.recruiting.jobs import mail_application
from steelyard.partners.recruiting.refusals import ApplicationNotOpen, ApplicationsClosed
from steelyard.partners.recruiting.terms import APPLICATION_LASTS, ProspectDraft
from steelyard.platform.db import as_system
from steelyard.platform.limits import Limit, count_use_of
from steelyard.platform.refusals import TooOften
from steelyard.program.public import rules_in_force

_draft: TypeAdapter[ProspectDraft] = TypeAdapter(ProspectDraft)
_BY_ADDRESS = Limit(what="application", times=10, per=timedelta(hours=1))
_BY_MAILBOX = Limit(what="application_mail", times=3, per=timedelta(days=1))


@transaction.atomic
def send_application(*, draft: ProspectDraft, consent: str, language: str, address: str, now: datetime) -> None:
    """Keep what a stranger says, and mail the link that makes an application of it.

    What is known of the company or the mailbox already changes nothing about the answer: a mailbox that had enough mails gets no
    more, and nobody is told.

    Raises: ApplicationsClosed, TooOften, UnknownWord, CompanyNameUnusable, InvalidInput.
    """
    require_open(now)
    count_use_of(_BY_ADDRESS, by=address, now=now)
    with as_system():
        prospect_fields(draft)
        try:
            count_use_of(_BY_MAILBOX, by=draft.contact_email.lower(), now=now)
        except TooOften:
            return
        sent = Application.objects.create(
            said=asdict(draft),
            contact_email=draft.contact_email.lower(),
            consent=consent,
            language=language,
            sent_at=now,
        )
        mail_application.defer(application_id=str(sent.id))


@transaction.atomic
def confirm_application(*, application_id: UUID, now: datetime) -> None:
    """Make a prospect of what a stranger said, scored and screened at once; a second time changes nothing.

    Raises: ApplicationNotOpen.
    """
    with as_system():
        sent = Application.objects.select_for_update().filter(id=application_id).first()
        if sent is None or now >= sent.sent_at + APPLICATION_LASTS:
            raise ApplicationNotOpen
        if sent.confirmed_at is not None:
            return
        apply_for_partnership(draft=_draft.validate_python(sent.said), consent=sent.consent, now=now)
        sent.said, sent.contact_email, sent.confirmed_at = {}, "", now
        sent.save(update_fields=["said", "contact_email", "confirmed_at"])


def require_open(now: datetime) -> None:
    """Refuse while the program takes no applications. Raises: ApplicationsClosed."""
    with as_system():
        rules = rules_in_force(PROFILE_RULEBOOK, region="", at=now).rules
    if not rules.takes_applications:
        raise ApplicationsClosed
