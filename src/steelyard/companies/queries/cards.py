"""Companies as cards, and suggestions while somebody types: only what the current actor may see."""

from collections.abc import Iterable, Set
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from steelyard.companies.cards import CompanyCard
from steelyard.companies.lookup import prefix_ranges, ranges_like
from steelyard.companies.models import DIRECTORY, HOST, Company, CompanyName, NameKind
from steelyard.companies.queries.forwarding import find_survivor, find_survivors
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound

MOST_SUGGESTIONS = 20
MOST_PER_SPELLING = 3

# One range of the index for each audience, prefix and place, each read only as far as the answer needs.
_RANGES = """
from unnest(%(audiences)s::uuid[]) as a (wanted)
cross join unnest(array[0, 1]::smallint[]) as p (wanted)
cross join unnest(%(from)s::text[], %(until)s::text[]) as prefix (since, until)
cross join lateral (
    select t.company_id, t.place, t.term from companies_searchterm t
    where t.audience = a.wanted and t.place = p.wanted and t.term >= prefix.since and t.term < prefix.until
    order by t.term limit %(limit)s
) found
"""
_LIKE = f"select distinct found.term {_RANGES}"
_SUGGEST = f"""
select found.company_id, min(found.place) as place, min(found.term) as term
{_RANGES}group by found.company_id
order by 2, 3, 1
limit %(limit)s
"""


def find_cards(ids: Iterable[UUID]) -> dict[UUID, CompanyCard]:
    """Return the cards of those companies that the current actor may know.

    A company that a partner named but may not see as it is comes under the partner's own words; one that was merged, as its
    survivor.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    cards = {company.id: card_of(company) for company in Company.objects.filter(id__in=wanted, merged_into=None)}
    cards |= _own_words(wanted - cards.keys())
    return {**cards, **_forwarded(wanted - cards.keys())}


def get_card(actor: Actor, company_id: UUID) -> CompanyCard:
    """Return one card; of a merged company, its survivor's.

    Raises: NotFound, also for a company that the actor neither sees nor named.
    """
    company = Company.visible_to(actor).filter(id=company_id, merged_into=None).first()
    if company is not None:
        return card_of(company)
    if actor.is_partner:
        for card in _own_words({company_id}).values():
            return card
    survivor = find_survivor(company_id)
    if survivor is None:
        raise NotFound
    return get_card(actor, survivor)


def suggest_companies(actor: Actor, text: str, limit: int = 10) -> list[CompanyCard]:
    """Return companies of which a name, a word in a name or a domain begins with `text`, best first.

    The whole name before its beginning, and that before a later word; nothing depends on what others do with the company.
    """
    ids = find_by_prefix(actor, text, min(limit, MOST_SUGGESTIONS))
    cards = find_cards(ids)
    return [cards[company_id] for company_id in ids if company_id in cards]


def find_by_prefix(actor: Actor, text: str, limit: int) -> list[UUID]:
    """Return the ids that a typeahead would suggest, best first."""
    ranges = prefix_ranges(text)
    if not ranges or actor.is_anonymous:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _SUGGEST,
            {
                "audiences": _audiences(actor),
                "from": [since for since, _ in ranges],
                "until": [until for _, until in ranges],
                "limit": limit,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def find_terms_like(actor: Actor, text: str) -> list[str]:
    """Return terms that the actor may search by and that begin like a word of the text, with one error forgiven."""
    ranges = ranges_like(text)
    if not ranges or actor.is_anonymous:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _LIKE,
            {
                "audiences": _audiences(actor),
                "from": [since for since, _ in ranges],
                "until": [until for _, until in ranges],
                "limit": MOST_PER_SPELLING,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def card_of(company: Company) -> CompanyCard:
    """Return the card of a company that the asker sees as it is."""
    return CompanyCard(
        id=company.id,
        name=company.shown_name,
        domain=company.domain,
        country=company.country,
        city=company.city,
        is_listed=company.is_listed,
    )


def _forwarded(ids: Set[UUID]) -> dict[UUID, CompanyCard]:
    """Return the cards of the companies that merged ones lead to, under the merged ones' ids."""
    survivors = {one: at for one, at in find_survivors(ids).items() if at != one} if ids else {}
    cards = find_cards(survivors.values())
    return {one: cards[at] for one, at in survivors.items() if at in cards}


def _audiences(actor: Actor) -> list[UUID]:
    if not actor.is_partner:
        return [DIRECTORY, HOST]
    with connection.cursor() as cursor:
        cursor.execute("select steelyard_visible_partner_ids()")
        return [DIRECTORY, *(row[0] for row in cursor.fetchall())]


def _own_words(ids: Set[UUID]) -> dict[UUID, CompanyCard]:
    if not ids:
        return {}
    named: QuerySet[CompanyName] = CompanyName.objects.filter(company_id__in=ids, kind=NameKind.TYPED)
    return {
        words.company_id: CompanyCard(
            id=words.company_id, name=words.text, domain=words.domain, country=words.country, city=words.city
        )
        for words in named.order_by("created_at")
    }
