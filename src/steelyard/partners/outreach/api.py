"""Sequences of mails to prospects over the API, for the host alone."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.models import Prospect
from steelyard.partners.outreach import queries
from steelyard.partners.outreach.schemas import (
    OutreachEndingIn,
    OutreachIn,
    OutreachLineOut,
    OutreachOut,
    SequenceTallyOut,
)
from steelyard.partners.outreach.terms import OutreachEnding, OutreachFilter
from steelyard.partners.recruiting.queries import get_prospect
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Recruiting"])

Key = Annotated[Line, Field(max_length=30)]


@router.get("/outreach", response=PageSchema[OutreachLineOut], summary="List sequences of mails")
def list_outreach(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the prospect's name or mail address.")] = "",
    sequence: Key = "",
    ending: OutreachEnding | None = None,
    running: bool | None = None,  # noqa: FBT001 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[OutreachLineOut]:
    """Return the sequences of mails to prospects, the newest first."""
    wanted = OutreachFilter(text=q, sequence=sequence, ending=ending, is_running=running)
    asked = PageRequest(number=page, size=page_size, sort="begun", cursor=cursor)
    return PageSchema[OutreachLineOut].of(queries.list_outreach(asker(request), wanted, asked).map(OutreachLineOut.of))


@router.get("/outreach-tallies", response=list[SequenceTallyOut], summary="Tally sequences of mails")
def tally_outreach(request: HttpRequest) -> list[SequenceTallyOut]:
    """Return, by sequence, how many were written to, answered, and wanted no more mails."""
    return [SequenceTallyOut.of(tally) for tally in queries.tally_sequences(asker(request))]


@router.get("/prospects/{prospect_id}/outreach", response=list[OutreachOut], summary="List mails to a prospect")
def list_prospect_outreach(request: HttpRequest, prospect_id: str) -> list[OutreachOut]:
    """Return the sequences of a prospect with the mails that were sent, the newest first."""
    return _shown(request, prospect_id)


@router.post("/prospects/{prospect_id}/outreach", response={201: list[OutreachOut]}, summary="Write to a prospect")
def begin_outreach(request: HttpRequest, prospect_id: str, body: OutreachIn) -> Status[list[OutreachOut]]:
    """Begin a sequence of mails; its first is sent within ten minutes of being due."""
    key = Prospect.parse_id(prospect_id)
    commands.begin_outreach(actor=asker(request), prospect_id=key, sequence=body.sequence, now=utc_now())
    return Status(201, _shown(request, prospect_id))


@router.post("/prospects/{prospect_id}/outreach/ending", response=list[OutreachOut], summary="End mails to a prospect")
def end_outreach(request: HttpRequest, prospect_id: str, body: OutreachEndingIn) -> list[OutreachOut]:
    """Say that a prospect answered, or stop writing to it."""
    key = Prospect.parse_id(prospect_id)
    commands.end_outreach(actor=asker(request), prospect_id=key, ending=body.ending, now=utc_now())
    return _shown(request, prospect_id)


def _shown(request: HttpRequest, prospect_id: str) -> list[OutreachOut]:
    actor = asker(request)
    prospect = get_prospect(actor, Prospect.parse_id(prospect_id))
    return [OutreachOut.with_mails(row) for row in queries.list_of_prospect(actor, prospect)]
