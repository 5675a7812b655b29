"""Inserting companies with everything they are known and found by, one or thousands, in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.lookup import hashed_keys, search_terms
from steelyard.companies.models.companies import NameKind
from steelyard.companies.models.index import DIRECTORY, HOST
from steelyard.companies.policies import Prepared
from steelyard.kernel.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """A company about to be inserted: what is said of it, by which partner (None: the host), and its prepared profile."""

    draft: CompanyDraft
    prepared: Prepared
    introduced_by: UUID | None = None
    id: UUID = field(default_factory=uuid4)


# One statement with data-modifying parts instead of one per table: a registration introduces a company in one round trip, and
# an import inserts thousands. Numbers are drawn in it, because a partner may not read back all of what it writes.
_INSERT = """
with company as materialized (
    select *, nextval('companies_company_number')::int as number
    from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[],
                %s::uuid[], %s::boolean[], %s::uuid[])
    as u (id, name, display_name, domain, country, city, website, industry, employees, parent_id, is_listed, introduced_by)
), inserted as (
    insert into companies_company (id, number, name, display_name, domain, country, city, website, industry, employees,
                                   parent_id, is_listed, introduced_by, created_at)
    select id, number, name, display_name, domain, country, city, website, industry, employees,
           parent_id, is_listed, introduced_by, %s
    from company
), named as (
    insert into companies_companyname (id, company_id, text, kind, partner_id, domain, country, city, created_at)
    select *, %s from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[])
), reached as (
    insert into companies_companydomain (company_id, domain, partner_id)
    select * from unnest(%s::uuid[], %s::text[], %s::uuid[])
), registered as (
    insert into companies_companyidentifier (company_id, scheme, value)
    select * from unnest(%s::uuid[], %s::text[], %s::text[])
), matched as (
    insert into companies_matchkey (key, company_number)
    select k.key, c.number from unnest(%s::uuid[], %s::int[]) as k (id, key) join company c on c.id = k.id
)
insert into companies_searchterm (company_id, audience, place, term)
select * from unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::text[])
"""


def insert_companies(new: Sequence[NewCompany], now: datetime) -> None:
    """Insert the companies with their names, domains, identifiers, match keys and search terms."""
    companies = _columns(12, map(_company_row, new))
    names = _columns(8, (row for one in new for row in _name_rows(one)))
    domains = _columns(
        3, ((one.id, domain, one.introduced_by) for one in new for domain in sorted(one.prepared.domains))
    )
    identifiers = _columns(
        3, ((one.id, str(scheme), v) for one in new for scheme, v in one.prepared.identifiers.items())
    )
    keys = _columns(2, ((one.id, key) for one in new for key in hashed_keys(one.prepared)))
    terms = _columns(4, (row for one in new for row in _term_rows(one)))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*companies, now, now, *names, *domains, *identifiers, *keys, *terms])


def _company_row(new: NewCompany) -> tuple[Any, ...]:
    d = new.draft
    domain = min(new.prepared.domains, key=lambda known: known != d.domain, default="")
    return (
        *(new.id, d.name, d.display_name, domain, d.country, d.city, d.website, d.industry, d.employees),
        *(d.parent_id, d.is_listed, new.introduced_by),
    )


def _name_rows(new: NewCompany) -> Iterator[tuple[Any, ...]]:
    d = new.draft
    if new.introduced_by is not None:
        yield new_id(), new.id, d.name, NameKind.TYPED, new.introduced_by, d.domain, d.country, d.city
        return
    for alias in dict.fromkeys(d.aliases):
        if alias != d.name:
            yield new_id(), new.id, alias, NameKind.TRADING, None, "", "", ""


def _term_rows(new: NewCompany) -> set[tuple[Any, ...]]:
    audiences = [DIRECTORY if new.draft.is_listed else HOST]
    if new.introduced_by is not None:
        audiences.append(new.introduced_by)
    named = [(new.draft.name, sorted(new.prepared.domains)), (new.draft.display_name, [])]
    named += [(alias, []) for alias in new.draft.aliases]
    terms = {term for name, domains in named if name for term in search_terms(name, domains)}
    return {(new.id, audience, place, term) for audience in audiences for place, term in terms}


def _columns(width: int, rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Return rows as columns, which is how `unnest` takes them."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns
