"""The quality of partners' data over the API: scores, tasks, and what partners answer."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.kernel.scores import Grade
from steelyard.partners import commands, queries
from steelyard.partners.models import Partner
from steelyard.partners.quality.queries import SORTS, find_score, list_scores, list_tasks
from steelyard.partners.quality.schemas import ConfirmationIn, DataTaskOut, PartnerScoreOut, ScoreLineOut
from steelyard.partners.quality.terms import ScoreFilter, TaskFilter, TaskState
from steelyard.partners.quality.wording import explain_parts
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]


@router.get("/partner-scores", response=PageSchema[ScoreLineOut], summary="List scores of data")
def list_partner_scores(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    status: PartnerStatus | None = None,
    region: Annotated[Line, Field(max_length=50)] = "",
    grade: Grade | None = None,
    manager: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "score",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ScoreLineOut]:
    """Return how good the data of each partner is, the worst first. For the host."""
    wanted = ScoreFilter(
        text=q,
        status=status or "",
        region=region,
        grade=grade,
        manager_id=parse_public_id("person", manager) if manager else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    found = list_scores(asker(request), wanted, asked, at=utc_now())
    return PageSchema[ScoreLineOut].of(found.map(ScoreLineOut.of))


@router.get("/partners/{partner_id}/quality", response=PartnerScoreOut, summary="Show a score")
def get_partner_quality(request: HttpRequest, partner_id: str) -> PartnerScoreOut:
    """Return how good the data of a partner is, with each part of the score explained; 404 while it was not assessed."""
    return _quality(request, partner_id)


@router.post("/partners/{partner_id}/confirmations", response=PartnerScoreOut, summary="Confirm data")
def confirm_partner_data(request: HttpRequest, partner_id: str, body: ConfirmationIn) -> PartnerScoreOut:
    """Say that a partner's record, or its people with their roles, are right as they stand.

    For the partner's own administrator, and the host on its behalf. The score follows within moments.
    """
    key = Partner.parse_id(partner_id)
    commands.confirm_data(actor=asker(request), partner_id=key, what=body.what, remark=body.remark, now=utc_now())
    return _quality(request, partner_id)


@router.get("/data-tasks", response=PageSchema[DataTaskOut], summary="List tasks about data")
def list_data_tasks(
    request: HttpRequest,
    partner: Id = "",
    state: TaskState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[DataTaskOut]:
    """Return what partners are asked to put right, as far as the caller may see it: what is due first, then what is done."""
    wanted = TaskFilter(partner_id=Partner.parse_id(partner) if partner else None, state=state)
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = list_tasks(asker(request), wanted, asked, at=utc_now())
    return PageSchema[DataTaskOut].of(found.map(DataTaskOut.of))


def _quality(request: HttpRequest, partner_id: str) -> PartnerScoreOut:
    now = utc_now()
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    card = find_score(asker(request), partner.id, at=now)
    if card is None:
        raise NotFound
    return PartnerScoreOut.explained(card, explain_parts(asker(request), card, at=now))
