"""Which company somebody's words mean, and what that brings with it: family, and questions that only a person can settle."""

from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyDraft, KnownCompany, Resolution
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS
from steelyard.companies.queries.cards import get_card
from steelyard.companies.queries.matching import find_candidates, find_family, find_known, find_questions
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import MatchResult, MatchThresholds, Verdict
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotFound

CERTAIN = MatchResult(Verdict.SAME, 1.0, 0.0, ())
"""What a pick says, in place of a comparison."""


def foresee_resolution(
    *,
    actor: Actor,
    name: str,
    domain: str = "",
    country: str = "",
    city: str = "",
    company_id: UUID | None = None,
    thresholds: MatchThresholds = DEFAULT_THRESHOLDS,
) -> Resolution:
    """Return what `resolve_company` would answer now, without making anything known or holding anybody up.

    A company that nobody knows has an id that nothing is claimed at. Raises: NotFound, CompanyNameUnusable, InvalidInput.
    """
    if company_id is not None:
        return describe_picked(actor, company_id, thresholds)
    draft = clean_draft(CompanyDraft(name=name, domain=domain, country=country, city=city))
    meaning = decide_meaning(find_candidates(prepare_draft(draft), thresholds=thresholds))
    if meaning.same is None:
        return describe_new(new_id(), draft.name, meaning)
    return describe_known(draft.name, meaning, meaning.same)


def describe_picked(actor: Actor, company_id: UUID, thresholds: MatchThresholds) -> Resolution:
    """Return what it means that the actor picked this company.

    Raises: NotFound for one that the actor neither sees nor named.
    """
    card = get_card(actor, company_id)
    company = find_known(card.id)
    if company is None:
        raise NotFound
    close = find_candidates(company.prepared, thresholds=thresholds, excluding=card.id)
    picked = Candidate(company=company, result=CERTAIN)
    return describe_known(card.name, decide_meaning([picked, *close]), picked)


def describe_known(words: str, meaning: Meaning, same: Candidate) -> Resolution:
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


def describe_new(company_id: UUID, words: str, meaning: Meaning) -> Resolution:
    """Return what it means to be a company that was not known: whose family it may be of, and whom it may be the same as."""
    closest = meaning.closest
    return Resolution(
        company_id=company_id,
        name=words,
        verdict=meaning.verdict,
        probability=closest.probability if closest else 0.0,
        evidence=closest.evidence if closest else (),
        related_ids=tuple(sorted(_family(meaning))),
        maybe_ids=tuple(sorted(one.card.id for one in meaning.maybe)),
        is_new=True,
    )


def _family(meaning: Meaning, *companies: KnownCompany) -> set[UUID]:
    """Return what is related by match or by ownership; the owners are asked for only where there are any."""
    close = [*(one.company for one in meaning.related), *companies]
    related = {company.card.id for company in close}
    with_owner = [company.card.id for company in close if company.has_family]
    return related | find_family(with_owner) if with_owner else related
