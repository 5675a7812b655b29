"""Making live sessions for tests, through the context's own commands."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.learning.sessions import commands
from steelyard.learning.sessions.terms import SessionDraft

LINK = "https://meet.example/room"
HOUR = timedelta(hours=1)


def draft_session(
    starts_at: datetime, *, length: timedelta = HOUR, zone: str = "Europe/Berlin", **said: Any
) -> SessionDraft:
    """Return a session of an hour that begins at an instant, by the clock in Berlin."""
    there = starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    usual = {"title": "Weighing live", "link": LINK, "presenters": ("Ena Blem",)}
    return SessionDraft(**{**usual, "starts": there, "ends": there + length, "zone": zone, **said})


def make_session(now: datetime, *, starts_at: datetime | None = None, is_published: bool = True, **said: Any) -> UUID:
    """Make a session that begins in two days unless said otherwise, published unless it is not wanted."""
    draft = draft_session(starts_at or now + timedelta(days=2), **said)
    key = commands.schedule_session(actor=SYSTEM, draft=draft, now=now)
    if is_published:
        commands.publish_session(actor=SYSTEM, session_id=key, now=now)
    return key


def register(now: datetime, actor: Actor, session: UUID) -> UUID:
    """Let somebody register themselves, and return the registration."""
    assert actor.person_id is not None
    return commands.register_attendee(
        actor=actor, session_id=session, person_id=actor.person_id, partner_id=actor.partner_id, now=now
    )
