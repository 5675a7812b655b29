"""Decisions of identity: pure, from facts alone."""

from collections.abc import Set

from steelyard.identity.terms import Standing
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
