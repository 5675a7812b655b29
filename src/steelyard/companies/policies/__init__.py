"""Company identity as pure functions: normalise, find candidates by keys, compare, explain."""

from steelyard.companies.policies.domains import company_domain, registrable_domain
from steelyard.companies.policies.normalization import normalize_name, read_name
from steelyard.companies.policies.scoring import Prepared, compare, explain, prepare

__all__ = [
    "Prepared",
    "company_domain",
    "compare",
    "explain",
    "normalize_name",
    "prepare",
    "read_name",
    "registrable_domain",
]
