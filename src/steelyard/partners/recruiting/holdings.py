"""What recruiting holds of people: whom to talk to at a prospect, and how long that stays after a refusal."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import Application, OutreachMail, Prospect
from steelyard.partners.recruiting.terms import ProspectStage
from steelyard.platform.privacy.places import Whose
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding
from steelyard.platform.privacy.retention import Retention, register_retention

_LEFT = (ProspectStage.REFUSED, ProspectStage.WITHDRAWN)


def _find_contacts(subject: Subject) -> Iterator[Facts]:
    for row in Prospect.objects.filter(contact_email__iexact=subject.email).order_by("added_at", "id"):
        yield {
            "prospect": row.public_id,
            "company": row.name,
            "contact_name": row.contact_name,
            "contact_email": row.contact_email,
            "consent": row.consent,
            "added_at": row.added_at,
        }
    for sent in Application.objects.filter(contact_email__iexact=subject.email).order_by("sent_at", "id"):
        yield {
            "application": sent.public_id,
            "company": sent.said["name"],
            "contact_name": sent.said["contact_name"],
            "contact_email": sent.contact_email,
            "consent": sent.consent,
            "sent_at": sent.sent_at,
        }


def _call_contacts(subject: Subject) -> Iterator[str]:
    for facts in _find_contacts(subject):
        yield facts["contact_name"]


def _bears_contact(text: str, subject: Subject) -> bool:
    others = Prospect.objects.exclude(contact_email__iexact=subject.email)
    return others.filter(Q(contact_name__iexact=text)).exists()


def _left(before: datetime, whose: Whose) -> QuerySet[Prospect]:  # noqa: ARG001 - prospects are nobody's but the host's
    rows = Prospect.objects.filter(stage__in=_LEFT, stage_since_at__lt=before)
    return rows.exclude(contact_name="", contact_email="")


def _delete_contacts(before: datetime, whose: Whose) -> int:
    return _left(before, whose).update(contact_name="", contact_email="")


def _find_mails(subject: Subject) -> Iterator[Facts]:
    for mail in OutreachMail.objects.filter(recipient__iexact=subject.email).order_by("at", "id"):
        yield {
            "id": mail.public_id,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "text": mail.text,
            "at": mail.at,
        }


def _remove_applications(subject: Subject) -> None:
    Application.objects.filter(contact_email__iexact=subject.email).delete()


register_holding(
    Holding(
        key="prospect-contacts",
        label=sentence("Contacts of prospects"),
        content=sentence(
            "Name and mail address of the contact at a company that may become a partner, and to what they agreed."
        ),
        purpose=sentence("To find out whether the company becomes a partner."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the prospect; after a refusal for the period that the program decided on."),
        after_erasure=sentence("A pseudonym stays in place of name and address."),
        find=_find_contacts,
        remove=_remove_applications,
        called=_call_contacts,
        bears=_bears_contact,
    )
)
register_holding(
    Holding(
        key="prospect-mails",
        label=sentence("Mails to prospects"),
        content=sentence(
            "Mails about becoming a partner: to whom, what they said, when. That a mailbox wants none, as a digest."
        ),
        purpose=sentence("To know who was written to, and to write to nobody who does not want it."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the prospect."),
        after_erasure=sentence(
            "A pseudonym stays in place of name and address; that the mailbox wants no mails stays."
        ),
        find=_find_mails,
    )
)
register_retention(
    Retention(
        key="left-prospects",
        label=sentence("Contacts of prospects that were refused or did not want to"),
        reason=sentence("Needed to recognize them, and if they ask again; the prospect and its way stay."),
        days=365,
        least_days=30,
        count=lambda before, whose: _left(before, whose).count(),
        delete=_delete_contacts,
    )
)
