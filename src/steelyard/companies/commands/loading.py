"""Bringing many companies in at once: imports and generated worlds."""

from collections.abc import Sequence
from datetime import datetime
from heapq import nlargest
from itertools import islice
from uuid import UUID

from django.db import transaction

from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.learning import learn
from steelyard.companies.lookup import weighed_keys
from steelyard.companies.models import PossibleDuplicate
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_change_companies
from steelyard.companies.policies import Prepared, compare
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.matching import MOST_CANDIDATES, MOST_PER_KEY, find_candidates_of_many
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import MatchThresholds
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed

BATCH = 1000


@transaction.atomic
def load_companies(*, drafts: Sequence[CompanyDraft], actor: Actor, now: datetime) -> list[UUID]:
    """Make every draft a company of its own, without asking whether it is known, and return their ids in order.

    Shape: thousands a second, whatever the number known. No event a company: the load is announced by who imports.
    Raises: NotAllowed, CompanyNameUnusable, InvalidInput.
    """
    if not can_change_companies(actor):
        raise NotAllowed
    ids: list[UUID] = []
    for start in range(0, len(drafts), BATCH):
        cleaned = [clean_draft(draft) for draft in drafts[start : start + BATCH]]
        new = [NewCompany(draft=draft, prepared=prepare_draft(draft)) for draft in cleaned]
        insert_companies(new, now)
        ids.extend(one.id for one in new)
    return ids


@transaction.atomic
def resolve_companies(
    *,
    drafts: Sequence[CompanyDraft],
    actor: Actor,
    now: datetime,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
    is_to_complete: bool = False,
) -> list[Resolution]:
    """Return for each draft the company it means, known before or introduced by an earlier draft of the same call.

    What `resolve_company` does one at a time, with one look-up and one insertion for each batch; without locks, because an
    import runs alone. Where the caller is going to complete what is known (`complete_companies`), later drafts recognize a
    company by what earlier ones add to it. Raises: NotAllowed, CompanyNameUnusable, InvalidInput.
    """
    if not can_change_companies(actor):
        raise NotAllowed
    resolutions: list[Resolution] = []
    for start in range(0, len(drafts), BATCH):
        cleaned = [clean_draft(draft) for draft in drafts[start : start + BATCH]]
        batch = _Batch(cleaned, thresholds, is_to_complete=is_to_complete)
        resolutions += batch.resolve(now)
    return resolutions


class _Batch:
    """Drafts that are resolved together, and what the first of them make known to the later ones."""

    def __init__(self, drafts: Sequence[CompanyDraft], thresholds: MatchThresholds, *, is_to_complete: bool) -> None:
        self.drafts = drafts
        self.thresholds = thresholds
        self.is_to_complete = is_to_complete
        self.prepared = [prepare_draft(draft) for draft in drafts]
        self.stored = find_candidates_of_many(self.prepared, thresholds=thresholds)
        self.new: list[NewCompany] = []
        self.doubts: list[PossibleDuplicate] = []
        self.known: dict[UUID, KnownCompany] = {}
        self.by_key: dict[int, dict[UUID, None]] = {}

    def resolve(self, now: datetime) -> list[Resolution]:
        """Return the resolutions in order, after inserting what is new."""
        resolutions = [self._resolve(number, now) for number in range(len(self.drafts))]
        insert_companies(self.new, now)
        PossibleDuplicate.objects.bulk_create(self.doubts)
        return resolutions

    def _resolve(self, number: int, now: datetime) -> Resolution:
        draft, prepared = self.drafts[number], self.prepared[number]
        stored = [one for one in self.stored[number] if one.card.id not in self.known]
        meaning = decide_meaning([*stored, *self._find_earlier(prepared, self.stored[number])])
        same, closest = meaning.same, meaning.closest
        if same is None:
            company_id = self._introduce(draft, prepared, meaning, now)
        else:
            company_id = same.card.id
            if self.is_to_complete and (learned := learn(same.company, draft, prepared)) is not same.company:
                self._remember(learned)
        return Resolution(
            company_id=company_id,
            name=draft.name,
            verdict=meaning.verdict,
            probability=closest.probability if closest else 0.0,
            evidence=closest.evidence if closest else (),
            related_ids=tuple(one.card.id for one in meaning.related),
            maybe_ids=tuple(one.card.id for one in meaning.maybe),
            is_new=same is None,
        )

    def _find_earlier(self, prepared: Prepared, stored: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates of which this batch knows more than the database, chosen as the database chooses its own."""
        shared: dict[UUID, float] = {}
        for key, weight in weighed_keys(prepared).items():
            close = self.by_key.get(key)
            if close:
                share = weight / min(len(close), MOST_PER_KEY)
                for company_id in islice(close, MOST_PER_KEY):
                    shared[company_id] = shared.get(company_id, 0.0) + share
        wanted = dict.fromkeys(one.card.id for one in stored if one.card.id in self.known)
        wanted.update(dict.fromkeys(nlargest(MOST_CANDIDATES, shared, key=shared.__getitem__)))
        return [
            Candidate(company=known, result=compare(prepared, known.prepared, self.thresholds))
            for known in map(self.known.__getitem__, wanted)
        ]

    def _introduce(self, draft: CompanyDraft, prepared: Prepared, meaning: Meaning, now: datetime) -> UUID:
        new = NewCompany(draft=draft, prepared=prepared)
        card = CompanyCard(
            id=new.id,
            name=draft.name,
            domain=draft.domain,
            country=draft.country,
            city=draft.city,
            is_listed=draft.is_listed,
        )
        self.new.append(new)
        self.doubts += [
            PossibleDuplicate(company_id=new.id, other_id=one.card.id, probability=one.probability, noted_at=now)
            for one in meaning.maybe
        ]
        self._remember(KnownCompany(card=card, number=0, prepared=prepared))
        return new.id

    def _remember(self, company: KnownCompany) -> None:
        self.known[company.card.id] = company
        for key in weighed_keys(company.prepared):
            self.by_key.setdefault(key, {})[company.card.id] = None
