"""Arrays as PostgreSQL reads them: for statements that take thousands of rows as columns, where adapting each value is the cost."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Value


def plain_array(values: Iterable[Any]) -> str:
    """Return numbers, booleans or UUIDs as one array literal; None is null. The statement casts it to its type."""
    return "{" + ",".join(["null" if value is None else str(value) for value in values]) + "}"


def among(field: str, ids: Iterable[UUID]) -> Func:
    """Return the condition that a field holds one of the ids, as one parameter however many they are.

    As a comparison with an array, and not as a subquery, it may use an index ahead of row-level security.
    """
    return Func(
        F(field),
        Value(plain_array(ids)),
        template="(%(expressions)s::uuid[]))",
        arg_joiner=" = any(",
        output_field=BooleanField(),
    )


def text_array(values: Iterable[str]) -> str:
    """Return texts as one array literal, each quoted."""
    return "{" + ",".join([_quoted(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
