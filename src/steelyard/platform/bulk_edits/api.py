"""Bulk edits over the API: everything that the pages do."""

from django.http import HttpRequest, QueryDict
from ninja import Router, Status

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.platform.bulk_edits import commands, queries
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.schemas import (
    BulkEditIn,
    BulkEditOut,
    BulkEditRowOut,
    BulkEditStartIn,
    EditableListOut,
)
from steelyard.platform.bulk_edits.terms import EditOutcome
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router(tags=["Bulk edits"])


def _edit(request: HttpRequest, edit_id: str) -> BulkEditOut:
    return BulkEditOut.of(queries.get_edit(asker(request), BulkEdit.parse_id(edit_id)))


@router.get("/editable-lists", response=list[EditableListOut], summary="List what may be changed together")
def list_editable_lists(request: HttpRequest) -> list[EditableListOut]:
    """Return the lists whose records the key's holder may change together, with the changes and their values."""
    return [EditableListOut.of(one) for one in queries.list_editable(asker(request))]


@router.get("/bulk-edits", response=PageSchema[BulkEditOut], summary="List bulk edits")
def list_bulk_edits(
    request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 50, cursor: Cursor = ""
) -> PageSchema[BulkEditOut]:
    """Return the bulk edits of one's own organization, newest first."""
    wanted = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[BulkEditOut].of(queries.list_edits(asker(request), wanted).map(BulkEditOut.of))


@router.post("/bulk-edits", response={202: BulkEditOut}, summary="Check a change of many records")
def prepare_bulk_edit(request: HttpRequest, body: BulkEditIn) -> Status[BulkEditOut]:
    """Find out in the background what a change would do to many records, without doing it. Start it when it is checked."""
    actor = asker(request)
    known, _change = queries.require_change(actor, body.list, body.change)
    if (body.ids is None) == (body.query is None):
        raise InvalidInput(fields={"ids": sentence("Name the records, or the query that finds them, and not both.")})
    key = commands.prepare_edit(
        actor=actor,
        list_name=body.list,
        change=body.change,
        value=body.value,
        reason=body.reason,
        ids=[parse_public_id(known.noun, one) for one in body.ids or ()],
        asked=None if body.query is None else QueryDict(body.query),
        now=utc_now(),
    )
    return Status(202, BulkEditOut.of(queries.get_edit(actor, key)))


@router.get("/bulk-edits/{edit_id}", response=BulkEditOut, summary="Show a bulk edit")
def get_bulk_edit(request: HttpRequest, edit_id: str) -> BulkEditOut:
    """Return one bulk edit with its progress."""
    return _edit(request, edit_id)


@router.post("/bulk-edits/{edit_id}/start", response={202: BulkEditOut}, summary="Start a bulk edit")
def start_bulk_edit(request: HttpRequest, edit_id: str, body: BulkEditStartIn) -> Status[BulkEditOut]:
    """Change in the background what the check found can be changed."""
    commands.start_edit(actor=asker(request), edit_id=BulkEdit.parse_id(edit_id), expected=body.expected, now=utc_now())
    return Status(202, _edit(request, edit_id))


@router.post("/bulk-edits/{edit_id}/resumption", response={202: BulkEditOut}, summary="Go on with a bulk edit")
def resume_bulk_edit(request: HttpRequest, edit_id: str) -> Status[BulkEditOut]:
    """Go on with one that failed, behind the last record that was done with."""
    commands.resume_edit(actor=asker(request), edit_id=BulkEdit.parse_id(edit_id))
    return Status(202, _edit(request, edit_id))


@router.post("/bulk-edits/{edit_id}/cancellation", response=BulkEditOut, summary="Stop a bulk edit")
def cancel_bulk_edit(request: HttpRequest, edit_id: str) -> BulkEditOut:
    """Stop for good; what is changed stays."""
    commands.cancel_edit(actor=asker(request), edit_id=BulkEdit.parse_id(edit_id), now=utc_now())
    return _edit(request, edit_id)


@router.get("/bulk-edits/{edit_id}/rows", response=PageSchema[BulkEditRowOut], summary="List records of a bulk edit")
def list_bulk_edit_rows(
    request: HttpRequest,
    edit_id: str,
    outcome: EditOutcome | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[BulkEditRowOut]:
    """Return what became, or would become, of each record, in the order of the list."""
    wanted = PageRequest(number=page, size=page_size, cursor=cursor)
    found = queries.list_rows(asker(request), BulkEdit.parse_id(edit_id), wanted, outcome=outcome)
    return PageSchema[BulkEditRowOut].of(found.map(BulkEditRowOut.of))
