"""Work on bulk edits after the commit, and giving up on those whose job is gone."""

from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.platform.bulk_edits.enqueueing import WORK_TASK
from steelyard.platform.bulk_edits.terms import WORKING
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.delegating import fail_abandoned
from steelyard.platform.imports.enqueueing import QUEUE
from steelyard.platform.jobs import every, job

ENDED_UNEXPECTEDLY = sentence("The work ended unexpectedly. What is changed stays; go on when you like.")


@job(WORK_TASK, queue=QUEUE)
def work_on_bulk_edit(edit_id: str) -> None:
    """Check or run a bulk edit, as its state says."""
    from steelyard.platform.bulk_edits.working import work_on

    work_on(UUID(edit_id), utc_now)


@every("* * * * *", "steelyard.platform.abandon_bulk_edits")
def abandon_bulk_edits() -> None:
    """Say of bulk edits whose job failed for good that they failed."""
    with as_system():
        fail_abandoned(
            "platform_bulkedit", working=WORKING, task=WORK_TASK, argument="edit_id", failure=ENDED_UNEXPECTEDLY
        )
