"""How good the data of companies is, in one statement: the same for one that is looked at and for a million by night.

Each part is a share between nothing and all. What is asked of an identifier is the form that its register gives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.companies.terms import FORMS, FRESH_DAYS, QUESTION_COST, STALE_DAYS, WEIGHTS, CompanyPart

_SHARES = """
select c.id,
    num_nonnulls(nullif(c.domain, ''), nullif(c.country, ''), nullif(c.city, ''), nullif(c.website, ''),
                 nullif(c.industry, ''), c.employees) / 6.0 as completeness,
    greatest(0, least(1, (%(stale)s - extract(epoch from %(now)s - c.updated_at) / 86400) / (%(stale)s - %(fresh)s)))
        as freshness,
    ((c.domain <> '')::int + (i.valid > 0 and i.wrong = 0)::int) / 2.0 as identity,
    greatest(0, 1 - %(cost)s * q.open) as duplicates,
    i.valid, i.wrong, q.open, c.updated_at
from companies_company c
cross join lateral (
    select count(*) filter (where one.value ~ form.pattern) as valid,
           count(*) filter (where one.value !~ form.pattern) as wrong
    from companies_companyidentifier one
    join unnest(%(schemes)s::text[], %(patterns)s::text[]) as form (scheme, pattern) on form.scheme = one.scheme
    where one.company_id = c.id
) i
cross join lateral (
    select count(*) as open from (
        select p.other_id as with_id from companies_possibleduplicate p where p.company_id = c.id and p.settled_at is null
        union all
        select p.company_id from companies_possibleduplicate p where p.other_id = c.id and p.settled_at is null
    ) asked join companies_company o on o.id = asked.with_id and o.merged_into_id is null
) q
where c.merged_into_id is null
"""
_SCORE = " + ".join(f"{weight} * {part}" for part, weight in WEIGHTS.items())
_KEEP = f"""
insert into companies_companyscore (company_id, score, completeness, freshness, identity, duplicates)
select id, trunc({_SCORE}), trunc(100 * completeness), trunc(100 * freshness), trunc(100 * identity), trunc(100 * duplicates)
from ({_SHARES}) shares
on conflict (company_id) do update set score = excluded.score, completeness = excluded.completeness,
    freshness = excluded.freshness, identity = excluded.identity, duplicates = excluded.duplicates
where (companies_companyscore.score, companies_companyscore.completeness, companies_companyscore.freshness,
       companies_companyscore.identity, companies_companyscore.duplicates)
    is distinct from (excluded.score, excluded.completeness, excluded.freshness, excluded.identity, excluded.duplicates)
"""  # noqa: S608 - made of constants
_FORGET = """
delete from companies_companyscore s using companies_company c where c.id = s.company_id and c.merged_into_id is not null
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedCompany:
    """What is the case with the data of one company, and which share of each part that reaches."""

    shares: dict[CompanyPart, Decimal]
    valid_identifiers: int
    wrong_identifiers: int
    open_duplicates: int
    updated_at: datetime


def assess(company_ids: Sequence[UUID], now: datetime) -> dict[UUID, AssessedCompany]:
    """Return how good the data of these companies is at this instant; merged ones have no data of their own."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARES + " and c.id = any(%(ids)s)", {**_settings(now), "ids": list(company_ids)})
        rows = cursor.fetchall()
    return {
        key: AssessedCompany(
            shares=dict(zip(CompanyPart, map(Decimal, shares), strict=True)),
            valid_identifiers=valid,
            wrong_identifiers=wrong,
            open_duplicates=questions,
            updated_at=updated_at,
        )
        for key, *shares, valid, wrong, questions, updated_at in rows
    }


def keep_scores(now: datetime) -> int:
    """Assess every company, write the scores that are no longer as they were, and return how many that are."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        cursor.execute(_KEEP, _settings(now))
        return int(cursor.rowcount)


def _settings(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "fresh": FRESH_DAYS,
        "stale": STALE_DAYS,
        "cost": QUESTION_COST,
        "schemes": [str(scheme) for scheme in FORMS],
        "patterns": list(FORMS.values()),
    }
