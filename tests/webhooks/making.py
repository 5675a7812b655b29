"""Endpoints and events for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import connection

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.ids import new_id
from steelyard.platform import events
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.webhooks.commands import create_webhook
from steelyard.platform.webhooks.delivering import NextAttempt, attempt_delivery


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class HornBlew(Event):
    type: ClassVar[str] = "tests.horn.blew"
    subject_type: ClassVar[str] = "horn"
    sentence: ClassVar[str] = "{subject} blew {times} times"

    times: int = 1


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class HornWhispered(Event):
    type: ClassVar[str] = "tests.horn.whispered"
    subject_type: ClassVar[str] = "horn"
    sentence: ClassVar[str] = "{subject} whispered"
    is_internal: ClassVar[bool] = True


def listen(
    actor: Actor, url: str, now: datetime, *, event_types: Sequence[str] = (HornBlew.type, HornWhispered.type)
) -> tuple[UUID, str]:
    """Create an endpoint for the actor's organization and return its id and secret."""
    with acting_as(actor):
        return create_webhook(actor=actor, url=url, description="Horns", event_types=event_types, now=now)


def blow(
    now: datetime, partner_id: UUID | None = None, *, kind: type[Event] = HornBlew, label: str = "The horn"
) -> None:
    """Let something happen."""
    with as_system():
        happened = kind(subject_id=new_id(), subject_label=label, partner_id=partner_id)
        events.record(happened, actor=SYSTEM, now=now)


def attempt(delivery_id: UUID, number: int, now: datetime) -> NextAttempt | None:
    """Make one attempt as its job does."""
    with as_system():
        return attempt_delivery(delivery_id=delivery_id, number=number, now=now)


def make_due() -> None:
    """Let the time pass until the next attempts are due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = null where status = 'todo' and queue_name like 'webhooks%'"
        )
