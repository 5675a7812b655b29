"""Inserting a model's rows as they are: for commands that somebody waits for, without what the ORM does around an insert."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model in one statement; columns with a default in the database are left to it."""
    if not rows:
        return
    start, fields = _shape(type(rows[0]))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]  # noqa: FBT003
    place = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(start + ", ".join([place] * len(rows)), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _shape(model: type[Model]) -> "tuple[str, list[Field[Any, Any]]]":
    fields = [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return f"insert into {connection.ops.quote_name(model._meta.db_table)} ({columns}) values ", fields  # noqa: S608 - made of the names of a model
