"""The session engine: browser sessions in a table that says whose they are, so that they can be listed and ended.

Sessions are read before and written after the view, when the database does not know yet, or knows already, who is asking: so
the engine says for itself that this belongs to signing in.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from steelyard.identity.models import Session
from steelyard.platform.clock import utc_now
from steelyard.platform.db import authenticating, is_authenticating

STARTED, SEEN, ADDRESS, USER_AGENT = "started_at", "seen_at", "address", "user_agent"
MEMBERSHIP = "membership_id"
_SEEN_AGAIN_AFTER = timedelta(minutes=5)


class SessionStore(DatabaseSessions):
    """Django's database sessions with their person, device and two limits: idle and absolute."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for the session's data: it ends when idle too long, or when the absolute limit is reached."""
        started_at = _instant(data.get(STARTED))
        ends_at = self.get_expiry_date()
        if started_at is not None:
            ends_at = min(ends_at, started_at + settings.SESSION_ABSOLUTE_LIMIT)
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]  # missing in the stubs
        return Session(
            id=Session.id_of(key),
            session_key=key,
            session_data=self.encode(data),
            expire_date=ends_at,
            person_id=data.get(SESSION_KEY),
            started_at=started_at,
            seen_at=_instant(data.get(SEEN)),
            address=data.get(ADDRESS),
            user_agent=data.get(USER_AGENT, ""),
        )

    def note_seen(self) -> None:
        """Move the idle limit on, at most every few minutes, so that reading pages does not write each time."""
        seen_at = _instant(self.get(SEEN))
        now = utc_now()
        if seen_at is None or now - seen_at >= _SEEN_AGAIN_AFTER:
            self[SEEN] = now.timestamp()

    def load(self) -> dict[str, Any]:
        if is_authenticating():  # every request begins so; a savepoint less
            return super().load()
        with authenticating():
            return super().load()

    def exists(self, session_key: str) -> bool:
        with authenticating():
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        with authenticating():
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        with authenticating():
            super().delete(session_key)


def _instant(timestamp: float | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
