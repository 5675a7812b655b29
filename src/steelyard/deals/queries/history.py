"""What happened to registrations, from the event log in its order, with what decided each: for living it again in memory."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

from steelyard.deals.events import (
    EvidenceRequested,
    ExtensionGranted,
    RegistrationAppealed,
    RegistrationApproved,
    RegistrationCancelled,
    RegistrationExpired,
    RegistrationHeld,
    RegistrationImported,
    RegistrationLost,
    RegistrationPartlyApproved,
    RegistrationRejected,
    RegistrationWithdrawn,
    RegistrationWon,
)
from steelyard.platform.db import as_system

DECIDED = frozenset(
    event.type
    for event in (
        RegistrationApproved,
        RegistrationPartlyApproved,
        RegistrationHeld,
        RegistrationRejected,
        EvidenceRequested,
    )
)
_FOLLOWING = (
    *(RegistrationImported, RegistrationCancelled, RegistrationExpired, RegistrationWithdrawn, RegistrationWon),
    *(RegistrationLost, RegistrationAppealed, ExtensionGranted),
)
_TYPES = sorted({*DECIDED, *(event.type for event in _FOLLOWING)})
_BATCH = 2_000


@dataclass(slots=True)
class Happening:
    """One thing that happened to a registration. Of a decision also the facts (JSON as stored), the versions and the reasons."""

    type: str
    at: datetime
    payload: Mapping[str, Any]
    registration_id: UUID
    partner_id: UUID
    company_id: UUID
    related_ids: list[UUID]
    maybe_ids: list[UUID]
    company_name: str
    division: str
    region: str
    role: str
    value: Decimal
    currency: str
    submitted_at: datetime
    outcome: str | None
    version_ids: list[UUID] | None
    facts: str | None
    reasons: str | None
    lines: Mapping[str, bool] | None
    """Of what another system decided: each family, and whether it was protected."""

    @property
    def is_decision(self) -> bool:
        return self.type in DECIDED


# Under the lock whoever is already there was there before, so a submission's place is its own instant, not its transaction's.
_ORDER = "greatest(e.occurred_at, case when e.type = any(%s) then r.submitted_at end), e.sequence"

_HISTORY = f"""
    select e.type, e.occurred_at, e.payload::text, e.subject_id,
           r.partner_id, r.company_id, r.related_company_ids, r.maybe_company_ids, r.company_name, r.division,
           coalesce(r.region_id, ''),
           r.type, r.value, r.currency, r.submitted_at,
           d.outcome, d.rules_version_ids, f.facts::text, f.reasons::text,
           case when e.type = %s then (
               select jsonb_object_agg(l.family_id, l.protected_during is not null)
               from deals_registrationline l where l.registration_id = r.id
           ) end
    from platform_event e
    join deals_dealregistration r on r.id = e.subject_id
    left join program_decision d on e.type = any(%s) and d.id = (e.payload->>'decision_id')::uuid
    left join program_decisionfacts f on e.occurred_at >= %s and f.decision_id = d.id
    where e.type = any(%s) and e.occurred_at < %s and r.company_id is not null
    order by {_ORDER}
"""  # noqa: S608 - the parts are constants

_COUNT = """
    select count(*) from deals_dealregistration r
    where r.submitted_at >= %s and r.submitted_at < %s and r.decision_id is not null
"""


def read_history(*, since: datetime, until: datetime) -> Iterator[Happening]:
    """Yield what happened to registrations before `until`, in order; decisions before `since` come without facts.

    One snapshot for all of it: the cursor is held by the server beyond its transaction, so that the caller may write between.
    """
    connection.ensure_connection()
    decided = sorted(DECIDED)
    values = [RegistrationImported.type, decided, since, _TYPES, until, decided]
    with closing(connection.connection.cursor(name="steelyard_history", withhold=True)) as cursor:
        # The driver's own: Django's, in Python, take a tenth of the reading.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        with as_system():
            cursor.execute(_HISTORY, values)
        while rows := _fetch(cursor):
            for kind, at, payload, *rest, lines in rows:
                yield Happening(*(kind, at, orjson.loads(payload), *rest, _parsed(lines)))


def _fetch(cursor: Any) -> list[tuple[Any, ...]]:
    """Return the next rows; within the transaction that opened it, the cursor reads as whoever is asking while it is read."""
    with as_system():
        rows: list[tuple[Any, ...]] = cursor.fetchmany(_BATCH)
    return rows


def _parsed(lines: Any) -> Mapping[str, bool] | None:
    found: Mapping[str, bool] | None = orjson.loads(lines) if isinstance(lines, str) else lines
    return found


def count_decided(*, since: datetime, until: datetime) -> int:
    """Return how many registrations were submitted in the window and decided by the rules."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, until])
        (number,) = cursor.fetchone()
    return int(number)
