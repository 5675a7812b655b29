"""Writing where partners stand towards the long tail, as many as there are in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import orjson
from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class TailRow:
    """One partner's row of `TailStanding`, its fields named as the columns."""

    partner_id: UUID
    track: str
    since_on: date | None
    value: Decimal
    touches: int
    tier: str
    types: Sequence[str]
    rules: str
    version_ids: Sequence[str]
    evaluated_at: datetime


_COLUMNS = tuple(f'"{name}"' for name in TailRow.__slots__)
_KEEP = f"""
    insert into partners_tailstanding ({", ".join(_COLUMNS)})
    select {", ".join(_COLUMNS)} from json_populate_recordset(null::partners_tailstanding, %s::json)
    on conflict (partner_id) do update set {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
"""  # noqa: S608 - made of constants


def keep_tail(rows: Sequence[TailRow]) -> None:
    """Write the standings over those that are there."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [orjson.dumps(rows, default=str).decode()])
