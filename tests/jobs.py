"""Running the queue inside a test's transaction: the jobs are the real ones, only the worker's loop is ours."""

import json

from django.db import connection
from procrastinate.contrib.django import app


def run_jobs(limit: int = 1000) -> int:
    """Run what is due, in order, including what those jobs defer; return how many ran. A failure is raised."""
    ran = 0
    while ran < limit:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, task_name, args from procrastinate_jobs where status = 'todo'"
                " and (scheduled_at is null or scheduled_at <= now()) order by id limit 1"
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [row[0]])
            cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [row[0]])
        args = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        app.tasks[row[1]].func(**args)
        ran += 1
    raise AssertionError(f"more than {limit} jobs: do two of them defer each other?")
