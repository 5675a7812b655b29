"""Decisions of identity: pure, from facts alone."""

from collections.abc import Set
from datetime import date

from steelyard.identity.terms import ReviewOutcome, Standing
from steelyard.kernel.actors import Role


def decide_standing(*, is_active: bool, is_covered: bool, is_of_others: bool, roles: Set[Role]) -> Standing:
    """Decide whether an account of a directory gives access.

    The directory must say that it is active, its mail address must lie in the connection's own domains, and a group or the
    connection must give it a role. A partner's directory opens nothing but that partner, and so nobody who belongs elsewhere too.
    """
    if not is_active:
        return Standing.INACTIVE
    if not is_covered:
        return Standing.NOT_COVERED
    if is_of_others:
        return Standing.OF_OTHERS
    return Standing.IN if roles else Standing.NO_ROLE


_REMINDED_DAYS_BEFORE = (7, 1)


def count_reminders_due(*, due_on: date, today: date) -> int:
    """Return how many reminders of an open access review should have been sent by today: a week and a day before it is due."""
    return sum((due_on - today).days <= days for days in _REMINDED_DAYS_BEFORE)


def decide_undecided(*, has_ended: bool, is_last_administrator: bool, removes_undecided: bool) -> ReviewOutcome:
    """Decide what the end of an access review makes of a membership that nobody decided about.

    An organization is never left without an administrator.
    """
    if has_ended:
        return ReviewOutcome.ENDED_MEANWHILE
    if removes_undecided and not is_last_administrator:
        return ReviewOutcome.REMOVED_UNDECIDED
    return ReviewOutcome.LEFT
