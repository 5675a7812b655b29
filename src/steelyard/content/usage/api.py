"""Use before wins over the API: of every content for the host, before a sale for whoever sees it."""

from datetime import date, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from steelyard.content.schemas import Word
from steelyard.content.usage import queries
from steelyard.content.usage.filters import content_key
from steelyard.content.usage.refusals import StretchEmpty, WindowUnknown
from steelyard.content.usage.schemas import (
    ContentUsageDetailOut,
    ContentUsageOut,
    ContentUserOut,
    UseBeforeOut,
    WinAfterUseOut,
)
from steelyard.content.usage.terms import Stretch, UsageFilter
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.pipeline.public import find_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router(tags=["Content"])
_YEAR, _DAY = timedelta(days=365), timedelta(days=1)
FirstDay = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
Sort = Annotated[str, Field(description=f"One of {', '.join(queries.SORTS)}.", max_length=20)]


class UsageAsked(BaseModel):
    """Whose use counts in which stretch: a year until now and the longest window of the rules, unless said otherwise."""

    region: Word = Field(default="", description="With all that lies inside.")
    type: Word = Field(default="", description="A type of partner.")
    partner: Annotated[str, Field(max_length=60)] = ""
    since: FirstDay | None = None
    until: FirstDay | None = Field(default=None, description="Exclusive.")
    window: Annotated[int, Field(ge=1, le=730)] | None = Field(default=None, description="In days, one of the rules.")

    def filter(self, *, library: str = "", kind: str = "", family: str = "") -> UsageFilter:
        """Return whose use of what is wanted. Raises: NotFound."""
        partner_id = parse_public_id("partner", self.partner) if self.partner else None
        return UsageFilter(
            library=library, kind=kind, family=family, region=self.region, type=self.type, partner_id=partner_id
        )

    def stretch(self, now: datetime) -> Stretch:
        """Return the stretch that is asked about. Raises: WindowUnknown, StretchEmpty."""
        until = self.until or now.date() + _DAY
        since = self.since or until - _YEAR
        windows = queries.windows_of(now)
        if self.window is not None and self.window not in windows:
            raise WindowUnknown(windows=", ".join(map(str, windows)), fields={"window": WindowUnknown.text})
        if until <= since:
            raise StretchEmpty(fields={"until": StretchEmpty.text})
        return Stretch(since=since, until=until, as_of=now, window=self.window or windows[0])


@router.get("/content-usage", response=PageSchema[ContentUsageOut], summary="List use before wins")
def list_content_usage(
    request: HttpRequest,
    asked: Query[UsageAsked],
    library: Word = "",
    kind: Word = "",
    family: Word = "",
    sort: Sort = "uses",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ContentUsageOut]:
    """Return what partners used in a stretch, and what they won within the window after. For the host."""
    wanted = asked.filter(library=library, kind=kind, family=family)
    turned = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    found = queries.list_usage(asker(request), wanted, asked.stretch(utc_now()), turned)
    return PageSchema[ContentUsageOut].of(found.map(ContentUsageOut.of))


@router.get("/content-usage/{content_id}", response=ContentUsageDetailOut, summary="Show use before wins")
def get_content_usage(request: HttpRequest, content_id: str, asked: Query[UsageAsked]) -> ContentUsageDetailOut:
    """Return how a document, a kit or something on the roadmap was used, month by month. For the host."""
    actor, key, stretch, wanted = asker(request), content_key(content_id), asked.stretch(utc_now()), asked.filter()
    row = queries.get_usage_of(actor, key, wanted, stretch)
    return ContentUsageDetailOut.of_months(row, queries.list_months_of(actor, key, wanted, stretch), stretch)


@router.get("/content-usage/{content_id}/partners", response=PageSchema[ContentUserOut], summary="List who used it")
def list_content_users(
    request: HttpRequest,
    content_id: str,
    asked: Query[UsageAsked],
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ContentUserOut]:
    """Return the partners that used a content in the stretch, most use first. For the host."""
    turned = PageRequest(number=page, size=page_size, cursor=cursor)
    stretch = asked.stretch(utc_now())
    found = queries.list_users(asker(request), content_key(content_id), asked.filter(), stretch, turned)
    return PageSchema[ContentUserOut].of(found.map(ContentUserOut.of))


@router.get("/content-usage/{content_id}/wins", response=PageSchema[WinAfterUseOut], summary="List wins after use")
def list_wins_after_use(
    request: HttpRequest,
    content_id: str,
    asked: Query[UsageAsked],
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[WinAfterUseOut]:
    """Return the opportunities that were won in the stretch within the window after a content was used. For the host."""
    turned = PageRequest(number=page, size=page_size, cursor=cursor)
    stretch = asked.stretch(utc_now())
    found = queries.list_wins_after(asker(request), content_key(content_id), asked.filter(), stretch, turned)
    return PageSchema[WinAfterUseOut].of(found.map(WinAfterUseOut.of))


@router.get("/opportunities/{opportunity_id}/content", response=list[UseBeforeOut], summary="List what was used before")
def list_opportunity_content(request: HttpRequest, opportunity_id: str) -> list[UseBeforeOut]:
    """Return what the opportunity's partner used in the longest window before it closed, or lately, in order; a hundred at most."""
    actor, now = asker(request), utc_now()
    found = find_opportunity(actor, parse_public_id("opp", opportunity_id))
    if found is None:
        raise NotFound
    return [UseBeforeOut.of(row) for row in queries.list_uses_of_opportunity(actor, found, at=now)]
