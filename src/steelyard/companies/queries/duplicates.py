"""Pairs of companies that may be one, as questions to a person: all of them, with what speaks for and against."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from steelyard.companies.cards import CompanyCard
from steelyard.companies.models import Company, PossibleDuplicate
from steelyard.companies.permissions import can_browse_companies, can_merge_companies
from steelyard.companies.policies import compare
from steelyard.companies.queries.cards import card_of
from steelyard.companies.queries.matching import find_all_known
from steelyard.companies.terms import Evidence
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.arrays import among
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCard:
    """Two companies that may be one, the older record first; the evidence is the matcher's, whoever asked the question."""

    company: CompanyCard
    other: CompanyCard
    probability: float
    evidence: tuple[Evidence, ...]


def list_duplicates(actor: Actor, page: PageRequest) -> Page[DuplicateCard]:
    """Return a page of the open questions whether two companies are one, most probable first. Raises: NotAllowed."""
    if not can_browse_companies(actor):
        raise NotAllowed
    rows = PossibleDuplicate.objects.filter(
        settled_at=None, company__merged_into=None, other__merged_into=None
    ).select_related("company", "other")
    stretch = take(rows, page, ("-probability", "company_id", "other_id"))
    known = find_all_known({one for row in stretch.rows for one in (row.company_id, row.other_id)})
    cards = [
        DuplicateCard(
            company=card_of(older),
            other=card_of(newer),
            probability=row.probability,
            evidence=compare(known[older.id].prepared, known[newer.id].prepared).evidence,
        )
        for row in stretch.rows
        for older, newer in [sorted((row.company, row.other), key=lambda one: one.number)]
    ]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_open_duplicates(company_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return, for those of the companies that may be there twice, how many open questions there are; call as the system."""
    questions = PossibleDuplicate.objects.filter(settled_at=None)
    # Each side by its own index: joined with the companies, or asked with "or", the planner reads them all.
    found = (questions.filter(among(side, company_ids)) for side in ("company", "other"))
    pairs = {pair for rows in found for pair in rows.values_list("company_id", "other_id")}
    merged = Company.objects.filter(among("id", {one for pair in pairs for one in pair}), merged_into__isnull=False)
    gone = set(merged.values_list("id", flat=True)) if pairs else set()
    asked = Counter(one for pair in pairs if gone.isdisjoint(pair) for one in pair)
    return {one: asked[one] for one in company_ids if one in asked}


def list_sure_duplicates(actor: Actor, above: float) -> list[tuple[UUID, UUID]]:
    """Return the open pairs with at least that probability, most probable first, the older record first. Raises: NotAllowed."""
    if not can_merge_companies(actor):
        raise NotAllowed
    rows = PossibleDuplicate.objects.filter(
        settled_at=None, probability__gte=above, company__merged_into=None, other__merged_into=None
    ).order_by("-probability", "company_id", "other_id")
    pairs = rows.values_list("company_id", "company__number", "other_id", "other__number")
    return [(a, b) if first < second else (b, a) for a, first, b, second in pairs]


def list_ruled_out(actor: Actor) -> list[tuple[UUID, UUID]]:
    """Return the pairs of which a person said that they are two companies. Raises: NotAllowed."""
    if not can_merge_companies(actor):
        raise NotAllowed
    return list(PossibleDuplicate.objects.exclude(settled_at=None).values_list("company_id", "other_id"))
