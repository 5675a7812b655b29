"""The event log, notifications, files, imports, bulk edits and webhooks over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Query, Router

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import feed, files, notifications
from steelyard.platform.audit.state import find_head
from steelyard.platform.bulk_edits.api import router as bulk_edits_router
from steelyard.platform.clock import utc_now
from steelyard.platform.events import event_types
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize
from steelyard.platform.imports.api import router as imports_router
from steelyard.platform.mailing.api import router as mailing_router
from steelyard.platform.models import Notification, StoredFile
from steelyard.platform.refusals import EventTypeUnknown
from steelyard.platform.schemas import (
    EventOut,
    MailTimesIn,
    MailTimesOut,
    NotificationOut,
    ReadIn,
    ReadOut,
    SealOut,
    WishIn,
    WishOut,
)
from steelyard.platform.webhooks.api import router as webhooks_router

router = Router(tags=["Events and notifications"])
router.add_router("", imports_router)
router.add_router("", bulk_edits_router)
router.add_router("", webhooks_router)
router.add_router("", mailing_router)


def _person(request: HttpRequest) -> UUID:
    person_id = asker(request).person_id
    if person_id is None:
        raise NotAllowed
    return person_id


@router.get("/events", response=PageSchema[EventOut], summary="List events")
def list_events(
    request: HttpRequest,
    type: Annotated[  # noqa: A002 - the query parameter's public name
        list[str], Query(description="Types of events, one or several; all without it.", max_length=100)
    ] = [],  # noqa: B006 - ninja copies it
    about: Annotated[str, Query(description="The outside id of the thing whose events are wanted.")] = "",
    after: Annotated[
        int | None, Query(description="Replay in order from behind this sequence number.", ge=0, le=2**62)
    ] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[EventOut]:
    """Return the events that the caller may see, newest first; with `after`, oldest first from behind that number.

    A program that follows the log asks with the `sequence` of the last event that it has as `after`: no event with a lower number
    appears behind it any more, because what other transactions are still writing is held back until they end.
    """
    types = [one for one in type if one]
    if not set(types) <= event_types().keys():
        raise EventTypeUnknown
    subject = parse_public_id(about.rpartition("_")[0], about) if about else None
    wanted = feed.AuditFilter(types=types, subject_id=subject, since=since, until=until, after=after)
    found = feed.list_audit(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[EventOut].of(found.map(EventOut.of))


@router.get("/audit/seal", response=SealOut, summary="Read the seal of the log")
def get_audit_seal(request: HttpRequest) -> SealOut:
    """Return how far the log is sealed and the last seal, to be kept where nobody of this installation can write. For the host."""
    actor = asker(request)
    if not actor.is_host:
        raise NotAllowed
    head = find_head()
    return SealOut(position=head.position, digest=head.digest, sealed_at=head.sealed_at) if head else SealOut()


@router.get("/notifications", response=PageSchema[NotificationOut], summary="List my notifications")
def list_notifications(
    request: HttpRequest,
    unread: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[NotificationOut]:
    """Return the notifications of the person who asks, newest first."""
    actor = asker(request)
    if actor.person_id is None:
        raise NotAllowed
    found = notifications.list_notifications(
        actor.person_id, PageRequest(number=page, size=page_size, cursor=cursor), unread_only=unread
    )
    return PageSchema[NotificationOut].of(found.map(NotificationOut.of))


@router.post("/notifications/read", response=ReadOut, summary="Mark notifications read")
def read_notifications(request: HttpRequest, body: ReadIn) -> ReadOut:
    """Mark notifications of the person who asks as read."""
    actor = asker(request)
    if actor.person_id is None:
        raise NotAllowed
    ids = None if body.ids is None else [Notification.parse_id(text) for text in body.ids]
    return ReadOut(marked=notifications.mark_read(actor.person_id, now=utc_now(), ids=ids))


@router.get("/notification-preferences", response=list[WishOut], summary="List my preferences")
def list_notification_preferences(request: HttpRequest) -> list[WishOut]:
    """Return how the person who asks hears of every type of event."""
    actor = asker(request)
    if actor.person_id is None:
        raise NotAllowed
    wishes = notifications.list_wishes(actor.person_id)
    return [WishOut(event_type=name, sentence=text, in_app=wish.in_app, mail=wish.mail) for name, text, wish in wishes]


@router.put("/notification-preferences/{event_type}", response=WishOut, summary="Set a preference")
def put_notification_preference(request: HttpRequest, event_type: str, body: WishIn) -> WishOut:
    """Keep how the person who asks wants to hear of one type of event."""
    actor = asker(request)
    if actor.person_id is None:
        raise NotAllowed
    if event_type not in event_types():
        raise EventTypeUnknown
    notifications.choose(actor.person_id, event_type, notifications.Wish(in_app=body.in_app, mail=body.mail))
    sentence = event_types()[event_type].sentence
    return WishOut(event_type=event_type, sentence=sentence, in_app=body.in_app, mail=body.mail)


@router.get("/notification-times", response=MailTimesOut, summary="Read my mail times")
def get_notification_times(request: HttpRequest) -> MailTimesOut:
    """Return when mails to the person who asks may come: quiet hours, and when digests go."""
    return MailTimesOut.of(notifications.get_mail_times(_person(request)))


@router.put("/notification-times", response=MailTimesOut, summary="Set my mail times")
def put_notification_times(request: HttpRequest, body: MailTimesIn) -> MailTimesOut:
    """Keep when mails to the person who asks may come; what waits already goes as it was planned."""
    person_id = _person(request)
    notifications.choose_mail_times(person_id, body.times())
    return MailTimesOut.of(notifications.get_mail_times(person_id))


@router.get("/files/{file_id}", response=bytes, summary="Download a file")
def get_file(request: HttpRequest, file_id: str) -> FileResponse:
    """Return a file that the key's holder may see, as a download."""
    return files.open_file(asker(request), StoredFile.parse_id(file_id))
