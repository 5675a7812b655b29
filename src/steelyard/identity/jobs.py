"""Work of identity after the commit and by the clock: lock-outs, personal data, access reviews, tidying up."""

from datetime import datetime, timedelta
from uuid import UUID

from steelyard.identity.events import DataExportRequested, ErasureConfirmed
from steelyard.identity.terms import MAIL_LINK_LASTS
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job
from steelyard.platform.reactions import Happened, reacts_to


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


@every("27 3 * * *", "steelyard.identity.forget_used_links")
def forget_used_links() -> None:
    """Delete the marks of links that have ended since, and open nothing any more."""
    from steelyard.identity.models import MailLinkUse

    with as_system():
        MailLinkUse.objects.filter(used_at__lt=utc_now() - MAIL_LINK_LASTS - timedelta(days=1)).delete()


@job("steelyard.identity.make_data_export")
def make_data_export(export_id: str) -> None:
    """Write the archive of what is held about a person."""
    from steelyard.identity.commands.exporting import make_export

    make_export(export_id=UUID(export_id), now=utc_now())


@job("steelyard.identity.carry_out_erasure")
def carry_out_erasure(erasure_id: str) -> None:
    """Erase a person."""
    from steelyard.identity.commands.erasing import carry_out

    carry_out(erasure_id=UUID(erasure_id), now=utc_now())


@reacts_to(ErasureConfirmed)
def erase_in_background(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - when it runs, it reads the clock
    """Let a job carry out the erasure that was confirmed."""
    carry_out_erasure.defer(erasure_id=str(happened.event.subject_id))


@every("37 * * * *", "steelyard.identity.resume_erasures")
def resume_erasures() -> None:
    """Try the erasures again that something held, or that were cut off."""
    from steelyard.identity.models import Erasure
    from steelyard.identity.terms import ErasureState

    with as_system():
        waiting = Erasure.objects.filter(state__in=[ErasureState.CONFIRMED, ErasureState.CLEANING])
        for key in waiting.order_by("confirmed_at").values_list("id", flat=True):
            carry_out_erasure.defer(erasure_id=str(key))


@reacts_to(DataExportRequested)
def make_in_background(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - when it runs, it reads the clock
    """Let a job write the archive that somebody asked for."""
    make_data_export.defer(export_id=str(happened.event.subject_id))


@every("27 3 * * *", "steelyard.identity.expire_data_exports")
def expire_data_exports() -> None:
    """Delete the archives whose time is over."""
    from steelyard.identity.commands.exporting import expire_exports

    expire_exports(now=utc_now())


@every("7 5 * * *", "steelyard.identity.follow_reviews")
def follow_reviews() -> None:
    """Close the access reviews whose last day is over, and remind of those that are due soon; each in its own transaction."""
    from steelyard.identity.commands.reviews import close_due_review, remind_reviewers
    from steelyard.identity.models import AccessReview

    now = utc_now()
    with as_system():
        open_ones = list(AccessReview.objects.filter(closed_at=None).values_list("id", flat=True))
    for review_id in open_ones:
        with as_system():
            close_due_review(review_id=review_id, now=now)
            remind_reviewers(review_id=review_id, now=now)
