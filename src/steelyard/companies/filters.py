"""What the address of the list of companies asks for. What makes no sense does not restrict, so that an old link still opens."""

from django.http import QueryDict

from steelyard.companies.queries.records import CompanyFilter


def filter_from(params: QueryDict) -> CompanyFilter:
    """Return the filter that the parameters of an address say."""
    return CompanyFilter(
        text=params.get("q", "").replace("\0", "").strip()[:200],
        country=params.get("country", "").replace("\0", "").upper()[:2],
        is_listed={"yes": True, "no": False}.get(params.get("listed", "")),
        has_doubts=params.get("doubts") == "1",
    )
