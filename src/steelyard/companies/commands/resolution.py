"""Finding the one company that somebody means, or making it known."""

from datetime import datetime
from uuid import UUID

from steelyard.companies.cards import CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.events import CompanyCreated, CompanyNamed
from steelyard.companies.lookup import lock_numbers
from steelyard.companies.models import CompanyName, PossibleDuplicate
from steelyard.companies.models.indexing import keep_words
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_introduce_company
from steelyard.companies.policies import Prepared
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.matching import find_candidates, find_known
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
    on_behalf_of: UUID | None = None,
    now: datetime,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
) -> Resolution:
    """Return the one company that these words mean; a company nobody has named before becomes known by them.

    `company_id` is a company that the actor picked: then only what it is related to is looked up. Everything known is looked
    at, whatever the actor may see; what comes back is for policies. A partner's words stay its own; what the host says
    `on_behalf_of` a partner is kept as that partner's words, by which it knows the company from then on. It is a part of its
    caller's transaction, without a savepoint: it refuses before it writes anything.

    Raises: NotAllowed, NotFound for a picked company that the actor neither sees nor named, CompanyNameUnusable, InvalidInput.
    """
    if not can_introduce_company(actor):
        raise NotAllowed
    speaker = actor.partner_id if actor.is_partner else on_behalf_of
    if company_id is not None:
        picked = describe_picked(actor, company_id, thresholds)
        if on_behalf_of is not None and speaker == on_behalf_of:
            _hand_over(actor, picked.company_id, name or picked.name, on_behalf_of, now)
        return picked
    draft = clean_draft(CompanyDraft(name=name, domain=domain, country=country, city=city))
    prepared = prepare_draft(draft)
    meaning = decide_meaning(find_candidates(prepared, thresholds=thresholds, locks=lock_numbers(prepared)))
    if meaning.same is None:
        return _introduce(actor, speaker, draft, prepared, meaning, now)
    if speaker is not None:
        _keep_wording(actor, speaker, draft, meaning.same.company, now)
    return describe_known(draft.name, meaning, meaning.same)


def _introduce(
    actor: Actor, speaker: UUID | None, draft: CompanyDraft, prepared: Prepared, meaning: Meaning, now: datetime
) -> Resolution:
    new = NewCompany(draft=draft, prepared=prepared, introduced_by=speaker)
    insert_companies([new], now)
    PossibleDuplicate.objects.bulk_create(
        PossibleDuplicate(company_id=new.id, other_id=one.card.id, probability=one.probability, noted_at=now)
        for one in meaning.maybe
    )
    _announce(new.id, draft, actor, speaker, now)
    return describe_new(new.id, draft.name, meaning)


def _hand_over(actor: Actor, company_id: UUID, name: str, partner_id: UUID, now: datetime) -> None:
    """Let a partner know a company that the host picked for it; one in the shared directory it knows already."""
    company = find_known(company_id)
    if company is not None and not company.card.is_listed:
        _keep_wording(actor, partner_id, clean_draft(CompanyDraft(name=name)), company, now)


def _keep_wording(actor: Actor, speaker: UUID, draft: CompanyDraft, company: KnownCompany, now: datetime) -> None:
    """Keep a partner's words for a company that is known already: it will find the company, and be shown it, by them."""
    if _has_said(actor, speaker, draft.name, company):
        return
    keep_words(company, draft, partner_id=speaker, now=now)
    _announce(company.card.id, draft, actor, speaker, now)


def _has_said(actor: Actor, speaker: UUID, name: str, company: KnownCompany) -> bool:
    if actor.is_partner:
        return name in company.own_words
    return CompanyName.objects.filter(company_id=company.card.id, partner_id=speaker, text=name).exists()


def _announce(company_id: UUID, draft: CompanyDraft, actor: Actor, speaker: UUID | None, now: datetime) -> None:
    """Record the event that is the same for a company known before and one that is new, which a partner must not tell apart."""
    happened: Event
    if speaker is not None:
        happened = CompanyNamed(subject_id=company_id, subject_label=draft.name, partner_id=speaker)
    else:
        happened = CompanyCreated(
            subject_id=company_id, subject_label=draft.name, domain=draft.domain, country=draft.country
        )
    events.record(happened, actor=actor, now=now)
