"""Inactive partners over the API, as of any day."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.partners import queries
from steelyard.partners.inactivity.queries import SORTS, count_engagement, list_quiet
from steelyard.partners.inactivity.schemas import InactivePartnerOut, PartnerEngagementOut
from steelyard.partners.inactivity.terms import QuietFilter, Signal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Key = Annotated[Line, Field(max_length=50)]
Day = Annotated[date | None, Field(lt=date.max, description="As of the end of this day, in UTC; without, of today.")]
Days = Annotated[int, Field(ge=0, le=3650, description="For at least so many days.")]


@router.get("/inactive-partners", response=PageSchema[InactivePartnerOut], summary="List inactive partners")
def list_inactive_partners(
    request: HttpRequest,
    on: Day = None,
    days: Days = 60,
    signal: Signal = Signal.ANY,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    region: Key = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "since",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[InactivePartnerOut]:
    """Return the partners that gave no sign of life for so many days, with how long by each signal. For the host."""
    wanted = QuietFilter(on=on or queries.today(utc_now()), days=days, signal=signal, text=q, region=region)
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[InactivePartnerOut].of(list_quiet(asker(request), wanted, asked).map(InactivePartnerOut.of))


@router.get("/partner-engagement", response=PartnerEngagementOut, summary="Count engaged partners")
def count_engaged_partners(
    request: HttpRequest, on: Day = None, days: Days = 60, signal: Signal = Signal.ANY, region: Key = ""
) -> PartnerEngagementOut:
    """Return how many partners there were on a day, and how many of them gave a sign of life lately. For the host."""
    wanted = QuietFilter(on=on or queries.today(utc_now()), days=days, signal=signal, region=region)
    return PartnerEngagementOut.of(count_engagement(asker(request), wanted))
