"""Prospects over the API, for the host alone."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Status
from pydantic import Field

from steelyard.identity.public import client_address
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.models import Prospect
from steelyard.partners.recruiting import queries
from steelyard.partners.recruiting.schemas import (
    ApplicationIn,
    ProspectDecisionIn,
    ProspectIn,
    ProspectLineOut,
    ProspectMoveIn,
    ProspectOut,
    ProspectOwnerIn,
    ProspectStageCountOut,
)
from steelyard.partners.recruiting.terms import Fit, ProspectFilter, ProspectSource, ProspectStage, ScreeningOutcome
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize
from steelyard.program.public import get_decision

router = Router(tags=["Recruiting"])

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=50)]
Word = Annotated[Line, Field(max_length=60)]


@router.get("/prospects", response=PageSchema[ProspectLineOut], summary="List prospects")
def list_prospects(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the name, domain or contact.")] = "",
    stage: ProspectStage | None = None,
    source: ProspectSource | None = None,
    outcome: ScreeningOutcome | None = None,
    fit: Fit | None = None,
    type: Key = "",  # noqa: A002 - the name of the query parameter
    region: Key = "",
    vertical: Word = "",
    capability: Word = "",
    owner: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(queries.SORTS)}.")] = "score",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ProspectLineOut]:
    """Return the companies that may become partners, those who fit best first. For channel managers and administrators."""
    wanted = ProspectFilter(
        text=q,
        stage=stage,
        source=source,
        outcome=outcome,
        fit=fit,
        type=type,
        region=region,
        vertical=vertical,
        capability=capability,
        owner_id=parse_public_id("person", owner) if owner else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[ProspectLineOut].of(queries.list_prospects(asker(request), wanted, asked).map(ProspectLineOut.of))


@router.get("/prospect-funnel", response=list[ProspectStageCountOut], summary="Show the funnel")
def get_prospect_funnel(
    request: HttpRequest,
    source: ProspectSource | None = None,
    type: Key = "",  # noqa: A002 - the name of the query parameter
    region: Key = "",
) -> list[ProspectStageCountOut]:
    """Return how many prospects are in each stage, and which share of them came on from the stage before."""
    wanted = ProspectFilter(source=source, type=type, region=region)
    return [ProspectStageCountOut.of(count) for count in queries.count_stages(asker(request), wanted)]


@router.post("/prospects", response={201: ProspectOut}, summary="Add a prospect")
def add_prospect(request: HttpRequest, body: ProspectIn) -> Status[ProspectOut]:
    """Keep a company that may become a partner; it is scored and screened at once."""
    key = commands.add_prospect(actor=asker(request), draft=body.draft, source=ProspectSource.API, now=utc_now())
    return Status(201, _shown(request, Prospect(id=key).public_id))


@router.post("/applications", response={202: None}, auth=None, summary="Apply for a partnership")
def send_application(request: HttpRequest, body: ApplicationIn) -> Status[None]:
    """Ask to become a partner, without an account: a mail with a link proves the mailbox, and only that makes an application of it.

    The answer is the same whatever is known of the company or the mailbox. A network address may ask ten times an hour.
    """
    commands.send_application(
        draft=body.draft,
        consent=body.consent,
        language=get_language() or "en",
        address=client_address(request) or "",
        now=utc_now(),
    )
    return Status(202, None)


@router.get("/prospects/{prospect_id}", response=ProspectOut, summary="Show a prospect")
def get_prospect(request: HttpRequest, prospect_id: str) -> ProspectOut:
    """Return one prospect, with why its screening came out as it did."""
    return _shown(request, prospect_id)


@router.put("/prospects/{prospect_id}", response=ProspectOut, summary="Change a prospect")
def change_prospect(request: HttpRequest, prospect_id: str, body: ProspectIn) -> ProspectOut:
    """Replace what is known of a prospect; it is scored and screened anew. Not after somebody decided about it."""
    key = Prospect.parse_id(prospect_id)
    commands.change_prospect(actor=asker(request), prospect_id=key, draft=body.draft, now=utc_now())
    return _shown(request, prospect_id)


@router.post("/prospects/{prospect_id}/screening", response=ProspectOut, summary="Screen a prospect")
def screen_prospect(request: HttpRequest, prospect_id: str) -> ProspectOut:
    """Score and screen a prospect by the rules and lists of today, and say that somebody looked at it."""
    commands.screen_prospect(actor=asker(request), prospect_id=Prospect.parse_id(prospect_id), now=utc_now())
    return _shown(request, prospect_id)


@router.post("/prospects/{prospect_id}/stage", response=ProspectOut, summary="Move a prospect")
def move_prospect(request: HttpRequest, prospect_id: str, body: ProspectMoveIn) -> ProspectOut:
    """Move a prospect to another stage; approving and refusing are operations of their own."""
    key = Prospect.parse_id(prospect_id)
    commands.move_prospect(actor=asker(request), prospect_id=key, stage=body.stage, reason=body.reason, now=utc_now())
    return _shown(request, prospect_id)


@router.put("/prospects/{prospect_id}/owner", response=ProspectOut, summary="Assign a prospect")
def assign_prospect(request: HttpRequest, prospect_id: str, body: ProspectOwnerIn) -> ProspectOut:
    """Let a person of the host look after a prospect."""
    key, owner = Prospect.parse_id(prospect_id), parse_public_id("person", body.person_id)
    commands.assign_prospect(actor=asker(request), prospect_id=key, owner_id=owner, now=utc_now())
    return _shown(request, prospect_id)


@router.post("/prospects/{prospect_id}/approval", response=ProspectOut, summary="Approve a prospect")
def approve_prospect(request: HttpRequest, prospect_id: str, body: ProspectDecisionIn) -> ProspectOut:
    """Enroll a prospect as a partner and invite its contact; a reason is needed where screening speaks against it."""
    key = Prospect.parse_id(prospect_id)
    commands.approve_prospect(actor=asker(request), prospect_id=key, reason=body.reason, now=utc_now())
    return _shown(request, prospect_id)


@router.post("/prospects/{prospect_id}/refusal", response=ProspectOut, summary="Refuse a prospect")
def refuse_prospect(request: HttpRequest, prospect_id: str, body: ProspectDecisionIn) -> ProspectOut:
    """Say that a prospect does not become a partner, and why."""
    key = Prospect.parse_id(prospect_id)
    commands.refuse_prospect(actor=asker(request), prospect_id=key, reason=body.reason, now=utc_now())
    return _shown(request, prospect_id)


def _shown(request: HttpRequest, prospect_id: str) -> ProspectOut:
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    return ProspectOut.explained(prospect, get_decision(actor, prospect.screening_id))
