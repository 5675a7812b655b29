"""Keeping match keys and search terms in step with what a company is known by."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from steelyard.companies.cards import CompanyDraft, KnownCompany
from steelyard.companies.lookup import hashed_keys, search_terms
from steelyard.companies.models.companies import Company, CompanyDomain, CompanyIdentifier, CompanyName, NameKind
from steelyard.companies.models.index import DIRECTORY, HOST
from steelyard.companies.policies import prepare
from steelyard.companies.terms import CompanyProfile, IdentifierScheme
from steelyard.kernel.ids import new_id

Term = tuple[UUID, int, str]
"""Audience, place, text."""
Said = TypeVar("Said", CompanyName, CompanyDomain, CompanyIdentifier)

_KEEP_WORDS = """
with named as (
    insert into companies_companyname (id, company_id, text, kind, partner_id, domain, country, city, created_at)
    values (%s, %s, %s, 'typed', %s, %s, %s, %s, %s) on conflict do nothing
), reached as (
    insert into companies_companydomain (company_id, domain, partner_id)
    select %s, d, %s from unnest(%s::text[]) as d on conflict do nothing
), matched as (
    insert into companies_matchkey (key, company_number) select key, %s from unnest(%s::int[]) as key on conflict do nothing
)
insert into companies_searchterm (company_id, audience, place, term)
select %s, * from unnest(%s::uuid[], %s::smallint[], %s::text[]) on conflict do nothing
"""


def keep_words(company: KnownCompany, draft: CompanyDraft, *, partner_id: UUID, now: datetime) -> None:
    """Insert a partner's words for a company, findable for that partner and the host; for all they help to recognize it.

    A domain is believed only where none is known yet: otherwise anyone could claim a company by a domain of their own.
    """
    domains = [draft.domain] if draft.domain and not company.prepared.domains else []
    keys = hashed_keys(prepare(CompanyProfile(name=draft.name, domains=tuple(domains))))
    found_by = [(a, *term) for a in (HOST, partner_id) for term in set(search_terms(draft.name, domains))]
    audiences, places, terms = zip(*found_by, strict=True)
    company_id = company.card.id
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP_WORDS,
            [
                *(new_id(), company_id, draft.name, partner_id, draft.domain, draft.country, draft.city, now),
                *(company_id, partner_id, domains),
                *(company.number, keys),
                *(company_id, list(audiences), list(places), list(terms)),
            ],
        )


@dataclass(frozen=True, slots=True)
class _Entries:
    keys: frozenset[int]
    terms: frozenset[Term]


_NOTHING = _Entries(frozenset(), frozenset())

_FORGET_KEYS = """
delete from companies_matchkey k using unnest(%s::uuid[], %s::int[]) as gone (id, key), companies_company c
where c.id = gone.id and k.key = gone.key and k.company_number = c.number
"""
_ADD_KEYS = """
insert into companies_matchkey (key, company_number)
select found.key, c.number from unnest(%s::uuid[], %s::int[]) as found (id, key) join companies_company c on c.id = found.id
on conflict do nothing
"""
_FORGET_TERMS = """
delete from companies_searchterm t using unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::text[]) as gone (id, a, p, w)
where t.audience = a and t.place = p and t.term = w and t.company_id = gone.id
"""
_ADD_TERMS = """
insert into companies_searchterm (company_id, audience, place, term)
select * from unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::text[]) on conflict do nothing
"""


@contextmanager
def reindexing(*company_ids: UUID) -> Iterator[None]:
    """Change what companies are known by inside the block; afterwards they are found by the new, and only by the new."""
    before = _entries(company_ids)
    yield
    after = _entries(company_ids)
    with connection.cursor() as cursor:
        for statement, ours, others in ((_FORGET_KEYS, before, after), (_ADD_KEYS, after, before)):
            keys = [(id_, key) for id_, one in ours.items() for key in one.keys - others.get(id_, _NOTHING).keys]
            if keys:
                cursor.execute(statement, _columns(keys))
        for statement, ours, others in ((_FORGET_TERMS, before, after), (_ADD_TERMS, after, before)):
            terms = [(id_, *term) for id_, one in ours.items() for term in one.terms - others.get(id_, _NOTHING).terms]
            if terms:
                cursor.execute(statement, _columns(terms))


_REMOVE = """
with gone as (select %s::uuid as id), unnamed as (
    delete from companies_companyname where company_id in (select id from gone)
), unreached as (
    delete from companies_companydomain where company_id in (select id from gone)
), unregistered as (
    delete from companies_companyidentifier where company_id in (select id from gone)
), settled as (
    delete from companies_possibleduplicate where company_id in (select id from gone) or other_id in (select id from gone)
)
delete from companies_company where id in (select id from gone)
"""


def remove(company_id: UUID) -> None:
    """Delete a company with everything it is known and found by.

    Raises: IntegrityError where something else refers to it, at once and not at the end of the transaction.
    """
    known = _entries([company_id])
    with connection.cursor() as cursor:
        for id_, one in known.items():
            if one.keys:
                cursor.execute(_FORGET_KEYS, _columns([(id_, key) for key in one.keys]))
            if one.terms:
                cursor.execute(_FORGET_TERMS, _columns([(id_, *term) for term in one.terms]))
        cursor.execute(_REMOVE, [company_id])
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _entries(company_ids: Sequence[UUID]) -> dict[UUID, _Entries]:
    names = _by_company(CompanyName.objects.filter(company_id__in=company_ids))
    domains = _by_company(CompanyDomain.objects.filter(company_id__in=company_ids))
    identifiers = _by_company(CompanyIdentifier.objects.filter(company_id__in=company_ids))
    # One that was merged is found as its survivor, never by itself.
    companies = Company.objects.filter(id__in=company_ids, merged_into=None)
    return {one.id: _entries_of(one, names[one.id], domains[one.id], identifiers[one.id]) for one in companies}


def _by_company(rows: "QuerySet[Said]") -> dict[UUID, "list[Said]"]:
    found: dict[UUID, list[Said]] = defaultdict(list)
    for row in rows:
        found[row.company_id].append(row)
    return found


def _entries_of(
    company: Company, names: list[CompanyName], domains: list[CompanyDomain], identifiers: list[CompanyIdentifier]
) -> _Entries:
    everyone = {DIRECTORY if company.is_listed else HOST}
    terms: set[Term] = set()
    for text in filter(None, (company.name, company.display_name)):
        terms |= _terms(everyone, text)
    for name in names:
        terms |= _terms(everyone if name.kind != NameKind.TYPED else _voices(name.partner_id), name.text)
    for domain in domains:
        terms |= _terms(everyone if domain.partner_id is None else _voices(domain.partner_id), "", domain.domain)
    profile = CompanyProfile(
        name=company.name,
        aliases=(company.display_name,) if company.display_name else (),
        domains=tuple(domain.domain for domain in domains),
        identifiers={IdentifierScheme(identifier.scheme): identifier.value for identifier in identifiers},
    )
    keys = set(hashed_keys(prepare(profile)))
    for name in names:
        keys.update(hashed_keys(prepare(CompanyProfile(name=name.text))))
    return _Entries(frozenset(keys), frozenset(terms))


def _voices(partner_id: UUID | None) -> set[UUID]:
    return {HOST} if partner_id is None else {HOST, partner_id}


def _terms(audiences: set[UUID], name: str, domain: str = "") -> set[Term]:
    return {(a, *term) for a in audiences for term in search_terms(name, (domain,) if domain else ())}
