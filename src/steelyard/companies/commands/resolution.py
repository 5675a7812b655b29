"""Finding the one company that somebody means, or making it known."""

from datetime import datetime
from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyDraft, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.events import CompanyCreated, CompanyNamed
from steelyard.companies.lookup import lock_numbers
from steelyard.companies.models import PossibleDuplicate
from steelyard.companies.models.indexing import keep_words
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_introduce_company
from steelyard.companies.policies import Prepared
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.matching import find_candidates
from steelyard.companies.queries.resolution import describe_known, describe_new, describe_picked
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import MatchThresholds
from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import events


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
        return describe_picked(actor, company_id, thresholds)
    draft = clean_draft(CompanyDraft(name=name, domain=domain, country=country, city=city))
    prepared = prepare_draft(draft)
    meaning = decide_meaning(find_candidates(prepared, thresholds=thresholds, locks=lock_numbers(prepared)))
    if meaning.same is None:
        return _introduce(actor, draft, prepared, meaning, now)
    _keep_wording(actor, draft, meaning.same, now)
    return describe_known(draft.name, meaning, meaning.same)


def _introduce(actor: Actor, draft: CompanyDraft, prepared: Prepared, meaning: Meaning, now: datetime) -> Resolution:
    new = NewCompany(draft=draft, prepared=prepared, introduced_by=actor.partner_id if actor.is_partner else None)
    insert_companies([new], now)
    PossibleDuplicate.objects.bulk_create(
        PossibleDuplicate(company_id=new.id, other_id=one.card.id, probability=one.probability, noted_at=now)
        for one in meaning.maybe
    )
    _announce(new.id, draft, actor, now)
    return describe_new(new.id, draft.name, meaning)


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
