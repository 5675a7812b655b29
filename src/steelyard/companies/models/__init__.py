"""Companies, what they are known by, and the indexes they are found in."""

from steelyard.companies.models.companies import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    CompanyName,
    NameKind,
    PossibleDuplicate,
)
from steelyard.companies.models.index import DIRECTORY, HOST, MatchKey, SearchTerm
from steelyard.companies.models.merging import CompanyMerge

__all__ = [
    "DIRECTORY",
    "HOST",
    "Company",
    "CompanyDomain",
    "CompanyIdentifier",
    "CompanyMerge",
    "CompanyName",
    "MatchKey",
    "NameKind",
    "PossibleDuplicate",
    "SearchTerm",
]
