"""Mails that waited: for the digest of the day or week, or for the end of quiet hours.

Two steps, so that nothing is lost or told twice wherever a worker dies. First what one mail tells is settled, and the job that
sends it is in the queue, both in one transaction. Then that mail is sent and marked. Its message id is that of the first step, so
that a mail whose mark was lost is the same mail again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from steelyard.kernel.ids import new_id
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import MAIL_TASK, every, job
from steelyard.platform.mailing.sending import send
from steelyard.platform.models import Notification
from steelyard.platform.notifications import get_mail_times, send_mail, title_of

DIGEST_TASK = f"{MAIL_TASK}.digest"
MOST_PEOPLE = 200
"""For how many people one transaction settles mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a digest."""

    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a digest tells about one thing, the oldest first."""

    subject: str
    url: str
    entries: tuple[Entry, ...]


@every("*/5 * * * *", "steelyard.platform.send_due_mails", queue="mail")
def send_due_mails() -> None:
    """Settle and send the mails that are due now."""
    now = utc_now()
    while settle_due(now):
        pass


def settle_due(now: datetime) -> int:
    """Settle what the mails due at `now` tell, one mail a person, enqueue them, and return for how many people it was done.

    What was read in the portal meanwhile is not told again.
    """
    with as_system():
        due = Notification.objects.filter(mail_due_at__lte=now, digest_id=None)
        people = list(due.order_by("person_id").values_list("person_id", flat=True).distinct()[:MOST_PEOPLE])
        rows = due.filter(person_id__in=people).select_for_update(skip_locked=True).order_by("person_id", "id")
        by_person: dict[UUID, list[Notification]] = {}
        for row in rows:
            by_person.setdefault(row.person_id, []).append(row)
        for found in by_person.values():
            _settle(found)
        return len(by_person)


def _settle(rows: list[Notification]) -> None:
    digest_id = new_id()
    ids = [row.id for row in rows]
    is_read = Q(read_at__isnull=False) & ~Q(read_at=F("created_at"))
    Notification.objects.filter(is_read, id__in=ids).update(mail_due_at=None)
    told = list(Notification.objects.filter(id__in=ids, mail_due_at__isnull=False).values_list("id", flat=True))
    Notification.objects.filter(id__in=told).update(digest_id=digest_id)
    if len(told) == 1:
        send_mail.defer(notification_id=str(told[0]))
    elif told:
        send_digest.defer(digest_id=str(digest_id))


@job(DIGEST_TASK, queue="mail")
def send_digest(digest_id: str) -> None:
    """Send one digest, in its reader's language and time zone, and mark what it told."""
    with as_system():
        rows = list(
            Notification.objects.select_for_update()
            .filter(digest_id=digest_id, mailed_at=None)
            .order_by("created_at", "id")
        )
        if not rows:
            return
        person_id = rows[0].person_id
        reader = directory.find_people({person_id}).get(person_id)
        if reader is None or not reader.email:
            return
        with translation.override(reader.language), timezone.override(get_mail_times(person_id).zone):
            is_sent = send(_message(digest_id, rows, reader), now=utc_now())
        if is_sent:
            Notification.objects.filter(id__in=[row.id for row in rows]).update(mailed_at=utc_now())


def _message(digest_id: str, rows: list[Notification], reader: directory.PersonCard) -> EmailMultiAlternatives:
    count = len(rows)
    subject = ngettext("{count} piece of news from {host}", "{count} pieces of news from {host}", count)
    title = subject.format(count=count, host=settings.HOST_NAME)
    context = {
        "title": title,
        "reader": reader,
        "groups": _groups(rows),
        "base": settings.BASE_URL,
        "host": settings.HOST_NAME,
    }
    message = EmailMultiAlternatives(
        subject=title,
        body=render_to_string("platform/mail/digest.txt", context),
        to=[reader.email],
        headers={"Message-ID": f"<digest_{UUID(digest_id).hex}@steelyard>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("platform/mail/digest.html", context), "text/html")
    return message


def _groups(rows: Iterable[Notification]) -> list[Group]:
    """Return the rows by what they are about, in the order in which something first happened to it."""
    by_subject: dict[tuple[str, str], list[Entry]] = {}
    for row in rows:
        entry = Entry(title=title_of(row), at=row.created_at)
        by_subject.setdefault((row.params["subject"], row.url), []).append(entry)
    return [Group(subject=subject, url=url, entries=tuple(entries)) for (subject, url), entries in by_subject.items()]
