"""Partners' lives over the API: states on any day, what may follow, offboarding step by step, coming back."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands, queries
from steelyard.partners.lifecycle.queries import (
    SORTS,
    count_statuses,
    get_life,
    get_offboarding,
    list_lives,
    list_offboardings,
)
from steelyard.partners.lifecycle.schemas import (
    CancellationIn,
    LifeLineOut,
    LifeOut,
    OffboardingIn,
    OffboardingLineOut,
    OffboardingOut,
    ReturnIn,
    SettlementIn,
    StatusCountOut,
)
from steelyard.partners.lifecycle.terms import LifeFilter, OffboardingDraft, OffboardingState
from steelyard.partners.models import Offboarding, Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Key = Annotated[Line, Field(max_length=50)]
Day = Annotated[date | None, Field(lt=date.max, description="As of the end of this day, in UTC; without, of today.")]


@router.get("/partner-states", response=PageSchema[LifeLineOut], summary="List states of partners")
def list_partner_states(
    request: HttpRequest,
    on: Day = None,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    status: PartnerStatus | None = None,
    region: Key = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[LifeLineOut]:
    """Return in which state each partner was on a day. For the host."""
    wanted = LifeFilter(on=on or queries.today(utc_now()), text=q, status=status or "", region=region)
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[LifeLineOut].of(list_lives(asker(request), wanted, asked).map(LifeLineOut.of))


@router.get("/partner-state-counts", response=list[StatusCountOut], summary="Count states of partners")
def count_partner_states(request: HttpRequest, on: Day = None, region: Key = "") -> list[StatusCountOut]:
    """Return how many partners were in each state on a day. For the host."""
    wanted = LifeFilter(on=on or queries.today(utc_now()), region=region)
    return StatusCountOut.list_of(count_statuses(asker(request), wanted))


@router.get("/partners/{partner_id}/life", response=LifeOut, summary="Show a partner's life")
def get_partner_life(request: HttpRequest, partner_id: str) -> LifeOut:
    """Return the state of a partner, which may follow and what they need, and all states it was in."""
    return LifeOut.of(get_life(asker(request), Partner.parse_id(partner_id), now=utc_now()))


@router.post("/partners/{partner_id}/offboardings", response={201: OffboardingOut}, summary="Begin an offboarding")
def begin_partner_offboarding(request: HttpRequest, partner_id: str, body: OffboardingIn) -> Status[OffboardingOut]:
    """Begin to offboard a partner: its people and programs have no access from this moment on. For the host."""
    draft = OffboardingDraft(reason=body.reason, explanation=body.explanation, data=body.data)
    offboarding_id = commands.begin_offboarding(
        actor=asker(request), partner_id=Partner.parse_id(partner_id), draft=draft, now=utc_now()
    )
    return Status(201, _offboarding(request, Offboarding(id=offboarding_id).public_id))


@router.post("/partners/{partner_id}/return", response=LifeOut, summary="Bring a partner back")
def return_former_partner(request: HttpRequest, partner_id: str, body: ReturnIn) -> LifeOut:
    """Bring a partner back that had left: at once where the rules allow the fast track, else through onboarding. For the host."""
    actor, key = asker(request), Partner.parse_id(partner_id)
    commands.return_partner(
        actor=actor, partner_id=key, reason=body.reason, with_people=body.with_people, now=utc_now()
    )
    return LifeOut.of(get_life(actor, key, now=utc_now()))


@router.get("/offboardings", response=PageSchema[OffboardingLineOut], summary="List offboardings")
def list_partner_offboardings(
    request: HttpRequest,
    state: OffboardingState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[OffboardingLineOut]:
    """Return the offboardings, those under way first. For the host."""
    found = list_offboardings(asker(request), state, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[OffboardingLineOut].of(found.map(OffboardingLineOut.of))


@router.get("/offboardings/{offboarding_id}", response=OffboardingOut, summary="Show an offboarding")
def get_partner_offboarding(request: HttpRequest, offboarding_id: str) -> OffboardingOut:
    """Return an offboarding with its checklist as it stands. For the host."""
    return _offboarding(request, offboarding_id)


@router.post("/offboardings/{offboarding_id}/steps/{step_key}", response=OffboardingOut, summary="Settle a step")
def settle_offboarding_step(
    request: HttpRequest, offboarding_id: str, step_key: Key, body: SettlementIn
) -> OffboardingOut:
    """Settle a step of the checklist: close, take over, hand over to another partner, or say that it is done. For the host."""
    commands.settle_step(
        actor=asker(request),
        offboarding_id=Offboarding.parse_id(offboarding_id),
        step=step_key,
        way=body.way,
        heir_id=Partner.parse_id(body.heir) if body.heir else None,
        note=body.note,
        now=utc_now(),
    )
    return _offboarding(request, offboarding_id)


@router.post("/offboardings/{offboarding_id}/completion", response=OffboardingOut, summary="Complete an offboarding")
def complete_partner_offboarding(request: HttpRequest, offboarding_id: str) -> OffboardingOut:
    """Let the partner be gone; 409 while something of it is open. For the host."""
    key = Offboarding.parse_id(offboarding_id)
    commands.complete_offboarding(actor=asker(request), offboarding_id=key, now=utc_now())
    return _offboarding(request, offboarding_id)


@router.post("/offboardings/{offboarding_id}/cancellation", response=OffboardingOut, summary="Call an offboarding off")
def cancel_partner_offboarding(request: HttpRequest, offboarding_id: str, body: CancellationIn) -> OffboardingOut:
    """Let the partner stay after all; its people have access again. For the host."""
    key = Offboarding.parse_id(offboarding_id)
    commands.cancel_offboarding(actor=asker(request), offboarding_id=key, reason=body.reason, now=utc_now())
    return _offboarding(request, offboarding_id)


def _offboarding(request: HttpRequest, offboarding_id: str) -> OffboardingOut:
    return OffboardingOut.with_steps(
        get_offboarding(asker(request), Offboarding.parse_id(offboarding_id), now=utc_now())
    )
