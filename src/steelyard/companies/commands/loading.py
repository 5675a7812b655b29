"""Bringing many companies in at once: imports and generated worlds."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.lookup import hashed_keys
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
) -> list[Resolution]:
    """Return for each draft the company it means, known before or introduced by an earlier draft of the same call.

    What `resolve_company` does one at a time, with one look-up and one insertion for each batch; without locks, because an
    import runs alone. Raises: NotAllowed, CompanyNameUnusable, InvalidInput.
    """
    if not can_change_companies(actor):
        raise NotAllowed
    resolutions: list[Resolution] = []
    for start in range(0, len(drafts), BATCH):
        cleaned = [clean_draft(draft) for draft in drafts[start : start + BATCH]]
        resolutions += _Batch(cleaned, thresholds).resolve(now)
    return resolutions


class _Batch:
    """Drafts that are resolved together, and the companies that the first of them make known to the later ones."""

    def __init__(self, drafts: Sequence[CompanyDraft], thresholds: MatchThresholds) -> None:
        self.drafts = drafts
        self.thresholds = thresholds
        self.prepared = [prepare_draft(draft) for draft in drafts]
        self.stored = find_candidates_of_many(self.prepared, thresholds=thresholds)
        self.new: list[NewCompany] = []
        self.doubts: list[PossibleDuplicate] = []
        self.by_key: dict[int, list[KnownCompany]] = {}

    def resolve(self, now: datetime) -> list[Resolution]:
        """Return the resolutions in order, after inserting what is new."""
        resolutions = [self._resolve(number, now) for number in range(len(self.drafts))]
        insert_companies(self.new, now)
        PossibleDuplicate.objects.bulk_create(self.doubts)
        return resolutions

    def _resolve(self, number: int, now: datetime) -> Resolution:
        draft, prepared = self.drafts[number], self.prepared[number]
        keys = hashed_keys(prepared)
        meaning = decide_meaning([*self.stored[number], *self._find_earlier(prepared, keys)])
        same, closest = meaning.same, meaning.closest
        company_id = same.card.id if same else self._introduce(draft, prepared, keys, meaning, now)
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

    def _find_earlier(self, prepared: Prepared, keys: list[int]) -> list[Candidate]:
        close = [company for key in keys if key in self.by_key for company in self.by_key[key][:MOST_PER_KEY]]
        if not close:
            return []
        shared = Counter(company.card.id for company in close)
        known = {company.card.id: company for company in close}
        return [
            Candidate(company=known[company_id], result=compare(prepared, known[company_id].prepared, self.thresholds))
            for company_id, _ in shared.most_common(MOST_CANDIDATES)
        ]

    def _introduce(
        self, draft: CompanyDraft, prepared: Prepared, keys: list[int], meaning: Meaning, now: datetime
    ) -> UUID:
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
        known = KnownCompany(card=card, number=0, prepared=prepared)
        for key in keys:
            self.by_key.setdefault(key, []).append(known)
        return new.id
