"""What is claimed at some companies, by anyone: facts for policies, never for a partner."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.deals.policies import ClaimFacts
from steelyard.deals.terms import Match
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import ChangedMeanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The claims at the companies, and how the asking partner stands: live registrations, recent rejections at the first."""

    rows: tuple[Mapping[str, Any], ...]
    live: int
    rejections: int

    def of(self, matches: Mapping[UUID, Match]) -> tuple[ClaimFacts, ...]:
        """Return the claims as policies read them, given how each company matches."""
        return tuple(
            ClaimFacts(
                registration_id=UUID(row["registration_id"]),
                partner_id=UUID(row["partner_id"]),
                match=matches[UUID(row["company_id"])],
                family=row["family"],
                division=row["division"],
                region=row["region"],
                is_protected=row["is_protected"],
                is_complete=row["is_complete"],
                submitted_at=datetime.fromisoformat(row["submitted_at"]),
            )
            for row in self.rows
        )


def read_claims(
    company_ids: Iterable[UUID],
    *,
    at: datetime,
    asking: UUID | None = None,
    families: Iterable[str] = (),
    excluding: UUID | None = None,
    refused_since: datetime | None = None,
    locks: bool = False,
) -> Claims:
    """Return what is claimed at the companies, the one that was registered first.

    `locks` makes everyone who decides about them, or about the asking partner, come one after the other until the end of the
    transaction. `excluding` is a registration that does not count; neither do rejections before `refused_since`.

    Raises: ChangedMeanwhile where, with `locks`, one of the companies turns out to have been merged into another meanwhile.
    """
    values = (list(company_ids), asking, list(families), excluding or new_id(), at, refused_since or at, locks)
    with connection.cursor() as cursor:
        cursor.execute("select deals_claims_on(%s::uuid[], %s, %s::text[], %s, %s, %s, %s)", values)
        answer = cursor.fetchone()[0]
    found = json.loads(answer) if isinstance(answer, str) else answer
    if locks and found["merged"]:
        raise ChangedMeanwhile
    rows = (row for row in found["claims"] if row["registration_id"] != str(excluding))
    return Claims(rows=tuple(rows), live=found["live"], rejections=found["rejections"])


def hold_companies(company_ids: Iterable[UUID]) -> None:
    """Make everyone who decides about the companies wait until the end of the transaction, as `read_claims` with `locks` does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(x.key) from ("
            " select distinct hashtextextended(id::text, 71) as key from unnest(%s::uuid[]) as id order by key) x",
            [list(company_ids)],
        )
