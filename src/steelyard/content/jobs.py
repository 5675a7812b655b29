"""Reading files in the background, and what time does every night."""

from uuid import UUID

from django.conf import settings

from steelyard.content.commands import (
    archive_unreviewed,
    forget_searches,
    lapse_unverified,
    note_look,
    read_version,
    remind_of_reviews,
    remind_of_verifications,
)
from steelyard.content.contributions.looking import look_at
from steelyard.content.contributions.queries import list_addresses_to_look_at
from steelyard.content.enqueueing import READ_TASK
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job


@job(READ_TASK, queue="documents")
def read_words(version_id: str) -> None:
    """Read the words of a version's file."""
    read_version(version_id=UUID(version_id), now=utc_now())


@every("20 5 * * *", "steelyard.content.keep_time")
def keep_time() -> None:
    """Remind owners of reviews, lay to rest what nobody reviewed, and forget what nobody looks for any more."""
    with as_system():
        remind_of_reviews(now=utc_now())
        archive_unreviewed(now=utc_now())
        forget_searches(now=utc_now())


@every("40 5 * * *", "steelyard.content.keep_contributions")
def keep_contributions() -> None:
    """Remind of contributions that are to be verified again, and let those lapse that nobody verified."""
    with as_system():
        remind_of_verifications(now=utc_now())
        lapse_unverified(now=utc_now())


@every("10 6 * * *", "steelyard.content.look_at_addresses")
def look_at_addresses() -> None:
    """Look whether addresses of contributions are still there, if the rules want it; no transaction waits for the network."""
    with as_system():
        waiting = list_addresses_to_look_at(at=utc_now())
    for contribution_id, address in waiting:
        reached = look_at(address, allows_loopback=settings.WEBHOOKS_TO_LOOPBACK)
        with as_system():
            note_look(contribution_id=contribution_id, reached=reached, now=utc_now())
