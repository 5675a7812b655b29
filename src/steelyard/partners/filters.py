"""What the address of the partner list asks for. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.queries import SORTS
from steelyard.partners.terms import PartnerFilter
from steelyard.platform.saved_views import clean_query

ME = "me"


def filter_from(params: QueryDict, actor: Actor) -> PartnerFilter:
    """Return the filter that the parameters of an address say."""
    manager = params.get("manager", "")
    return PartnerFilter(
        text=_word(params, "q"),
        status=_word(params, "status"),
        region=_word(params, "region"),
        type=_word(params, "type"),
        tier=_word(params, "tier"),
        family=_word(params, "family"),
        tags=tuple(tag for tag in (_clean(tag) for tag in params.getlist("tag")) if tag),
        manager_id=actor.person_id if manager == ME else _id("person", manager),
        parent_id=_id("partner", params.get("parent", "")),
    )


def query_of(wanted: PartnerFilter) -> str:
    """Return the query string that asks for the filter, as saved views are compared."""
    params = QueryDict(mutable=True)
    said = {
        "q": wanted.text,
        "status": wanted.status,
        "region": wanted.region,
        "type": wanted.type,
        "tier": wanted.tier,
        "family": wanted.family,
        "manager": public_id("person", wanted.manager_id) if wanted.manager_id else "",
        "parent": public_id("partner", wanted.parent_id) if wanted.parent_id else "",
    }
    params.update({name: value for name, value in said.items() if value})
    params.setlist("tag", list(wanted.tags))
    return clean_query(params.urlencode())


def page_from(params: QueryDict) -> PageRequest:
    """Return the page that the parameters of an address say."""
    sort = params.get("sort", "")
    return PageRequest(
        number=_number(params.get("page", ""), 1),
        size=_number(params.get("size", ""), 25),
        sort=sort if sort in SORTS else "name",
    )


def _word(params: QueryDict, name: str) -> str:
    return _clean(params.get(name, ""))


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:200]


def _id(prefix: str, text: str) -> UUID | None:
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
