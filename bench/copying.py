"""Writing rows by COPY: the product's own model instances, or plain tuples, as the text that PostgreSQL copies fastest."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from django.db.models import JSONField
from django.db.models.expressions import DatabaseDefault

_columns: dict[type[Any], tuple[str, list[tuple[str, bool]]]] = {}
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NULL = "\\N"


@dataclass
class Sheaf:
    """Rows of several tables, in the order in which their tables were first added: referenced tables come first."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows of plain values."""
        self.lines[f"copy {table} ({columns}) from stdin"] += ["\t".join(map(_text, row)) for row in rows]

    def add_models(self, *instances: Any) -> None:
        """Add instances of one model; what the database fills in is left to it."""
        for one in instances:
            columns, fields = _columns_of(one)
            values = ((getattr(one, name), is_json) for name, is_json in fields)
            row = [json.dumps(value) if is_json and value is not None else value for value, is_json in values]
            self.add(one._meta.db_table, columns, [row])

    def texts(self) -> list[tuple[str, str]]:
        """Return each table's statement with its rows as text."""
        return [(statement, "".join(f"{line}\n" for line in lines)) for statement, lines in self.lines.items()]


def copy_texts(connection: psycopg.Connection[Any], texts: Iterable[tuple[str, str]]) -> None:
    """Send the rows to the database."""
    for statement, text in texts:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(text)


def _columns_of(instance: Any) -> tuple[str, list[tuple[str, bool]]]:
    """Return the columns to write with their attributes, and whether each is JSON."""
    model = type(instance)
    if model not in _columns:
        # What the database fills in itself is the same for every instance of a model.
        fields = [
            f
            for f in model._meta.concrete_fields
            if f.column and not isinstance(getattr(instance, f.attname), DatabaseDefault)
        ]
        named = ", ".join(f'"{f.column}"' for f in fields)
        _columns[model] = named, [(f.attname, isinstance(f, JSONField)) for f in fields]
    return _columns[model]


def _text(value: Any) -> str:
    match value:
        case None:
            return _NULL
        case bool():
            return "t" if value else "f"
        case str():
            return str(value).translate(_ESCAPES)
        case int() | float() | Decimal() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return f"\\\\x{value.hex()}"
        case list() | tuple():
            return "{" + ",".join(map(str, value)) + "}"
        case _ if hasattr(value, "upper_inc"):
            return f'["{value.lower.isoformat()}","{value.upper.isoformat()}")'
    raise TypeError(f"{type(value).__name__} is not copied")
