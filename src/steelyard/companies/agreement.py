"""How far the companies that are known agree with a file in which a column says which rows are one company."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.drafts import clean_draft
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_merge_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, Refusal

REQUIRED_COLUMNS = ("name", "domain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A row of the file: the company that was made of it, and what its label says it is."""

    company_id: UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Counted in pairs of labelled rows: how many are one company by label, how many by record, how many by both."""

    rows: int
    true_pairs: int
    found_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.found_pairs if self.found_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0


def find_labelled(actor: Actor, rows: Iterable[Mapping[str, str]], column: str) -> list[Labelled]:
    """Return the rows that have a label and of which a company was made.

    The file gives no ids, so the first row of a name and a domain is the oldest company of that name and domain, the second row the
    next one: all of them read the same. Raises: NotAllowed.
    """
    if not can_merge_companies(actor):
        raise NotAllowed
    known: dict[tuple[str, str], deque[UUID]] = defaultdict(deque)
    for id_, name, domain in Company.objects.order_by("number").values_list("id", "name", "domain"):
        known[name, domain].append(id_)
    found = []
    for row in rows:
        key = _described(row)
        if key and known[key]:
            company_id = known[key].popleft()
            if label := row[column].strip():
                found.append(Labelled(company_id=company_id, label=label))
    return found


def compute_agreement(rows: Sequence[Labelled], survivor_of: Callable[[UUID], UUID]) -> Agreement:
    """Return how far two rows lead to one company where they have one label."""
    judged = [(survivor_of(row.company_id), row.label) for row in rows]
    return Agreement(
        rows=len(judged),
        true_pairs=_count_pairs(label for _, label in judged),
        found_pairs=_count_pairs(company for company, _ in judged),
        right_pairs=_count_pairs(judged),
    )


def _described(row: Mapping[str, str]) -> tuple[str, str] | None:
    try:
        draft = clean_draft(CompanyDraft(name=row["name"], domain=row["domain"]))
    except Refusal:
        return None
    return draft.name, draft.domain


def _count_pairs(values: Iterable[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(values).values())
