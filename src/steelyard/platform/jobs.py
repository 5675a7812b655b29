"""Jobs: work after the commit, in the same database; deferring in the transaction of the change is the outbox."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

import structlog
from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from steelyard.platform import events, reactions
from steelyard.platform.audit.sealing import seal_log
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system

P = ParamSpec("P")

MAIL_TASK = "steelyard.platform.send_mail"

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def job(name: str, *, queue: str = "default") -> Callable[[Callable[P, None]], "Task[P, None, Any]"]:
    """Register a function as a job called `name`, retried with growing waits when it fails.

    The function opens its own transaction (`as_system` or `acting_as`), so that it can be as small as its effect.
    """

    def register(function: Callable[P, None]) -> "Task[P, None, Any]":
        return app.task(name=name, queue=queue, retry=_RETRY)(_logged(name, function))

    return register


def every(
    cron: str, name: str, *, queue: str = "upkeep", priority: int = 0
) -> Callable[[Callable[[], None]], "Task[[int], None, Any]"]:
    """Register a function as a periodic job called `name`; `cron` is in UTC. At most one run waits at a time.

    A job of higher priority is taken before others that wait longer.
    """

    def register(function: Callable[[], None]) -> "Task[[int], None, Any]":
        def run(timestamp: int) -> None:  # noqa: ARG001 - the planned instant; jobs read the clock instead
            function()

        task = app.task(name=name, queue=queue, priority=priority, queueing_lock=name, retry=_RETRY)(_logged(name, run))
        return app.periodic(cron=cron, periodic_id=name)(task)

    return register


def _logged(name: str, function: Callable[P, None]) -> Callable[P, None]:
    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with structlog.contextvars.bound_contextvars(job=name):
            function(*args, **kwargs)

    return run


@job(reactions.REACT_TASK)
def react(event_id: str) -> None:
    """Let every context that listens react to one event. What they record goes back to what began that event."""
    with as_system():
        happened = events.get_happened(UUID(event_id))
    with structlog.contextvars.bound_contextvars(request_id=happened.request_id):
        reactions.run(happened, utc_now())


@app.periodic(cron="* * * * * */20", periodic_id="steelyard.platform.retry_stalled")
@app.task(name="steelyard.platform.retry_stalled", queue="upkeep", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Give jobs of killed workers back to the queue; without this they would stay "doing" for ever."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs():
        await manager.retry_job(stalled)


@every("* * * * *", "steelyard.platform.seal_log")
def seal_events() -> None:
    """Seal what happened since the last run."""
    seal_log(utc_now())


def settle_history() -> None:
    """Run the reactions to what this transaction did, each at the instant of its event, and drop the mails they would send.

    For generated and imported history, which nobody wants mail about. What others wait for stays in the queue.
    """
    while waiting := _take(reactions.REACT_TASK):
        for args in waiting:
            happened = events.get_happened(UUID(args["event_id"]))
            reactions.run(happened, happened.occurred_at)
    _take(MAIL_TASK)
    with connection.cursor() as cursor:
        cursor.execute(_DROP_OWN_MAILS)


# A row that can be seen although the transaction that wrote it is in progress was written in this transaction. A row keeps the
# lower half of its transaction's number; the upper half is the current one's.
_IS_OWN = """
    pg_xact_status(((pg_current_xact_id()::text::bigint >> 32 << 32) + {row}.xmin::text::bigint)::text::xid8) = 'in progress'
"""
_DROP_OWN_MAILS = f"""
update platform_notification n set mail_due_at = null
where mail_due_at is not null and digest_id is null and {_IS_OWN.format(row="n")}
"""  # noqa: S608 - the parts are constants
_TAKE_OWN = f"""
with taken as (
    delete from procrastinate_jobs j
    where task_name = %s and status = 'todo'
      and {_IS_OWN.format(row="j")}
    returning id, args
)
select args from taken order by id
"""  # noqa: S608 - the parts are constants


def _take(task: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OWN, [task])
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()]
