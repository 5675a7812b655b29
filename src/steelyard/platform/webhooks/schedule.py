"""When a failed attempt is repeated: after four times the wait before, up to eight hours, for about a day."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=5)
GROWTH = 4
LONGEST_WAIT = timedelta(hours=8)
MAX_ATTEMPTS = 10
"""The first attempt and nine repeats, the last of them about 23 hours and 35 minutes after the first."""
JITTER = 0.2
"""A wait is shortened or lengthened by up to this part of it, so that what failed together is not repeated together."""
DISABLED_AFTER = timedelta(days=5)
"""For how long an endpoint may do nothing but fail."""


def wait_after(attempts: int, *, chance: float) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it was the last.

    Units: `chance` is a number from 0 to 1, drawn by the caller.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    wait: timedelta = min(FIRST_WAIT * GROWTH ** (attempts - 1), LONGEST_WAIT)
    return wait * (1 + JITTER * (2 * chance - 1))
