"""What the address of a list of contributions asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.content.contributions.terms import ContributionFilter, ContributionKind, ContributionState
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

FEATURED = "featured"


def contribution_filter_from(params: QueryDict) -> ContributionFilter:
    """Return the filter that the parameters of an address say."""
    state, kind = params.get("state", ""), params.get("kind", "")
    try:
        partner_id = parse_public_id("partner", params.get("partner", "")) if params.get("partner") else None
    except NotFound:
        partner_id = None
    return ContributionFilter(
        text=_clean(params.get("q", "")),
        state=state if state in set(ContributionState) else "",
        kind=kind if kind in set(ContributionKind) else "",
        family=_clean(params.get("family", "")),
        language=_clean(params.get("language", "")),
        partner_id=partner_id,
        is_featured=True if state == FEATURED else None,
    )


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:200]
