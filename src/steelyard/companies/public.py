"""The door of companies: which company is meant, what it is called, and what is like it."""

from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft, Resolution
from steelyard.companies.commands.loading import load_companies, resolve_companies
from steelyard.companies.commands.resolution import resolve_company
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.followers import register_follower
from steelyard.companies.forwards import writes_to_survivor
from steelyard.companies.queries import matching
from steelyard.companies.queries.cards import find_by_prefix, find_cards, find_terms_like, get_card, suggest_companies
from steelyard.companies.queries.resolution import foresee_resolution
from steelyard.companies.terms import Evidence, MatchThresholds, Verdict
from steelyard.companies.wording import say_evidence

__all__ = [
    "Candidate",
    "CompanyCard",
    "CompanyDraft",
    "Evidence",
    "MatchThresholds",
    "Resolution",
    "Verdict",
    "clean_draft",
    "find_by_prefix",
    "find_cards",
    "find_family",
    "find_matches",
    "find_terms_like",
    "foresee_resolution",
    "get_card",
    "load_companies",
    "register_follower",
    "resolve_companies",
    "resolve_company",
    "say_evidence",
    "suggest_companies",
    "writes_to_survivor",
]


def find_matches(*, name: str, domain: str = "", country: str = "", limit: int = 10) -> list[Candidate]:
    """Return known companies that these words may mean, most probable first. Facts for policies, never for a partner.

    Raises: CompanyNameUnusable, InvalidInput.
    """
    draft = clean_draft(CompanyDraft(name=name, domain=domain, country=country))
    return matching.find_candidates(prepare_draft(draft))[:limit]


def find_family(company_id: UUID) -> frozenset[UUID]:
    """Return the other companies under the same owner: parents, subsidiaries, sisters. Facts for policies."""
    return frozenset(matching.find_family([company_id]) - {company_id})
