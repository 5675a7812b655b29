"""Registering a deal, and the lists that registrations stand in."""

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from steelyard.deals import commands, queries
from steelyard.deals.api.asking import Id
from steelyard.deals.cards import RegistrationFilter
from steelyard.deals.models import DealRegistration
from steelyard.deals.schemas.decisions import PreviewOut, SubmittedOut
from steelyard.deals.schemas.describing import PreviewIn, SubmissionIn
from steelyard.deals.schemas.fields import id_or_nothing
from steelyard.deals.schemas.registrations import CountsOut, RegistrationOut
from steelyard.deals.terms import RegistrationState, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.bulk import BulkIn, BulkOut, do_each
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince
from steelyard.platform.limits import count_use

router = Router()

Sort = Annotated[str, Query(description="created, submitted, company, value, close_on, ends or due; - turns it round.")]


@router.post("/deal-registrations", response={201: SubmittedOut}, summary="Register a deal")
def submit_deal_registration(request: HttpRequest, response: HttpResponse, body: SubmissionIn) -> Status[SubmittedOut]:
    """Register a deal and read at once what was decided, why, and what would change it."""
    submitted = _submit(asker(request), body)
    response["Location"] = f"/api/v1/deal-registrations/{submitted.id}"
    return Status(201, submitted)


@router.post("/bulk/deal-registrations", response={207: BulkOut[SubmittedOut]}, summary="Register many deals")
def submit_deal_registrations(request: HttpRequest, body: BulkIn[SubmissionIn]) -> Status[BulkOut[SubmittedOut]]:
    """Register up to 100 deals in their order, each decided for itself: what is refused leaves the others as they are."""
    actor = asker(request)
    return Status(207, do_each(request, body.items, lambda one: _submit(actor, one)))


def _submit(actor: Actor, body: SubmissionIn) -> SubmittedOut:
    answer = commands.submit_registration(
        actor=actor,
        draft=body.draft(),
        now=utc_now(),
        partner_id=id_or_nothing("partner", body.partner),
        owner_id=id_or_nothing("person", body.owner),
        registration_id=id_or_nothing(DealRegistration.PREFIX, body.draft_id),
        version=body.version,
    )
    return SubmittedOut.of(answer, actor)


@router.get("/deal-registrations", response=PageSchema[RegistrationOut], summary="List deal registrations")
def list_deal_registrations(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Words of the company, the contact or the division.")] = "",
    state: Annotated[list[RegistrationState], Query()] = [],  # noqa: B006 - ninja copies it
    partner: Id = "",
    company: Id = "",
    owner: Id = "",
    manager: Id = "",
    region: Annotated[str, Query(max_length=20)] = "",
    family: Annotated[str, Query(max_length=40)] = "",
    type: RegistrationType | None = None,  # noqa: A002 - the query parameter's public name
    ends_within_days: Annotated[int | None, Query(ge=0, le=3650, description="The protection ends that soon.")] = None,
    close_from: date | None = None,
    close_until: date | None = None,
    waits_for: Annotated[str, Query(pattern="^(host|partner)?$", description="host or partner.")] = "",
    sort: Sort = "-created",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[RegistrationOut]:
    """Return a page of the registrations that the caller may see."""
    ends_before = None if ends_within_days is None else utc_now() + timedelta(days=ends_within_days)
    wanted = RegistrationFilter(
        text=q,
        states=tuple(state),
        partner_id=id_or_nothing("partner", partner),
        company_id=id_or_nothing("company", company),
        owner_id=id_or_nothing("person", owner),
        manager_id=id_or_nothing("person", manager),
        region=region,
        family=family,
        type=type or "",
        ends_before=ends_before,
        close_from=close_from,
        close_until=close_until,
        is_waiting_for_host=waits_for == "host",
        is_waiting_for_partner=waits_for == "partner",
    )
    found = queries.list_registrations(
        asker(request),
        wanted,
        PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since),
    )
    return PageSchema[RegistrationOut].of(found.map(RegistrationOut.of))


@router.post("/deal-registrations/preview", response=PreviewOut, summary="Preview a registration")
def preview_deal_registration(request: HttpRequest, body: PreviewIn) -> PreviewOut:
    """Return what a submission can expect, without a word about anybody else; nothing is kept."""
    now = utc_now()
    count_use(queries.preview_limit(), actor=asker(request), now=now)
    partner_id = id_or_nothing("partner", body.partner)
    draft = body.draft(now.date())
    return PreviewOut.of(
        queries.preview_registration(actor=asker(request), draft=draft, now=now, partner_id=partner_id)
    )


@router.get("/deal-registrations/counts", response=CountsOut, summary="Count registrations by view")
def count_deal_registrations(request: HttpRequest) -> CountsOut:
    """Return how many registrations each saved view of the caller holds."""
    return CountsOut(views=queries.count_views(asker(request), utc_now()))


@router.get("/deal-registrations/queue", response=PageSchema[RegistrationOut], summary="List what waits")
def list_approval_queue(
    request: HttpRequest, manager: Id = "", page: PageNumber = 1, page_size: PageSize = 50, cursor: Cursor = ""
) -> PageSchema[RegistrationOut]:
    """Return what waits for a decision of the host, the most urgent first."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = queries.list_queue(asker(request), asked, manager_id=id_or_nothing("person", manager))
    return PageSchema[RegistrationOut].of(found.map(RegistrationOut.of))
