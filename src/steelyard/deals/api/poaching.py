"""The anti-poaching log over the API."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router

from steelyard.deals.api.asking import Id
from steelyard.deals.cards import PoachingFilter
from steelyard.deals.queries.poaching import list_poaching
from steelyard.deals.schemas.direct import PoachingOut
from steelyard.deals.schemas.fields import id_or_nothing
from steelyard.deals.terms import DirectOutcome
from steelyard.kernel.pages import PageRequest
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/anti-poaching-log", response=PageSchema[PoachingOut], summary="Read the anti-poaching log")
def list_anti_poaching_log(
    request: HttpRequest,
    outcome: Literal[DirectOutcome.BLOCKED, DirectOutcome.OVERRIDDEN] | None = None,
    partner: Id = "",
    q: Id = "",
    since: datetime | None = None,
    until: datetime | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[PoachingOut]:
    """Return where direct sales met a protection, newest first: the host reads all of it, a partner what concerns its own."""
    wanted = PoachingFilter(
        outcome=outcome, partner_id=id_or_nothing("partner", partner), words=q, since=since, until=until
    )
    found = list_poaching(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[PoachingOut].of(found.map(PoachingOut.of))
