"""Bringing the database up to date, as its owner, and letting the application in afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from steelyard.platform.runtime.health import pending_migrations
from steelyard.platform.runtime.postgres import DatabaseUrls, grant_app_privileges


def migrate(urls: DatabaseUrls) -> list[str]:
    """Apply what the database has not seen, grant the application its privileges, and return what was applied.

    Several hosts may start at once: one migrates, the others wait and then find nothing to do.
    """
    with _one_at_a_time():
        pending = pending_migrations()
        if pending:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            grant_app_privileges(urls)
    return pending


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('steelyard migrate'))")
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('steelyard migrate'))")
