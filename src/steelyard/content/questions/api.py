"""Words that found nothing, over the API."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.content import commands
from steelyard.content.models import UnansweredSearch
from steelyard.content.questions.queries import list_unanswered
from steelyard.content.questions.schemas import UnansweredSearchOut
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router(tags=["Content"])


@router.get(
    "/unanswered-searches", response=PageSchema[UnansweredSearchOut], summary="List searches that found nothing"
)
def list_unanswered_searches(
    request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 50, cursor: Cursor = ""
) -> PageSchema[UnansweredSearchOut]:
    """Return the words for which the library had nothing, the most asked first; for the host."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[UnansweredSearchOut].of(list_unanswered(asker(request), asked).map(UnansweredSearchOut.of))


@router.post("/unanswered-searches/{search_id}/settlement", response={204: None}, summary="Settle a search")
def settle_unanswered_search(request: HttpRequest, search_id: str) -> Status[None]:
    """Say that what was looked for is there now, or will never be; asked for in vain again, it comes back."""
    key = UnansweredSearch.parse_id(search_id)
    commands.settle_search(actor=asker(request), search_id=key, now=utc_now())
    return Status(204, None)
