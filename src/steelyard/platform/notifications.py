"""Notifications: a reader of events. Contexts say whom an event concerns; people say how they want to hear of it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from steelyard.kernel.events import Event
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.events import event_types, get_happened, jsonable, restore
from steelyard.platform.jobs import MAIL_TASK, job
from steelyard.platform.mail_times import MailTimes, Rhythm, decide_mail_at
from steelyard.platform.mailing.sending import send
from steelyard.platform.models import Notification, NotificationPreference, PersonalMailTimes
from steelyard.platform.paging import take
from steelyard.platform.reactions import Happened
from steelyard.platform.refusals import QuietHoursNotPossible
from steelyard.platform.wording import say

_ANY_TIME = MailTimes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a person wants to hear of one type of event."""

    in_app: bool = True
    mail: Rhythm = Rhythm.AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that reads otherwise now, for a mail that tells of it; None where it is new or gone."""

    label: str
    old: str | None
    new: str | None


Tell = Callable[[Happened, directory.PersonCard], Sequence[Change]]
_tellers: dict[str, Tell] = {}


def tells_changes(*event_classes: type[Event]) -> Callable[[Tell], Tell]:
    """Register what says, for the mails about these events, what changed, as far as their reader may know.

    It is called as the system, in the reader's language.
    """

    def register(tell: Tell) -> Tell:
        for cls in event_classes:
            _tellers[cls.type] = tell
        return tell

    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that the reader of a mail can do about what it tells, and the path of the page that asks once more."""

    label: str
    path: str


IsUrgent = Callable[[Happened], bool]
_urgencies: dict[str, IsUrgent] = {}


def is_urgent_when(*event_classes: type[Event]) -> Callable[[IsUrgent], IsUrgent]:
    """Register what says whether one of these events cannot wait for a digest or the morning."""

    def register(is_urgent: IsUrgent) -> IsUrgent:
        for cls in event_classes:
            _urgencies[cls.type] = is_urgent
        return is_urgent

    return register


MakeOffers = Callable[[Happened, directory.PersonCard, datetime], Sequence[Offer]]
_offerers: dict[str, MakeOffers] = {}


def offers_actions(*event_classes: type[Event]) -> Callable[[MakeOffers], MakeOffers]:
    """Register what says, for the mails about these events, what their reader can do about it when the mail goes.

    It is called as the system, in the reader's language.
    """

    def register(make: MakeOffers) -> MakeOffers:
        for cls in event_classes:
            _offerers[cls.type] = make
        return make

    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a mail brings along; `params` belong to its content type."""

    name: str
    content: bytes
    content_type: str
    params: Mapping[str, str] = field(default_factory=dict)


Attach = Callable[[Happened, directory.PersonCard], Sequence[Attachment]]
_attachers: dict[str, Attach] = {}


def attaches(*event_classes: type[Event]) -> Callable[[Attach], Attach]:
    """Register what says which files the mails about these events bring along, as far as their reader may have them.

    It is called as the system, in the reader's language. A digest brings no files; it leads to the page that has them.
    """

    def register(attach: Attach) -> Attach:
        for cls in event_classes:
            _attachers[cls.type] = attach
        return attach

    return register


def notify(people: Iterable[UUID], happened: Happened, *, url: str, now: datetime, sentence: str = "") -> None:
    """Give each person one notification about the event, by the ways they chose; nobody hears of what they did themselves.

    `sentence` (source language, filled from the event's facts and `subject`) replaces the event's own; it is translated when read.
    """
    wanted = {person for person in people if person != happened.actor_id}
    wishes = _wishes(wanted, happened.event.type)
    times = _times_for(wishes)
    is_urgent = _urgencies.get(happened.event.type, _never)(happened)
    params = jsonable({**happened.event.payload(), "subject": happened.event.subject_label})
    rows = [
        Notification(
            person_id=person,
            event_id=happened.id,
            event_type=happened.event.type,
            sentence=sentence or happened.event.sentence,
            params=params,
            url=url,
            created_at=now,
            read_at=None if wishes[person].in_app else now,
            mail_due_at=decide_mail_at(wishes[person].mail, now, times.get(person, _ANY_TIME), is_urgent=is_urgent),
        )
        for person in sorted(wanted)
        if wishes[person].in_app or wishes[person].mail is not Rhythm.NEVER
    ]
    at_once = [row for row in rows if row.mail_due_at is not None and row.mail_due_at <= now]
    for row in at_once:
        row.mail_due_at = None
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    for row in at_once:
        send_mail.defer(notification_id=str(row.id))


def _never(_happened: Happened) -> bool:
    return False


def _wishes(people: set[UUID], event_type: str) -> dict[UUID, Wish]:
    chosen = NotificationPreference.objects.filter(person_id__in=people, event_type=event_type)
    wishes = {row.person_id: _wish(row) for row in chosen}
    return {person: wishes.get(person, Wish()) for person in people}


def _wish(row: NotificationPreference) -> Wish:
    return Wish(in_app=row.in_app, mail=Rhythm(row.rhythm) if row.mail else Rhythm.NEVER)


@job(MAIL_TASK, queue="mail")
def send_mail(notification_id: str) -> None:
    """Send one notification by mail, in its reader's language; the message id is the notification's, so a repeat is one mail."""
    with as_system():
        row = Notification.objects.select_for_update().filter(id=notification_id, mailed_at=None).first()
        if row is None:
            return
        reader = directory.find_people({row.person_id}).get(row.person_id)
        if reader is None or not reader.email:
            return
        with translation.override(reader.language):
            context = {
                "title": title_of(row),
                "reader": reader,
                "url": settings.BASE_URL + row.url,
                "host": settings.HOST_NAME,
                "changes": _changes(row, reader),
                "offers": _offers(row, reader, utc_now()),
                "base": settings.BASE_URL,
            }
            message = EmailMultiAlternatives(
                subject=title_of(row),
                body=render_to_string("platform/mail/notification.txt", context),
                to=[reader.email],
                headers={"Message-ID": f"<{row.public_id}@steelyard>", "Auto-Submitted": "auto-generated"},
            )
            message.attach_alternative(render_to_string("platform/mail/notification.html", context), "text/html")
            for one in _attachments(row, reader):
                message.attach(_part(one))
        if send(message, now=utc_now()):
            row.mailed_at = utc_now()
            row.save(update_fields=["mailed_at"])


def _changes(row: Notification, reader: directory.PersonCard) -> Sequence[Change]:
    tell = _tellers.get(row.event_type)
    return tell(get_happened(row.event_id), reader) if tell else ()


def _offers(row: Notification, reader: directory.PersonCard, now: datetime) -> Sequence[Offer]:
    make = _offerers.get(row.event_type)
    return make(get_happened(row.event_id), reader, now) if make else ()


def _attachments(row: Notification, reader: directory.PersonCard) -> Sequence[Attachment]:
    attach = _attachers.get(row.event_type)
    return attach(get_happened(row.event_id), reader) if attach else ()


def _part(file: Attachment) -> MIMEBase:
    """Return a file as a part of a mail: Django's own way of attaching cannot say parameters of a type."""
    part = MIMEBase(*file.content_type.split("/", 1))
    for name, value in {**file.params, "charset": "utf-8"}.items():
        part.set_param(name, value)
    part.set_payload(file.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def title_of(notification: Notification) -> str:
    """Return the notification's line in the current language."""
    facts = {name: fact for name, fact in notification.params.items() if name != "subject"}
    event = restore(notification.event_type, facts, notification.event_id, notification.params["subject"])
    return say(event, notification.sentence)


def list_notifications(person_id: UUID, page: PageRequest, *, unread_only: bool = False) -> Page[Notification]:
    """Return a page of a person's notifications, newest first."""
    rows = Notification.objects.filter(person_id=person_id)
    if unread_only:
        rows = rows.filter(read_at=None)
    stretch = take(rows, page, ("-created_at", "-id"))
    return Page(items=stretch.rows, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_unread(person_id: UUID) -> int:
    """Return how many notifications the person has not read."""
    return Notification.objects.filter(person_id=person_id, read_at=None).count()


def mark_read(person_id: UUID, *, now: datetime, ids: Iterable[UUID] | None = None) -> int:
    """Mark the person's notifications read (all of them without `ids`) and return how many were unread."""
    rows = Notification.objects.filter(person_id=person_id, read_at=None)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return rows.update(read_at=now)


def list_wishes(person_id: UUID) -> list[tuple[str, str, Wish]]:
    """Return every type of event with its sentence and the person's choice."""
    chosen = {row.event_type: _wish(row) for row in NotificationPreference.objects.filter(person_id=person_id)}
    return [(name, _blank(_(cls.sentence)), chosen.get(name, Wish())) for name, cls in event_types().items()]


def _blank(sentence: str) -> str:
    """Return the sentence with its fields left open, as the name of a kind of event."""
    return re.sub(r"\{\w+\}", "…", sentence)


def choose(person_id: UUID, event_type: str, wish: Wish) -> None:
    """Keep a person's choice for one type of event. What waits to be mailed goes as planned, unless no mail is wanted any more."""
    rhythm = Rhythm.AT_ONCE if wish.mail is Rhythm.NEVER else wish.mail
    NotificationPreference.objects.update_or_create(
        pk=(person_id, event_type),
        defaults={"in_app": wish.in_app, "mail": wish.mail is not Rhythm.NEVER, "rhythm": rhythm},
    )
    if wish.mail is Rhythm.NEVER:
        waiting = Notification.objects.filter(person_id=person_id, event_type=event_type, digest_id=None)
        waiting.filter(mail_due_at__isnull=False).update(mail_due_at=None)


def get_mail_times(person_id: UUID) -> MailTimes:
    """Return when mails to the person may come, by the clock where the person is."""
    row = PersonalMailTimes.objects.filter(person_id=person_id).first()
    return _mail_times(row, directory.find_people({person_id}).get(person_id))


def _times_for(wishes: Mapping[UUID, Wish]) -> dict[UUID, MailTimes]:
    """Return the mail times of those for whom it matters when a mail comes."""
    reached = [person for person, wish in wishes.items() if wish.mail is not Rhythm.NEVER]
    chosen = {row.person_id: row for row in PersonalMailTimes.objects.filter(person_id__in=reached)}
    timed = {person for person in reached if person in chosen or wishes[person].mail is not Rhythm.AT_ONCE}
    cards = directory.find_people(timed)
    return {person: _mail_times(chosen.get(person), cards.get(person)) for person in timed}


def _mail_times(row: PersonalMailTimes | None, card: directory.PersonCard | None) -> MailTimes:
    zone = ZoneInfo(card.time_zone) if card else _ANY_TIME.zone
    if row is None:
        return MailTimes(zone=zone)
    return MailTimes(
        zone=zone,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        urgent_passes=row.urgent_passes,
        digest_at=row.digest_at,
        digest_weekday=row.digest_weekday,
    )


def choose_mail_times(person_id: UUID, times: MailTimes) -> None:
    """Keep when a person's mails may come; the zone is that of the person's profile. Raises: QuietHoursNotPossible."""
    if (times.quiet_from is None) != (times.quiet_until is None) or (
        times.quiet_from is not None and times.quiet_from == times.quiet_until
    ):
        raise QuietHoursNotPossible(fields={"quiet_until": QuietHoursNotPossible.text})
    PersonalMailTimes.objects.update_or_create(
        person_id=person_id,
        defaults={
            "quiet_from": times.quiet_from,
            "quiet_until": times.quiet_until,
            "urgent_passes": times.urgent_passes,
            "digest_at": times.digest_at,
            "digest_weekday": times.digest_weekday,
        },
    )


def mark_all_read(*, before: datetime, now: datetime) -> None:
    """Mark everybody's notifications from before an instant as read: for generated and imported history."""
    Notification.objects.filter(read_at=None, created_at__lt=before).update(read_at=now)
