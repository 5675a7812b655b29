"""Ending a registration: one way for every end."""

from datetime import datetime

from steelyard.deals.commands.applying import set_line
from steelyard.deals.commands.locking import change
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.terms import ClosureCode, LineState, RegistrationState


def close(
    registration: DealRegistration, state: RegistrationState, code: ClosureCode, *, now: datetime, reason: str = ""
) -> list[str]:
    """End the registration and every line that protected or waited, and return the families of those lines."""
    lines = list(
        RegistrationLine.objects.filter(registration=registration).exclude(
            state__in=[LineState.REFUSED, LineState.ENDED]
        )
    )
    for line in lines:
        set_line(line, LineState.ENDED, registration, now)
    RegistrationLine.objects.bulk_update(lines, ["state", "protected_during"])
    change(
        registration,
        state=state,
        closure_code=code,
        closure_reason=reason,
        closed_at=now,
        escalate_at=None,
        due_at=None,
        hard_due_at=None,
        answer_due_at=None,
        next_reminder_at=None,
    )
    return sorted(line.family_id for line in lines)
