"""The clock, read only at the edges (views, API, jobs, command line) and passed inward as `now`."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current instant in UTC."""
    return datetime.now(UTC)
