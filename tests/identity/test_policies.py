"""Who gets in through a directory, when reviews remind, and what their end makes of what nobody decided."""

from datetime import date, timedelta

import pytest

from steelyard.identity.policies import count_reminders_due, decide_standing, decide_undecided
from steelyard.identity.terms import ReviewOutcome, Standing
from steelyard.kernel.actors import Role

SELLER = {Role.SELLER}


@pytest.mark.parametrize(
    ("is_active", "is_covered", "is_of_others", "roles", "standing"),
    [
        (True, True, False, SELLER, Standing.IN),
        (True, True, False, set(), Standing.NO_ROLE),
        (False, True, False, SELLER, Standing.INACTIVE),
        (False, False, True, set(), Standing.INACTIVE),
        (True, False, False, SELLER, Standing.NOT_COVERED),
        (True, False, True, SELLER, Standing.NOT_COVERED),
        (True, True, True, SELLER, Standing.OF_OTHERS),
        (True, True, True, set(), Standing.OF_OTHERS),
    ],
)
def test_an_account_gives_access_where_all_of_it_is_right(
    is_active: bool, is_covered: bool, is_of_others: bool, roles: set[Role], standing: Standing
) -> None:
    found = decide_standing(is_active=is_active, is_covered=is_covered, is_of_others=is_of_others, roles=roles)
    assert found is standing


@pytest.mark.parametrize(("days_left", "reminders"), [(8, 0), (7, 1), (2, 1), (1, 2), (0, 2), (-1, 2)])
def test_a_review_reminds_a_week_and_a_day_before_it_is_due(days_left: int, reminders: int) -> None:
    due_on = date(2026, 12, 1)
    assert count_reminders_due(due_on=due_on, today=due_on - timedelta(days=days_left)) == reminders


@pytest.mark.parametrize(
    ("has_ended", "is_last", "removes", "outcome"),
    [
        (True, False, True, ReviewOutcome.ENDED_MEANWHILE),
        (True, True, False, ReviewOutcome.ENDED_MEANWHILE),
        (False, False, True, ReviewOutcome.REMOVED_UNDECIDED),
        (False, True, True, ReviewOutcome.LEFT),
        (False, False, False, ReviewOutcome.LEFT),
    ],
)
def test_what_nobody_decided_is_removed_or_left(
    has_ended: bool, is_last: bool, removes: bool, outcome: ReviewOutcome
) -> None:
    found = decide_undecided(has_ended=has_ended, is_last_administrator=is_last, removes_undecided=removes)
    assert found is outcome
