"""Finding known companies that somebody may mean, whatever the asker may see: facts for policies, never for a partner's page."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.companies.cards import Candidate, CompanyCard, KnownCompany
from steelyard.companies.lookup import weighed_keys
from steelyard.companies.policies import Prepared, compare, prepare
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.terms import CompanyProfile, IdentifierScheme, MatchThresholds
from steelyard.platform.arrays import plain_array

MOST_PER_KEY = 48
"""How many companies are read for one key; a key that more of them share hardly tells them apart."""
MOST_CANDIDATES = 10
"""How many candidates are scored: those that share the most and the rarest keys."""
MOST_OF_A_FAMILY = 200


_ASKED = "%(queries)s::int[], %(keys)s::int[], %(weights)s::float4[], %(per_key)s, %(per_query)s"
_FIND = f"select * from companies_find_candidates({_ASKED})"  # noqa: S608 - made of constants
_FIND_LOCKED = f"select * from companies_find_candidates_alone(%(locks)s::int[], {_ASKED})"  # noqa: S608 - made of constants


def find_candidates(
    prepared: Prepared,
    *,
    limit: int = MOST_CANDIDATES,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
    excluding: UUID | None = None,
    locks: Sequence[int] = (),
) -> list[Candidate]:
    """Return known companies like this one, most probable first, also those that are not the same.

    Who names one of the same `locks` at once comes one after the other until the end of the transaction, and finds what the
    other left.
    """
    found = find_candidates_of_many([prepared], limit=limit, thresholds=thresholds, excluding=excluding, locks=locks)
    return found[0]


def find_candidates_of_many(
    profiles: Sequence[Prepared],
    *,
    limit: int = MOST_CANDIDATES,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
    excluding: UUID | None = None,
    locks: Sequence[int] = (),
) -> list[list[Candidate]]:
    """Return the candidates of each profile, in one statement for all of them."""
    asked = [weighed_keys(prepared) for prepared in profiles]
    queries = plain_array(number for number, some in enumerate(asked) for _ in some)
    keys = plain_array(key for some in asked for key in some)
    weights = plain_array(weight for some in asked for weight in some.values())
    found: list[list[Candidate]] = [[] for _ in profiles]
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND_LOCKED if locks else _FIND,
            {
                "locks": plain_array(locks),
                "queries": queries,
                "keys": keys,
                "weights": weights,
                "per_key": MOST_PER_KEY,
                "per_query": limit + (excluding is not None),
            },
        )
        for number, *row in cursor.fetchall():
            if row[0] != excluding:
                company = _known(*row)
                result = compare(profiles[number], company.prepared, thresholds)
                found[number].append(Candidate(company=company, result=result))
    for candidates in found:
        candidates.sort(key=lambda one: (-one.probability, -one.result.related_probability))
    return found


def find_known(company_id: UUID) -> KnownCompany | None:
    """Return all that is known of one company, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select * from companies_get_profiles(%s)", [[company_id]])
        row = cursor.fetchone()
    return None if row is None else _known(*row)


def find_all_known(company_ids: Iterable[UUID]) -> dict[UUID, KnownCompany]:
    """Return all that is known of the companies, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute("select * from companies_get_profiles(%s)", [list(company_ids)])
        return {row[0]: _known(*row) for row in cursor.fetchall()}


def find_family(ids: Iterable[UUID]) -> set[UUID]:
    """Return the companies under the same owner as any of these, themselves included."""
    with connection.cursor() as cursor:
        cursor.execute("select * from companies_find_family(%s, %s)", [list(ids), MOST_OF_A_FAMILY])
        return {row[0] for row in cursor.fetchall()}


def find_questions(company_id: UUID) -> tuple[set[UUID], set[UUID]]:
    """Return which companies may be the same as this one, and of which a person has decided that they are not."""
    doubts: set[UUID] = set()
    ruled_out: set[UUID] = set()
    with connection.cursor() as cursor:
        cursor.execute("select * from companies_find_questions(%s)", [company_id])
        for other, is_settled in cursor.fetchall():
            (ruled_out if is_settled else doubts).add(other)
    return doubts, ruled_out


def _known(
    company_id: UUID,
    number: int,
    name: str,
    country: str,
    city: str,
    domain: str,
    is_listed: bool,  # noqa: FBT001 - a column
    parent_id: UUID | None,
    has_children: bool,  # noqa: FBT001 - a column
    has_questions: bool,  # noqa: FBT001 - a column
    aliases: list[str] | None,
    own_words: list[str] | None,
    domains: list[str],
    identifiers: list[str],
    parent: str | None,
) -> KnownCompany:
    return KnownCompany(
        card=CompanyCard(id=company_id, name=name, domain=domain, country=country, city=city, is_listed=is_listed),
        number=number,
        prepared=_prepare(name, tuple(aliases or ()), tuple(domains), country, city, tuple(identifiers), parent),
        parent_id=parent_id,
        has_children=has_children,
        has_questions=has_questions,
        own_words=tuple(own_words or ()),
    )


@lru_cache(maxsize=20_000)
def _prepare(
    name: str,
    aliases: tuple[str, ...],
    domains: tuple[str, ...],
    country: str,
    city: str,
    identifiers: tuple[str, ...],
    parent: str | None,
) -> Prepared:
    """Return the profile prepared; the same companies come up again and again, and the arguments are all there is to them."""
    numbers: list[Any] = [identifier.split(":", 1) for identifier in identifiers]
    return prepare(
        CompanyProfile(
            name=name,
            aliases=aliases,
            domains=domains,
            country=country or None,
            city=city or None,
            identifiers={IdentifierScheme(scheme): value for scheme, value in numbers},
            parents=(parent,) if parent else (),
        )
    )
