"""A clock that a test sets back."""

from datetime import datetime, timedelta, tzinfo

import pytest
from django.db import connection

HOUR = timedelta(hours=1)
_SAID_BEFORE = "select steelyard_note_instant((extract(epoch from clock_timestamp() + %s) * 1000000)::bigint, false)"


class Clock:
    """What the application takes for now: the machine's clock, as far behind as it was set back."""

    def __init__(self) -> None:
        self.behind = timedelta(0)

    def set_back(self, by: timedelta = HOUR) -> None:
        """Let the application read an earlier time from now on, and the database find its last instant that much ahead."""
        self.behind += by
        with connection.cursor() as cursor:
            cursor.execute(_SAID_BEFORE, [by])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    class Behind(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - clock.behind

    for module in ("steelyard.platform.clock", "django.utils.timezone"):
        monkeypatch.setattr(f"{module}.datetime", Behind)
    return clock
