"""Inserting companies with everything they are known and found by, one or thousands, in one statement."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.lookup import search_terms, weighed_keys
from steelyard.companies.models.companies import NameKind
from steelyard.companies.models.index import DIRECTORY, HOST
from steelyard.companies.policies import Prepared
from steelyard.kernel.ids import new_id
from steelyard.platform.arrays import plain_array, text_array


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
                %s::uuid[], %s::boolean[], %s::uuid[]) with ordinality
    as u (id, name, display_name, domain, country, city, website, industry, employees, parent_id, is_listed, introduced_by,
          place)
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
    select k.key, c.number from unnest(%s::int[], %s::int[]) as k (place, key) join company c using (place) order by 1
)
insert into companies_searchterm (company_id, audience, place, term)
select * from unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::text[]) as t (company_id, audience, place, term)
order by audience, place, term collate "C"
"""
"""Match keys and search terms go in sorted, as their indexes are: neighbours share a page."""

_COMPANY = (plain_array, *(text_array,) * 7, *(plain_array,) * 4)
_NAME = (plain_array, plain_array, text_array, text_array, plain_array, *(text_array,) * 3)
_DOMAIN = (plain_array, text_array, plain_array)
_IDENTIFIER = (plain_array, text_array, text_array)
_KEY = (plain_array, plain_array)
_TERM = (plain_array, plain_array, plain_array, text_array)


def insert_companies(new: Sequence[NewCompany], now: datetime, *, is_rehearsal: bool = False) -> None:
    """Insert the companies with their names, domains, identifiers, match keys and, unless it is taken back, search terms."""
    companies = _arrays(_COMPANY, map(_company_row, new))
    names = _arrays(_NAME, (row for one in new for row in _name_rows(one)))
    domains = _arrays(
        _DOMAIN, ((one.id, domain, one.introduced_by) for one in new for domain in sorted(one.prepared.domains))
    )
    identifiers = _arrays(
        _IDENTIFIER, ((one.id, str(scheme), v) for one in new for scheme, v in one.prepared.identifiers.items())
    )
    keys = _arrays(_KEY, ((place, key) for place, one in enumerate(new, 1) for key in weighed_keys(one.prepared)))
    terms = _arrays(_TERM, (row for one in (() if is_rehearsal else new) for row in _term_rows(one)))
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


def _arrays(types: Sequence[Callable[[Iterable[Any]], str]], rows: Iterable[tuple[Any, ...]]) -> list[str]:
    """Return rows as the arrays of their columns, which is how `unnest` takes them."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return [write(column) for write, column in zip(types, columns, strict=True)]
