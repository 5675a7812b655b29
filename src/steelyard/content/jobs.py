"""Reading files in the background, and what time does every night."""

from uuid import UUID

from steelyard.content.commands import archive_unreviewed, forget_searches, read_version, remind_of_reviews
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
