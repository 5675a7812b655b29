"""Worlds that tests share: made once, in a transaction around the tests of a file, each of which takes back its own part."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import pytest
from django.db import transaction

from steelyard.platform.db import as_system

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
