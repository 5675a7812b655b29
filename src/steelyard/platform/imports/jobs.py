"""Work on imports after the commit, and giving up on those whose job is gone."""

from uuid import UUID

from django.utils.translation import gettext_noop

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.delegating import fail_abandoned
from steelyard.platform.imports.enqueueing import QUEUE, WORK_TASK
from steelyard.platform.imports.terms import WORKING
from steelyard.platform.jobs import every, job

ENDED_UNEXPECTEDLY = gettext_noop("The work ended unexpectedly. What was committed stays; go on, or undo it.")


@job(WORK_TASK, queue=QUEUE)
def work_on_import(import_id: str) -> None:
    """Check, run or undo an import, as its state says."""
    # Here, because the web server enqueues such jobs but never runs them: it need not load the engine.
    from steelyard.platform.imports.working import work_on

    work_on(UUID(import_id), utc_now)


@every("* * * * *", "steelyard.platform.abandon_imports")
def abandon_imports() -> None:
    """Say of imports whose job failed for good that they failed."""
    with as_system():
        fail_abandoned(
            "platform_import", working=WORKING, task=WORK_TASK, argument="import_id", failure=ENDED_UNEXPECTEDLY
        )
