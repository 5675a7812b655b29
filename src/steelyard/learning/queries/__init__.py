"""Reading learning, by subject."""

from datetime import UTC, date, datetime


def today(at: datetime) -> date:
    """Return the day of the instant, in UTC as every `_on`."""
    return at.astimezone(UTC).date()
