"""Worlds that tests share: made once, in a transaction around the tests of a file, or in a database of their own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import pytest
from django.db import connection, connections, transaction

from steelyard.platform.db import as_system
from steelyard.platform.live.listening import listener
from tests import database

T = TypeVar("T")

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""The instant at which tests take place: a Monday morning."""


def made_once(make: Callable[[], T], scope: Literal["module", "package"] = "module") -> Any:
    """Return a fixture whose value the system made before the first test that asks for it, with all rows that belong to it."""

    @pytest.fixture(scope=scope)
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[T]:
        with django_db_blocker.unblock(), transaction.atomic():
            with as_system():
                value = make()
            with django_db_blocker.block():
                yield value
            transaction.set_rollback(True)

    return made


@contextmanager
def in_own_database(blocker: Any, worker_id: str) -> Iterator[str]:
    """Let the block work on a new database of its own, and give its application address."""
    from tests.settings import URLS

    listener.stop()
    with blocker.unblock(), database.clone(URLS, f"steelyard_own_{worker_id}_{os.getpid()}") as name:
        settings, kept = connections.settings["default"], connections["default"]
        before = settings["NAME"]
        settings["NAME"] = name
        connections["default"] = connections.create_connection("default")  # `kept` may be within a transaction
        try:
            yield database.at(URLS.app, name)
        finally:
            listener.stop()
            connection.close()
            connections["default"], settings["NAME"] = kept, before
