"""Looking for a person in every table, and taking them out of it.

Which columns hold texts is asked of the database, so that a table that is made tomorrow is swept too. A row is read whole, as
PostgreSQL writes it: what it says anywhere of the person's id or address makes it a row beside them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from steelyard.platform.audit.redacting import Redacted, redact_events
from steelyard.platform.audit.sealing import hold_sealing
from steelyard.platform.events import event_types
from steelyard.platform.models import IdempotencyRecord
from steelyard.platform.privacy.protection import unprotected
from steelyard.platform.privacy.redaction import Redaction
from steelyard.platform.privacy.registry import Subject

EVENTS = "platform_event"
_COLUMNS = """
    select c.relname, a.attname, t.typname, case when t.typname = 'varchar' and a.atttypmod > 4 then a.atttypmod - 4 end
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and t.typname in ('text', 'varchar', 'jsonb', 'json', '_text', '_varchar') and has_table_privilege(c.oid, 'update')
    order by c.relname, a.attnum
"""
_JSON = {"jsonb", "json"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds text; `limit` is how long it may be."""

    name: str
    kind: str
    limit: int | None

    @property
    def read(self) -> sql.Composable:
        name = sql.Identifier(self.name)
        return sql.SQL("{}::text").format(name) if self.kind in _JSON else name

    @property
    def write(self) -> sql.Composable:
        cast = {"_text": "text[]", "_varchar": "varchar[]"}.get(self.kind, self.kind)
        return sql.SQL("{} = %s::{}").format(sql.Identifier(self.name), sql.SQL(cast))

    def without(self, redaction: Redaction, value: Any, *, is_beside: bool) -> Any:
        """Return the value of the column without the person."""
        if value is None:
            return None
        if self.kind in _JSON:
            kept = redaction.take_from(json.loads(value), is_beside=is_beside)
            return value if kept == json.loads(value) else json.dumps(kept, ensure_ascii=False)
        kept = redaction.take_from(value, is_beside=is_beside)
        return kept[: self.limit] if isinstance(kept, str) and self.limit else kept


def sweep(subject: Subject, redaction: Redaction, *, erasure_id: UUID, now: datetime) -> dict[str, int]:
    """Take the person out of every table and the log, and return how many rows changed, by table. Call it as the system."""
    hold_sealing()
    redacted = redact_events(_events(subject, redaction), erasure_id=erasure_id, label=redaction.name, now=now)
    changed = {EVENTS: redacted} if redacted else {}
    with unprotected():
        for table, columns in _tables():
            if count := _sweep_table(table, columns, subject, redaction):
                changed[table] = count
    _drop_answers(redaction)
    return changed


def _tables() -> Iterator[tuple[str, list[Column]]]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        rows = cursor.fetchall()
    tables: dict[str, list[Column]] = {}
    for table, name, kind, limit in rows:
        tables.setdefault(table, []).append(Column(name, kind, limit))
    tables.pop(EVENTS)  # its rows are redacted under the seal
    yield from tables.items()


def _sweep_table(table: str, columns: Sequence[Column], subject: Subject, redaction: Redaction) -> int:
    select = sql.SQL(
        "select t.ctid::text, t::text ~* %s, {columns} from {table} t where t::text ~* %s for update"
    ).format(columns=sql.SQL(", ").join(column.read for column in columns), table=sql.Identifier(table))
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(select, [_beside(subject, redaction), redaction.needle])
        for place, is_beside, *before in cursor.fetchall():
            after = [
                column.without(redaction, value, is_beside=is_beside)
                for column, value in zip(columns, before, strict=True)
            ]
            if after != before:
                _write(table, columns, place, after)
                count += 1
    return count


def _write(table: str, columns: Sequence[Column], place: str, values: Sequence[Any]) -> None:
    update = sql.SQL("update {table} set {columns} where ctid = %s::tid").format(
        table=sql.Identifier(table), columns=sql.SQL(", ").join(column.write for column in columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(update, [*values, place])


def _beside(subject: Subject, redaction: Redaction) -> str:
    """Return the expression that finds the person's id or address in a row."""
    address = redaction.needle.split("|", 1)[0]
    return f"{subject.person_id}|{address}" if subject.person_id else address


def _events(subject: Subject, redaction: Redaction) -> list[Redacted]:
    """Return what the events that name the person say without them; those about the person also without their network addresses."""
    personal = {name: cls.personal for name, cls in event_types().items() if cls.personal}
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id, e.type, e.subject_id, e.subject_label, e.payload::text, e::text ~* %s from platform_event e"
            " where e::text ~* %s or (e.subject_id = %s and e.type = any(%s))",
            [_beside(subject, redaction), redaction.needle, subject.member_id, sorted(personal)],
        )
        rows = cursor.fetchall()
    redacted = []
    for event_id, event_type, about, label, text, is_beside in rows:
        before = json.loads(text)
        payload = redaction.take_from(before, is_beside=is_beside)
        if about == subject.person_id:
            payload |= dict.fromkeys(personal.get(event_type, ()), "")
        said = redaction.take_from(label, is_beside=is_beside)
        if (said, payload) != (label, before):
            redacted.append(Redacted(event_id=event_id, subject_label=said, payload=payload))
    return redacted


def _drop_answers(redaction: Redaction) -> None:
    """Delete stored answers to others' requests that hold the person's address or name."""
    needles = [text.encode() for text in (redaction.who.email, *redaction.who.names)]
    for needle in needles:
        IdempotencyRecord.objects.extra(where=["position(%s in body) > 0"], params=[needle]).delete()
