"""Imports over the API: everything that the pages do."""

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile

from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.exporting import csv_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import CsvText, Cursor, PageNumber, PageSchema, PageSize
from steelyard.platform.imports import commands, queries
from steelyard.platform.imports.conventions import Convention
from steelyard.platform.imports.mapping import ColumnMapping
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.reading import Reading
from steelyard.platform.imports.schemas import (
    CorrectionIn,
    ImportKindOut,
    ImportOut,
    ImportRowOut,
    MappingIn,
    ReadingIn,
    ReplacementIn,
    TroubleOut,
)
from steelyard.platform.imports.terms import ImportState, Outcome

router = Router(tags=["Imports"])

LineNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _import(request: HttpRequest, import_id: str) -> ImportOut:
    return ImportOut.of(queries.get_import(asker(request), Import.parse_id(import_id)))


@router.get("/import-kinds", response=list[ImportKindOut], summary="List what may be imported")
def list_import_kinds(request: HttpRequest) -> list[ImportKindOut]:
    """Return the kinds of things that the key's holder may import, with their fields."""
    queries.require_importing(asker(request))
    return [ImportKindOut.of(one) for one in queries.list_kinds(asker(request))]


@router.get("/imports", response=PageSchema[ImportOut], summary="List imports")
def list_imports(
    request: HttpRequest,
    kind: Annotated[str, Query(max_length=50)] = "",
    state: ImportState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ImportOut]:
    """Return the imports of one's own organization, newest first."""
    wanted = PageRequest(number=page, size=page_size, cursor=cursor)
    found = queries.list_imports(asker(request), wanted, kind=kind, state=state.value if state else "")
    return PageSchema[ImportOut].of(found.map(ImportOut.of))


@router.post("/imports", response={201: ImportOut}, summary="Upload a file to import")
def upload_import(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A CSV file of any encoding and delimiter, or an .xlsx workbook.")],
    kind: Annotated[str, Form(max_length=50, description="A key of `/import-kinds`.")],
) -> Status[ImportOut]:
    """Keep a file and suggest which column is which field. Nothing is imported yet."""
    actor = asker(request)
    key = commands.upload_import(actor=actor, kind=kind, uploaded=file, now=utc_now())
    return Status(201, ImportOut.of(queries.get_import(actor, key)))


@router.get("/imports/{import_id}", response=ImportOut, summary="Show an import")
def get_import(request: HttpRequest, import_id: str) -> ImportOut:
    """Return one import with its progress."""
    return _import(request, import_id)


@router.put("/imports/{import_id}/reading", response=ImportOut, summary="Read the file differently")
def put_import_reading(request: HttpRequest, import_id: str, body: ReadingIn) -> ImportOut:
    """Choose the sheet, the encoding, the delimiter or the program whose export it is; columns are suggested anew."""
    reading = Reading(encoding=body.encoding, delimiter=body.delimiter, sheet=body.sheet)
    commands.read_differently(
        actor=asker(request), import_id=Import.parse_id(import_id), reading=reading, template=body.template
    )
    return _import(request, import_id)


@router.put("/imports/{import_id}/mapping", response=ImportOut, summary="Map columns to fields")
def put_import_mapping(request: HttpRequest, import_id: str, body: MappingIn) -> ImportOut:
    """Say which column is which field; remembered for the next file with the same header."""
    mapping = ColumnMapping(
        columns=body.columns,
        constants=body.constants,
        options=body.options,
        values=body.values,
        convention=Convention(dates=body.dates, decimals=body.decimals),
    )
    commands.change_mapping(actor=asker(request), import_id=Import.parse_id(import_id), mapping=mapping)
    return _import(request, import_id)


@router.post("/imports/{import_id}/check", response={202: ImportOut}, summary="Check an import")
def check_import(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """Find out in the background what would be created, updated and refused, without doing it."""
    commands.check_import(actor=asker(request), import_id=Import.parse_id(import_id), now=utc_now())
    return Status(202, _import(request, import_id))


@router.post("/imports/{import_id}/start", response={202: ImportOut}, summary="Start an import")
def start_import(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """Do in the background what the check foretold."""
    commands.start_import(actor=asker(request), import_id=Import.parse_id(import_id), now=utc_now())
    return Status(202, _import(request, import_id))


@router.post("/imports/{import_id}/pause", response=ImportOut, summary="Pause an import")
def pause_import(request: HttpRequest, import_id: str) -> ImportOut:
    """Stop after the batch at hand, to go on later."""
    commands.pause_import(actor=asker(request), import_id=Import.parse_id(import_id))
    return _import(request, import_id)


@router.post("/imports/{import_id}/resumption", response={202: ImportOut}, summary="Go on with an import")
def resume_import(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """Go on behind the last batch that was committed."""
    commands.resume_import(actor=asker(request), import_id=Import.parse_id(import_id))
    return Status(202, _import(request, import_id))


@router.post("/imports/{import_id}/cancellation", response=ImportOut, summary="Stop an import")
def cancel_import(request: HttpRequest, import_id: str) -> ImportOut:
    """Stop for good; what is in stays, and may be undone."""
    commands.cancel_import(actor=asker(request), import_id=Import.parse_id(import_id), now=utc_now())
    return _import(request, import_id)


@router.post("/imports/{import_id}/undo", response={202: ImportOut}, summary="Undo an import")
def undo_import(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """Take back in the background what the import did, within 24 hours; what somebody touched since stays, with the reason."""
    commands.undo_import(actor=asker(request), import_id=Import.parse_id(import_id), now=utc_now())
    return Status(202, _import(request, import_id))


@router.get("/imports/{import_id}/rows", response=PageSchema[ImportRowOut], summary="List rows")
def list_import_rows(
    request: HttpRequest,
    import_id: str,
    outcome: Outcome | None = None,
    to_decide: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    kept: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[ImportRowOut]:
    """Return rows in the order of the file: with `to_decide` those that may mean a known thing, with `kept` what an undo left."""
    found = queries.list_rows(
        asker(request),
        Import.parse_id(import_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        outcome=outcome.value if outcome else "",
        to_decide=to_decide,
        kept=kept,
    )
    return PageSchema[ImportRowOut].of(found.map(ImportRowOut.of))


@router.patch("/imports/{import_id}/rows/{number}", response=ImportOut, summary="Correct a row")
def correct_import_row(request: HttpRequest, import_id: str, number: LineNumber, body: CorrectionIn) -> ImportOut:
    """Say other cells for a row, or which known thing it means; the file keeps what it says. Check again afterwards."""
    commands.correct_row(
        actor=asker(request),
        import_id=Import.parse_id(import_id),
        number=number,
        values=body.values,
        choice=body.choice,
        now=utc_now(),
    )
    return _import(request, import_id)


@router.get("/imports/{import_id}/troubles", response=list[TroubleOut], summary="List troubles")
def list_import_troubles(request: HttpRequest, import_id: str) -> list[TroubleOut]:
    """Return the values for which most rows were refused."""
    return [TroubleOut.of(one) for one in queries.list_troubles(asker(request), Import.parse_id(import_id))]


@router.post("/imports/{import_id}/replacements", response=ImportOut, summary="Replace a value")
def replace_import_value(request: HttpRequest, import_id: str, body: ReplacementIn) -> ImportOut:
    """Read another value wherever the file has this cell in the column of a field. Check again afterwards."""
    commands.replace_value(
        actor=asker(request),
        import_id=Import.parse_id(import_id),
        field=body.field,
        cell=body.cell,
        value=body.value,
    )
    return _import(request, import_id)


@router.get("/imports/{import_id}/refused-rows", response=CsvText, summary="Download refused rows")
def download_import_refused_rows(request: HttpRequest, import_id: str) -> FileResponse:
    """Return the refused rows as CSV with a column `reason`, to be mended and uploaded again."""
    header, rows = queries.read_refused(asker(request), Import.parse_id(import_id))
    return csv_file("refused", header, rows)
