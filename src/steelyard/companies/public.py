"""The door of companies: which company is meant, what it is called, and what is like it."""

from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft, Resolution
from steelyard.companies.commands.loading import load_companies, resolve_companies
from steelyard.companies.commands.quality import assess_companies
from steelyard.companies.commands.resolution import resolve_company
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.followers import register_follower
from steelyard.companies.forwards import writes_to_survivor
from steelyard.companies.lookup import hashed_keys
from steelyard.companies.policies import company_domain, compare, registrable_domain
from steelyard.companies.queries import matching
from steelyard.companies.queries.cards import find_by_prefix, find_cards, find_terms_like, get_card, suggest_companies
from steelyard.companies.queries.duplicates import count_open_duplicates
from steelyard.companies.queries.resolution import foresee_resolution
from steelyard.companies.terms import Evidence, MatchResult, MatchThresholds, Verdict
from steelyard.companies.wording import say_evidence

__all__ = [
    "Candidate",
    "CompanyCard",
    "CompanyDraft",
    "Evidence",
    "MatchResult",
    "MatchThresholds",
    "Resolution",
    "Verdict",
    "assess_companies",
    "clean_draft",
    "company_domain",
    "compare_drafts",
    "compute_keys",
    "count_open_duplicates",
    "find_by_prefix",
    "find_cards",
    "find_family",
    "find_matches",
    "find_terms_like",
    "foresee_resolution",
    "get_card",
    "load_companies",
    "register_follower",
    "registrable_domain",
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


def compute_keys(draft: CompanyDraft) -> list[int]:
    """Return the numbers by which a clean draft is found among others that are no companies yet: those alike share some."""
    return hashed_keys(prepare_draft(draft))


def compare_drafts(first: CompanyDraft, second: CompanyDraft) -> MatchResult:
    """Return whether two clean drafts are the same company, with the evidence."""
    return compare(prepare_draft(first), prepare_draft(second))
