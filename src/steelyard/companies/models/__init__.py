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
from steelyard.companies.models.quality import CompanyAssessment, CompanyScore

__all__ = [
    "DIRECTORY",
    "HOST",
    "Company",
    "CompanyAssessment",
    "CompanyDomain",
    "CompanyIdentifier",
    "CompanyMerge",
    "CompanyName",
    "CompanyScore",
    "MatchKey",
    "NameKind",
    "PossibleDuplicate",
    "SearchTerm",
]
