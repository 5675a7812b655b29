"""Work of identity after the commit: notes about lock-outs, tidying up."""

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job


@job("steelyard.identity.note_lock_out")
def note_lock_out(email: str, address: str) -> None:
    """Record a lock-out; as a job, so that the answer takes the same time for an address that is nobody's."""
    from steelyard.identity.commands.account import note_lock_out as command

    command(email=email, address=address, now=utc_now())


@every("17 3 * * *", "steelyard.identity.forget_old_sessions")
def forget_old_sessions() -> None:
    """Delete sessions that have ended by themselves."""
    from steelyard.identity.models import Session

    with as_system():
        Session.objects.filter(expire_date__lt=utc_now()).delete()
