"""Finding the one company that somebody means, or making it known."""

from datetime import datetime
from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.events import CompanyCreated, CompanyNamed
from steelyard.companies.lookup import lock_numbers
from steelyard.companies.models import PossibleDuplicate
from steelyard.companies.models.indexing import keep_words
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_introduce_company
from steelyard.companies.policies import Prepared
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.cards import get_card
from steelyard.companies.queries.matching import find_candidates, find_family, find_known, find_questions
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import MatchResult, MatchThresholds, Verdict
from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform import events

CERTAIN = MatchResult(Verdict.SAME, 1.0, 0.0, ())
"""What a pick says, in place of a comparison."""


def resolve_company(
    *,
    actor: Actor,
    name: str,
    domain: str = "",
    country: str = "",
    city: str = "",
    company_id: UUID | None = None,
    now: datetime,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
) -> Resolution:
    """Return the one company that these words mean; a company nobody has named before becomes known by them.

    `company_id` is a company that the actor picked: then only what it is related to is looked up. Everything known is looked
    at, whatever the actor may see; what comes back is for policies. A partner's words stay its own. It is a part of its caller's
    transaction, without a savepoint: it refuses before it writes anything.

    Raises: NotAllowed, NotFound for a picked company that the actor neither sees nor named, CompanyNameUnusable, InvalidInput.
    """
    if not can_introduce_company(actor):
        raise NotAllowed
    if company_id is not None:
        return _resolve_picked(actor, company_id, thresholds)
    draft = clean_draft(CompanyDraft(name=name, domain=domain, country=country, city=city))
    prepared = prepare_draft(draft)
    meaning = decide_meaning(find_candidates(prepared, thresholds=thresholds, locks=lock_numbers(prepared)))
    if meaning.same is None:
        return _introduce(actor, draft, prepared, meaning, now)
    _keep_wording(actor, draft, meaning.same, now)
    return _resolution(draft.name, meaning, meaning.same)


def _resolve_picked(actor: Actor, company_id: UUID, thresholds: MatchThresholds) -> Resolution:
    card = get_card(actor, company_id)
    company = find_known(company_id)
    if company is None:
        raise NotFound
    close = find_candidates(company.prepared, thresholds=thresholds, excluding=company_id)
    picked = Candidate(company=company, result=CERTAIN)
    return _resolution(card.name, decide_meaning([picked, *close]), picked)


def _resolution(words: str, meaning: Meaning, same: Candidate) -> Resolution:
    """Return what it means to be this known company: its family, and the open questions about it.

    What only looks like it is no question any more: it was there when the company became known, and then was one.
    """
    company = same.company
    doubts, ruled_out = find_questions(company.card.id) if company.has_questions else (set(), set())
    twins = {one.card.id for one in meaning.maybe if one.verdict is Verdict.SAME}
    return Resolution(
        company_id=company.card.id,
        name=words,
        verdict=Verdict.SAME,
        probability=same.probability,
        evidence=same.evidence,
        related_ids=tuple(sorted(_family(meaning, company) - {company.card.id} - ruled_out)),
        maybe_ids=tuple(sorted((doubts | twins) - ruled_out)),
    )


def _family(meaning: Meaning, *companies: KnownCompany) -> set[UUID]:
    """Return what is related by match or by ownership; the owners are asked for only where there are any."""
    close = [*(one.company for one in meaning.related), *companies]
    related = {company.card.id for company in close}
    with_owner = [company.card.id for company in close if company.has_family]
    return related | find_family(with_owner) if with_owner else related


def _introduce(actor: Actor, draft: CompanyDraft, prepared: Prepared, meaning: Meaning, now: datetime) -> Resolution:
    new = NewCompany(draft=draft, prepared=prepared, introduced_by=actor.partner_id if actor.is_partner else None)
    insert_companies([new], now)
    PossibleDuplicate.objects.bulk_create(
        PossibleDuplicate(company_id=new.id, other_id=one.card.id, probability=one.probability, noted_at=now)
        for one in meaning.maybe
    )
    _announce(new.id, draft, actor, now)
    closest = meaning.closest
    return Resolution(
        company_id=new.id,
        name=draft.name,
        verdict=meaning.verdict,
        probability=closest.probability if closest else 0.0,
        evidence=closest.evidence if closest else (),
        related_ids=tuple(sorted(_family(meaning))),
        maybe_ids=tuple(sorted(one.card.id for one in meaning.maybe)),
        is_new=True,
    )


def _keep_wording(actor: Actor, draft: CompanyDraft, same: Candidate, now: datetime) -> None:
    """Keep a partner's words for a company that is known already: it will find the company, and be shown it, by them."""
    if not actor.is_partner or actor.partner_id is None or draft.name in same.company.own_words:
        return
    keep_words(same.company, draft, partner_id=actor.partner_id, now=now)
    _announce(same.card.id, draft, actor, now)


def _announce(company_id: UUID, draft: CompanyDraft, actor: Actor, now: datetime) -> None:
    """Record the event that is the same for a company known before and one that is new, which a partner must not tell apart."""
    happened: Event
    if actor.is_partner:
        happened = CompanyNamed(subject_id=company_id, subject_label=draft.name, partner_id=actor.partner_id)
    else:
        happened = CompanyCreated(
            subject_id=company_id, subject_label=draft.name, domain=draft.domain, country=draft.country
        )
    events.record(happened, actor=actor, now=now)
