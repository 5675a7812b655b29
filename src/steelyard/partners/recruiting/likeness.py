"""Who a prospect may be: companies that are known, partners, other prospects, names on lists of sanctions."""

from collections.abc import Callable, Iterator
from uuid import UUID

from steelyard.companies.public import (
    Candidate,
    CompanyDraft,
    MatchResult,
    Verdict,
    clean_draft,
    compare_drafts,
    compute_keys,
    find_matches,
)
from steelyard.partners.models import Partner, Prospect, SanctionedName
from steelyard.partners.queries import find_ids_by_company
from steelyard.partners.recruiting.terms import Likeness, NameFound

_LIKENESS = {Verdict.SAME: Likeness.SAME, Verdict.MAYBE: Likeness.MAYBE}
_MOST_COMPARED = 200

SanctionCheck = Callable[[CompanyDraft], Iterator[NameFound]]
"""Names a company that lists of sanctions may mean; called as the system, within the transaction of the screening."""

_checks: dict[str, SanctionCheck] = {}


def register_sanction_check(key: str, check: SanctionCheck) -> None:
    """Let a further source be asked about sanctions at each screening. Raises: ValueError when the key is taken."""
    if _checks.setdefault(key, check) is not check:
        raise ValueError(f"two checks of sanctions are called {key}")


def find_listed(draft: CompanyDraft) -> tuple[NameFound, ...]:
    """Return the names on lists of sanctions that a clean draft may be, from every source, in a stable order."""
    found = (one for check in _checks.values() for one in check(draft))
    return tuple(sorted(found, key=lambda one: (one.likeness is not Likeness.SAME, one.source, one.name)))


def check_lists(draft: CompanyDraft) -> Iterator[NameFound]:
    """Yield the names of the lists that were loaded that a clean draft may be."""
    rows = SanctionedName.objects.filter(match_keys__overlap=compute_keys(draft)).order_by("id")[:_MOST_COMPARED]
    for row in rows:
        listed = clean_draft(CompanyDraft(name=row.name, country=row.country, aliases=tuple(row.aliases)))
        if (found := _found(row.name, row.list_name, compare_drafts(draft, listed))) is not None:
            yield found


def find_companies(draft: CompanyDraft) -> list[Candidate]:
    """Return the known companies that a clean draft is, or may be, the most probable first."""
    return [
        one
        for one in find_matches(name=draft.name, domain=draft.domain, country=draft.country)
        if one.verdict in _LIKENESS
    ]


def find_partners(candidates: list[Candidate]) -> Iterator[NameFound]:
    """Yield those of the companies that are partners."""
    by_company = find_ids_by_company([one.card.id for one in candidates])
    names = dict(Partner.objects.filter(id__in=by_company.values()).values_list("id", "name"))
    for one in candidates:
        partner_id = by_company.get(one.card.id)
        if partner_id is not None and (found := _found(names[partner_id], "partners", one.result)) is not None:
            yield found


def find_known(candidates: list[Candidate]) -> Iterator[NameFound]:
    """Yield the companies as names that were found."""
    for one in candidates:
        if (found := _found(one.card.name, "companies", one.result)) is not None:
            yield found


def find_prospects(
    draft: CompanyDraft, *, email: str, besides: UUID | None = None
) -> Iterator[tuple[Prospect, NameFound]]:
    """Yield other prospects that a clean draft is, or may be: by name, domain and place, or by the very same mail address."""
    others = Prospect.objects.order_by("-added_at")
    if besides is not None:
        others = others.exclude(id=besides)
    for row in others.filter(match_keys__overlap=compute_keys(draft))[:_MOST_COMPARED]:
        other = CompanyDraft(name=row.name, domain=row.domain, country=row.country)
        if (found := _found(row.name, "prospects", compare_drafts(draft, other))) is not None:
            yield row, found
    if email:
        for row in others.filter(contact_email=email)[:1]:
            yield row, NameFound(name=row.name, source="prospects", likeness=Likeness.SAME)


def _found(name: str, source: str, result: MatchResult) -> NameFound | None:
    likeness = _LIKENESS.get(result.verdict)
    if likeness is None:
        return None
    why = tuple((one.code, dict(one.params)) for one in result.evidence if one.weight > 0)
    return NameFound(name=name, source=source, likeness=likeness, why=why)


register_sanction_check("lists", check_lists)
