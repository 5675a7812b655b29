"""Work on imports after the commit, and giving up on those whose job is gone."""

from uuid import UUID

from django.utils.translation import gettext_noop

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.imports.enqueueing import QUEUE, WORK_TASK
from steelyard.platform.jobs import every, job

ENDED_UNEXPECTEDLY = gettext_noop("The work ended unexpectedly. What was committed stays; go on, or undo it.")
_ABANDON = """
update platform_import i set state = 'failed', failure = %s
where state in ('checking', 'running', 'undoing') and exists (
    select 1 from procrastinate_jobs j
    where j.task_name = %s and j.args ->> 'import_id' = i.id::text and j.status = 'failed'
) and not exists (
    select 1 from procrastinate_jobs j
    where j.task_name = %s and j.args ->> 'import_id' = i.id::text and j.status in ('todo', 'doing')
)
"""


@job(WORK_TASK, queue=QUEUE)
def work_on_import(import_id: str) -> None:
    """Check, run or undo an import, as its state says."""
    # Here, because the web server enqueues such jobs but never runs them: it need not load the engine.
    from steelyard.platform.imports.working import work_on

    work_on(UUID(import_id), utc_now)


@every("* * * * *", "steelyard.platform.abandon_imports")
def abandon_imports() -> None:
    """Say of imports whose job failed for good that they failed."""
    from django.db import connection

    with as_system(), connection.cursor() as cursor:
        cursor.execute(_ABANDON, [ENDED_UNEXPECTEDLY, WORK_TASK, WORK_TASK])
