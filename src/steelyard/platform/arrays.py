"""Arrays as PostgreSQL reads them: for statements that take thousands of rows as columns, where adapting each value is the cost."""

from collections.abc import Iterable
from typing import Any


def plain_array(values: Iterable[Any]) -> str:
    """Return numbers, booleans or UUIDs as one array literal; None is null. The statement casts it to its type."""
    return "{" + ",".join(["null" if value is None else str(value) for value in values]) + "}"


def text_array(values: Iterable[str]) -> str:
    """Return texts as one array literal, each quoted."""
    return "{" + ",".join([_quoted(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
