"""Bringing many companies in at once: imports and generated worlds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from heapq import nlargest
from itertools import islice
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.events import CompanyCreated
from steelyard.companies.learning import learn
from steelyard.companies.lookup import lock_numbers, weighed_keys
from steelyard.companies.models import PossibleDuplicate
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_change_companies, can_introduce_company
from steelyard.companies.policies import Prepared, compare
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.matching import MOST_CANDIDATES, MOST_PER_KEY, find_candidates_of_many, find_known
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import MatchThresholds, Verdict
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform import events

BATCH = 1000
ONE_AT_A_TIME = 0
"""The lock that loads of many companies take before those of their names: two of them never wait for each other crosswise."""


class Newcomer(Enum):
    """What a person may say a description is, in place of a known company."""

    NEW = "new"


Pick = UUID | Newcomer
"""Which company a description means, where a person has said so: a known one, or one of its own."""


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
    is_rehearsal: bool = False,
    picks: Mapping[int, Pick] = MappingProxyType({}),
) -> list[Resolution]:
    """Return for each clean draft the company it means, known before or introduced by an earlier draft of the same call.

    What `resolve_company` does one at a time, with one look-up and one insertion for each batch, and one event for each company
    that is new. Who names one of these companies at the same time waits. A rehearsal, which will be taken back, holds up nobody and
    leaves out what no later draft is recognized by: events, what a reader types, questions for a person.
    Where the caller is going to complete what is known (`complete_companies`), later drafts recognize a company by what earlier
    ones add to it. `picks` are a person's answers, by the draft's place. It is for the host: what a partner says of a company stays
    its own words. Raises: NotAllowed, NotFound.
    """
    if actor.is_partner or not can_introduce_company(actor):
        raise NotAllowed
    resolutions: list[Resolution] = []
    for start in range(0, len(drafts), BATCH):
        said = {place - start: pick for place, pick in picks.items() if start <= place < start + BATCH}
        batch = _Batch(
            drafts[start : start + BATCH], thresholds, said, is_to_complete=is_to_complete, is_rehearsal=is_rehearsal
        )
        resolutions += batch.resolve(now)
        if not is_rehearsal:
            announce_created(batch.new, actor, now)
    return resolutions


def announce_created(new: Sequence[NewCompany], actor: Actor, now: datetime) -> None:
    """Record that each of the companies was created."""
    if new:
        happened = (
            CompanyCreated(
                subject_id=one.id, subject_label=one.draft.name, domain=one.draft.domain, country=one.draft.country
            )
            for one in new
        )
        events.record(*happened, actor=actor, now=now)


class _Batch:
    """Drafts that are resolved together, and what the first of them make known to the later ones."""

    def __init__(
        self,
        drafts: Sequence[CompanyDraft],
        thresholds: MatchThresholds,
        picks: Mapping[int, Pick],
        *,
        is_to_complete: bool,
        is_rehearsal: bool,
    ) -> None:
        self.drafts = drafts
        self.thresholds = thresholds
        self.picks = picks
        self.is_to_complete = is_to_complete
        self.is_rehearsal = is_rehearsal
        self.prepared = [prepare_draft(draft) for draft in drafts]
        names = {lock for prepared in self.prepared for lock in lock_numbers(prepared)} if not is_rehearsal else ()
        locks = (ONE_AT_A_TIME, *sorted(names)) if names else ()
        self.stored = find_candidates_of_many(self.prepared, thresholds=thresholds, locks=locks)
        self.new: list[NewCompany] = []
        self.doubts: list[PossibleDuplicate] = []
        self.known: dict[UUID, KnownCompany] = {}
        self.by_key: dict[int, dict[UUID, None]] = {}

    def resolve(self, now: datetime) -> list[Resolution]:
        """Return the resolutions in order, after inserting what is new."""
        resolutions = [self._resolve(number, now) for number in range(len(self.drafts))]
        insert_companies(self.new, now, is_rehearsal=self.is_rehearsal)
        if not self.is_rehearsal:
            PossibleDuplicate.objects.bulk_create(self.doubts)
        return resolutions

    def _resolve(self, number: int, now: datetime) -> Resolution:
        draft, prepared = self.drafts[number], self.prepared[number]
        stored = [one for one in self.stored[number] if one.card.id not in self.known]
        candidates = [*stored, *self._find_earlier(prepared, self.stored[number])]
        meaning = decide_meaning(candidates)
        pick = self.picks.get(number)
        if isinstance(pick, UUID):
            return self._take(pick, draft, prepared)
        if pick is Newcomer.NEW:
            # Whoever says so has seen the others: none of them is a question any more.
            meaning = replace(meaning, same=None, maybe=(), verdict=Verdict.NO, closest=None)
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
            close=tuple(one for one in (same, *meaning.maybe) if one is not None),
        )

    def _take(self, company_id: UUID, draft: CompanyDraft, prepared: Prepared) -> Resolution:
        """Return that the draft means the company that a person picked."""
        known = self.known.get(company_id) or find_known(company_id)
        if known is None:
            raise NotFound
        if self.is_to_complete and (learned := learn(known, draft, prepared)) is not known:
            self._remember(learned)
        return Resolution(company_id=company_id, name=draft.name, verdict=Verdict.SAME, probability=1.0)

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
