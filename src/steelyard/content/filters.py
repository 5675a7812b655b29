"""What an address asks for: a filter, a page. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.content.queries import unused_since
from steelyard.content.terms import AssetFilter, AssetState
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform.clock import utc_now

ME = "me"
STALE = "stale"
UNUSED = "unused"


def filter_from(params: QueryDict, actor: Actor) -> AssetFilter:
    """Return the filter that the parameters of an address say: what is published, unless the host asks for something else."""
    state = params.get("state", "") if actor.is_host else AssetState.PUBLISHED.value
    owner = params.get("owner", "")
    return AssetFilter(
        text=_clean(params.get("q", "")),
        library=_clean(params.get("library", "")),
        kind=_clean(params.get("kind", "")),
        family=_clean(params.get("family", "")),
        vertical=_clean(params.get("vertical", "")),
        stage=_clean(params.get("stage", "")),
        language=_clean(params.get("language", "")),
        state=state if state in set(AssetState) else "",
        owner_id=actor.person_id if owner == ME else _id("person", owner),
        audience_id=_id("audience", params.get("audience", "")),
        is_stale={STALE: True, UNUSED: False}.get(state),
        unused_since=unused_since(utc_now()) if state == UNUSED else None,
    )


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:200]


def _id(prefix: str, text: str) -> UUID | None:
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None
