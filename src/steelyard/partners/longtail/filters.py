"""What the addresses of the long tail's pages ask for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.partners.filters import id_of, word_of
from steelyard.partners.longtail.terms import Grouping, RiseFilter, RiseState, TailFilter

YES, NO = "yes", "no"


def tail_filter_from(params: QueryDict) -> TailFilter:
    """Return the filter of small partners that the parameters of an address say."""
    return TailFilter(
        track=word_of(params, "track"),
        region=word_of(params, "region"),
        type=word_of(params, "type"),
        text=word_of(params, "q"),
        rising={YES: True, NO: False}.get(word_of(params, "rising")),
    )


def rise_filter_from(params: QueryDict) -> RiseFilter:
    """Return the filter of rises that the parameters of an address say."""
    state = word_of(params, "state")
    return RiseFilter(
        state=RiseState(state) if state in set(RiseState) else None,
        region=word_of(params, "region"),
        text=word_of(params, "q"),
        partner_id=id_of("partner", word_of(params, "partner")),
    )


def grouping_from(params: QueryDict) -> Grouping:
    """Return by what the long tail is to be put together."""
    by = word_of(params, "by")
    return Grouping(by) if by in set(Grouping) else Grouping.REGION
