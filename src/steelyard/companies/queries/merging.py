"""What a merge would bring together, before anybody does it, and the merges that were done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q

from steelyard.companies.followers import followers
from steelyard.companies.models import Company, CompanyDomain, CompanyIdentifier, CompanyMerge, CompanyName, NameKind
from steelyard.companies.permissions import can_browse_companies, can_merge_companies
from steelyard.companies.queries.cards import find_cards
from steelyard.companies.queries.records import CompanyRecord, get_record
from steelyard.companies.terms import MERGE_FIELDS
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.merging.models import cards_of
from steelyard.platform.merging.refusals import MergeWithItself
from steelyard.platform.merging.terms import FactLine, MergeCard, MergePreview, Pair
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A name, domain or number of the company that goes away; `must_follow` where a partner knows the company by it."""

    key: str
    kind: str
    text: str
    must_follow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyMergePreview(MergePreview[CompanyRecord]):
    """Two companies side by side, and what the one that goes away is known by."""

    belongings: Sequence[Belonging]
    is_partners_word: bool
    """Whether the merged company is known from a partner's words only, which others would read if they were taken over."""


def foresee_merge(actor: Actor, survivor_id: UUID, merged_id: UUID) -> CompanyMergePreview:
    """Return what merging the second company into the first would bring together. Raises: NotAllowed, NotFound, MergeWithItself."""
    if not can_merge_companies(actor):
        raise NotAllowed
    survivor, merged = get_record(actor, survivor_id), get_record(actor, merged_id)
    pair = Pair(survivor=survivor.card.id, merged=merged.card.id)
    if pair.survivor == pair.merged:
        raise MergeWithItself
    foreseen = followers.foresee(pair)
    is_partners_word = merged.introduced_by is not None and not merged.card.is_listed
    return CompanyMergePreview(
        survivor=survivor,
        merged=merged,
        facts=_facts(survivor, merged, is_partners_word=is_partners_word),
        belongings=_belongings(merged),
        hanging=foreseen.hanging,
        collisions=foreseen.collisions,
        is_partners_word=is_partners_word,
        seen=fingerprint(pair),
    )


def fingerprint(pair: Pair) -> str:
    """Return a short text that changes with every fact, name, domain and number of the two."""
    companies = Company.objects.filter(id__in=pair.ids).order_by("id")
    said: list[Any] = list(companies.values_list("id", "merged_into_id", *map(_column, MERGE_FIELDS)))
    said += CompanyName.objects.filter(company__in=pair.ids).order_by("id").values_list("id", "company_id", "text")
    said += (
        CompanyDomain.objects.filter(company__in=pair.ids)
        .order_by("company_id", "domain")
        .values_list("company_id", "domain")
    )
    said += (
        CompanyIdentifier.objects.filter(company__in=pair.ids)
        .order_by("company_id", "scheme", "value")
        .values_list("company_id", "scheme", "value")
    )
    return sha256(repr([tuple(map(str, row)) for row in said]).encode()).hexdigest()[:16]


def get_merge(actor: Actor, merge_id: UUID) -> MergeCard:
    """Return one merge. Raises: NotAllowed, NotFound."""
    if not can_browse_companies(actor):
        raise NotAllowed
    merge = CompanyMerge.objects.filter(id=merge_id).first()
    if merge is None:
        raise NotFound
    return _cards([merge])[0]


def list_merges_of(actor: Actor, company_id: UUID) -> list[MergeCard]:
    """Return the merges that made the company what it is, newest first. Raises: NotAllowed."""
    if not can_browse_companies(actor):
        raise NotAllowed
    return _cards(CompanyMerge.objects.filter(survivor=company_id).order_by("-merged_at")[:50])


def list_merges(actor: Actor, company_id: UUID | None, page: PageRequest) -> Page[MergeCard]:
    """Return a page of all merges, newest first, or of those in which a company had a part. Raises: NotAllowed."""
    if not can_browse_companies(actor):
        raise NotAllowed
    rows = CompanyMerge.objects.all()
    if company_id is not None:
        rows = rows.filter(Q(survivor=company_id) | Q(merged=company_id))
    stretch = take(rows, page, ("-merged_at", "-id"))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _cards(merges: Iterable[CompanyMerge]) -> list[MergeCard]:
    rows = list(merges)
    cards = find_cards({row.survivor_id for row in rows})
    return cards_of(rows, {key: card.name for key, card in cards.items()})


def _facts(survivor: CompanyRecord, merged: CompanyRecord, *, is_partners_word: bool) -> list[FactLine]:
    ours, theirs = _described(survivor), _described(merged)
    gives_away = is_partners_word and survivor.card.is_listed
    return [FactLine.of(field, ours[field], theirs[field], gives_away=gives_away) for field in MERGE_FIELDS]


def _described(record: CompanyRecord) -> Mapping[str, str]:
    return {
        "name": record.legal_name,
        "display_name": record.display_name,
        "domain": record.card.domain,
        "country": record.card.country,
        "city": record.card.city,
        "website": record.website,
        "industry": record.industry,
        "employees": "" if record.employees is None else str(record.employees),
        "parent": record.parent.name if record.parent else "",
        "is_listed": "yes" if record.card.is_listed else "",
    }


def _belongings(record: CompanyRecord) -> list[Belonging]:
    return [
        *(
            Belonging(key=f"name:{name.id}", kind="name", text=name.text, must_follow=name.kind == NameKind.TYPED)
            for name in record.names
        ),
        *(Belonging(key=f"domain:{domain}", kind="domain", text=domain) for domain in record.domains),
        *(
            Belonging(key=f"identifier:{scheme}:{value}", kind="identifier", text=f"{scheme.upper()} {value}")
            for scheme, value in record.identifiers
        ),
    ]


def _column(field: str) -> str:
    return "parent_id" if field == "parent" else field
