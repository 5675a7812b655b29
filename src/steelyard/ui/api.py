"""Search over the API: the same as the palette."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Schema
from steelyard.ui.finding import LONGEST, SHORTEST, find_all

router = Router(tags=["Search"])


class HitOut(Schema):
    """Something found: its kind, its name, the address of its page. `corrected` is what it was found by, if not what was asked."""

    kind: str
    name: str
    detail: str
    state: str
    url: str
    corrected: str


@router.get("/search", response=list[HitOut], summary="Search everything")
def search_everything(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=SHORTEST, max_length=LONGEST, pattern=r"^[^\x00]*$")],
    most: Annotated[int, Query(ge=1, le=50, description="At most so many of a kind.")] = 10,
) -> list[HitOut]:
    """Return what the caller may see that has these words in its name, kind by kind; a word may be misspelled."""
    actor = asker(request)
    return [
        HitOut(
            kind=group.key,
            name=hit.label,
            detail=str(hit.detail),
            state=str(hit.state),
            url=hit.url,
            corrected=group.corrected,
        )
        for group in find_all(actor, q, most=most)
        for hit in group.hits
    ]
