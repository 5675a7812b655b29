"""The long tail over the API. For the host alone; whoever is told nothing of it finds nothing."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.longtail import queries
from steelyard.partners.longtail.queries import SORTS
from steelyard.partners.longtail.schemas import LongTailOut, LongTailPartnerOut, RiseDismissalIn, RiseOut
from steelyard.partners.longtail.terms import Grouping, RiseFilter, RiseState, TailFilter
from steelyard.partners.models import Partner, Rise
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Portfolio"])

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=50)]
Name = Annotated[Line, Field(max_length=200, description="Part of the partner's name.")]


def _rise(request: HttpRequest, key: UUID) -> RiseOut:
    actor = asker(request)
    return RiseOut.of(queries.get_rise(actor, key), actor)


@router.get("/long-tail", response=LongTailOut, summary="Show the long tail")
def get_long_tail(request: HttpRequest, by: Grouping = Grouping.REGION, region: Key = "") -> LongTailOut:
    """Return what small partners come to together, and which share of the whole the best so many partners bring."""
    return LongTailOut.of(queries.get_summary(asker(request), by, region=region, at=utc_now()))


@router.get("/long-tail-partners", response=PageSchema[LongTailPartnerOut], summary="List small partners")
def list_long_tail_partners(
    request: HttpRequest,
    track: Key = "",
    region: Key = "",
    type: Key = "",  # noqa: A002 - the name of the query parameter
    q: Name = "",
    rising: Annotated[bool | None, Field(description="Those that rise, or not.")] = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "-value",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[LongTailPartnerOut]:
    """Return the partners in the long tail, as of the last night."""
    wanted = TailFilter(track=track, region=region, type=type, text=q, rising=rising)
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    found = queries.list_tail(asker(request), wanted, asked, at=utc_now())
    return PageSchema[LongTailPartnerOut].of(found.map(LongTailPartnerOut.of))


@router.get("/rising-partners", response=PageSchema[RiseOut], summary="List rising partners")
def list_rising_partners(
    request: HttpRequest,
    state: RiseState | None = None,
    region: Key = "",
    partner: Id = "",
    q: Name = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[RiseOut]:
    """Return rises of small partners with what led to them, the newest first."""
    actor = asker(request)
    partner_id = Partner.parse_id(partner) if partner else None
    wanted = RiseFilter(state=state, region=region, text=q, partner_id=partner_id)
    asked = PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    return PageSchema[RiseOut].of(queries.list_rises(actor, wanted, asked).map(lambda card: RiseOut.of(card, actor)))


@router.get("/rising-partners/{rise_id}", response=RiseOut, summary="Show a rise")
def get_rising_partner(request: HttpRequest, rise_id: str) -> RiseOut:
    """Return a rise with every measure and reason."""
    return _rise(request, Rise.parse_id(rise_id))


@router.post("/rising-partners/{rise_id}/dismissal", response=RiseOut, summary="Dismiss a rise")
def dismiss_rising_partner(request: HttpRequest, rise_id: str, body: RiseDismissalIn) -> RiseOut:
    """Say that there is nothing in a rise, and why; it is not told again while it lasts."""
    key = Rise.parse_id(rise_id)
    commands.dismiss_rise(actor=asker(request), rise_id=key, reason=body.reason, now=utc_now())
    return _rise(request, key)
