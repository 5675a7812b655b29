"""Notifications: from events, once a person, by the ways the person chose, never about one's own doing."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core import mail

from steelyard.identity.public import enroll_person
from steelyard.kernel.actors import SYSTEM, Actor, ActorKind, Role
from steelyard.kernel.events import Event
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform import events, notifications, reactions
from steelyard.platform.mail_times import Rhythm
from steelyard.platform.notifications import Wish
from tests.jobs import run_jobs


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(Event):
    type: ClassVar[str] = "tests.bell.rang"
    subject_type: ClassVar[str] = "bell"
    sentence: ClassVar[str] = "{subject} rang {times} times"

    times: int
    for_whom: tuple[UUID, ...]


@reactions.reacts_to(BellRang)
def tell(happened: reactions.Happened, now: datetime) -> None:
    notifications.notify(happened.event.for_whom, happened, url="/bell", now=now)


def enroll(now: datetime, email: str, language: str = "en") -> UUID:
    return enroll_person(
        actor=SYSTEM, email=email, name=email, partner_id=None, roles={Role.AUDITOR}, now=now, language=language
    )


def ring(now: datetime, *people: UUID, by: UUID | None = None) -> None:
    actor = Actor(kind=ActorKind.HOST, person_id=by) if by else SYSTEM
    happened = BellRang(subject_id=new_id(), subject_label="The bell", times=3, for_whom=people)
    events.record(happened, actor=actor, now=now)
    run_jobs()


def titles(person_id: UUID) -> list[str]:
    page = notifications.list_notifications(person_id, PageRequest())
    return [notifications.title_of(row) for row in page.items if "bell" in notifications.title_of(row)]


def test_a_person_is_told_in_the_portal_and_by_mail(system: None, now: datetime) -> None:
    person = enroll(now, "ada@host.example")
    run_jobs()
    mail.outbox.clear()
    ring(now, person)
    assert titles(person) == ["The bell rang 3 times"]
    assert [(m.to, m.subject) for m in mail.outbox] == [(["ada@host.example"], "The bell rang 3 times")]


def test_who_wants_no_mail_gets_none(system: None, now: datetime) -> None:
    person = enroll(now, "ada@host.example")
    run_jobs()
    notifications.choose(person, BellRang.type, Wish(in_app=True, mail=Rhythm.NEVER))
    mail.outbox.clear()
    ring(now, person)
    assert titles(person) == ["The bell rang 3 times"]
    assert mail.outbox == []


def test_who_wants_only_mail_has_nothing_unread(system: None, now: datetime) -> None:
    person = enroll(now, "ada@host.example")
    run_jobs()
    notifications.mark_read(person, now=now)
    notifications.choose(person, BellRang.type, Wish(in_app=False))
    mail.outbox.clear()
    ring(now, person)
    assert notifications.count_unread(person) == 0
    assert len(mail.outbox) == 1


def test_nobody_hears_of_their_own_doing(system: None, now: datetime) -> None:
    person = enroll(now, "ada@host.example")
    ring(now, person, by=person)
    assert titles(person) == []


def test_a_notification_is_read_once(system: None, now: datetime) -> None:
    person = enroll(now, "ada@host.example")
    ring(now, person)
    unread = notifications.count_unread(person)
    assert notifications.mark_read(person, now=now) == unread > 0
    assert notifications.mark_read(person, now=now) == 0
