"""What an address asks for: a filter, a page, columns. What makes no sense does not restrict, so that an old link still opens."""

from datetime import date
from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.pipeline.queries import SORTS
from steelyard.pipeline.terms import OpportunityFilter

STATES = ("open", "won", "lost", "closed", "all")
ME = "me"
DIRECT = "direct"


def filter_from(params: QueryDict, actor: Actor) -> OpportunityFilter:
    """Return the filter that the parameters of an address say."""
    state = params.get("state", "open")
    partner = params.get("partner", "")
    return OpportunityFilter(
        text=params.get("q", "").replace("\0", "").strip()[:200],
        state={"all": ""}.get(state, state if state in STATES else "open"),
        stage=_word(params, "stage"),
        owner_id=actor.person_id if params.get("owner") == ME else _id("person", params.get("owner", "")),
        partner_id=_id("partner", partner),
        is_direct=True if partner == DIRECT else None,
        company_id=_id("company", params.get("company", "")),
        region=_word(params, "region"),
        family=_word(params, "family"),
        forecast_category=_word(params, "forecast"),
        close_from=_day(params.get("from", "")),
        close_until=_day(params.get("until", "")),
    )


def page_from(params: QueryDict) -> PageRequest:
    """Return the page that the parameters of an address say."""
    sort = params.get("sort", "")
    return PageRequest(
        number=_number(params.get("page", ""), 1),
        size=_number(params.get("size", ""), 25),
        sort=sort if sort in SORTS else "close_on",
    )


def _word(params: QueryDict, name: str) -> str:
    return params.get(name, "").replace("\0", "")[:50]


def _id(prefix: str, text: str) -> UUID | None:
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
