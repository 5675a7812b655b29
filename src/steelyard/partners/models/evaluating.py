"""Writing where partners stand, as many as there are in one statement: a pass over all partners makes every row anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import orjson
from django.db import connection

from steelyard.partners.tiers.terms import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRow:
    """One partner's row of `TierEvaluation`, its fields named as the columns."""

    partner_id: UUID
    tier: str
    reached: str
    next_tier: str
    track: str
    points: Decimal
    full: Decimal
    outlook: Outlook
    below_since: date | None
    types: Sequence[str]
    values: Mapping[str, str]
    rules: str
    version_ids: Sequence[str]
    evaluated_at: datetime


_COLUMNS = tuple(f'"{name}"' for name in EvaluationRow.__slots__)
_KEEP = f"""
    insert into partners_tierevaluation ({", ".join(_COLUMNS)})
    select {", ".join(_COLUMNS)} from json_populate_recordset(null::partners_tierevaluation, %s::json)
    on conflict (partner_id) do update set {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
"""  # noqa: S608 - made of constants


def keep_evaluations(rows: Sequence[EvaluationRow]) -> None:
    """Write the evaluations over those that are there."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [orjson.dumps(rows, default=str).decode()])
