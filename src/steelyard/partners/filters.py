"""What the address of the partner list asks for. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.partners.terms import PartnerFilter
from steelyard.platform.saved_views import clean_query

ME = "me"


def filter_from(params: QueryDict, actor: Actor) -> PartnerFilter:
    """Return the filter that the parameters of an address say."""
    manager = params.get("manager", "")
    return PartnerFilter(
        text=word_of(params, "q"),
        status=word_of(params, "status"),
        region=word_of(params, "region"),
        type=word_of(params, "type"),
        tier=word_of(params, "tier"),
        family=word_of(params, "family"),
        tags=tuple(tag for tag in (_clean(tag) for tag in params.getlist("tag")) if tag),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
        parent_id=id_of("partner", params.get("parent", "")),
        esg_from=_score_of(params.get("esg", "")),
        track=word_of(params, "track"),
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
        "esg": "" if wanted.esg_from is None else str(wanted.esg_from),
        "track": wanted.track,
    }
    params.update({name: value for name, value in said.items() if value})
    params.setlist("tag", list(wanted.tags))
    return clean_query(params.urlencode())


def _score_of(text: str) -> int | None:
    """Return the score from nought to a hundred that a parameter says, if it does."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100 else None


def word_of(params: QueryDict, name: str) -> str:
    """Return what a parameter says, as far as it can be a word."""
    return _clean(params.get(name, ""))


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:200]


def id_of(prefix: str, text: str) -> UUID | None:
    """Return the key behind an outside id, or None where it is none."""
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None
