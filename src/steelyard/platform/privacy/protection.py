"""The one way round the triggers that keep rows as they are: what the law wants gone goes, and the log says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pgtrigger
from django.db import connection

_IGNORE = "select set_config('pgtrigger.ignore', %s, true)"


@contextmanager
def unprotected() -> Iterator[None]:
    """Run the block, in the transaction that is open, without the triggers that protect rows from being changed or deleted."""
    with connection.cursor() as cursor:
        cursor.execute(_IGNORE, [_protecting()])
        yield
        cursor.execute(_IGNORE, ["{}"])


@cache
def _protecting() -> str:
    names = [
        trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if isinstance(trigger, pgtrigger.Protect)
    ]
    return "{" + ",".join(sorted(names)) + "}"
