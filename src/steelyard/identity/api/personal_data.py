"""Personal data over the API: exports of what is held about a person, erasures, retention, the register of processing."""

from dataclasses import asdict
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Status

from steelyard.identity.commands import erasing, exporting
from steelyard.identity.models import DataExport, Erasure
from steelyard.identity.permissions import require
from steelyard.identity.queries import personal_data
from steelyard.identity.schemas.personal_data import (
    AffectedOut,
    DataExportIn,
    DataExportOut,
    ErasureConfirmationIn,
    ErasureIn,
    ErasureOut,
    ErasurePreviewOut,
    HoldingOut,
    HoldOut,
    RetentionIn,
    RetentionOut,
    RetentionRunOut,
)
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.privacy import retention
from steelyard.platform.privacy.registry import describe_holdings

router = Router(tags=["Personal data"])


@router.get("/data-exports", response=list[DataExportOut], summary="List data exports")
def list_data_exports(request: HttpRequest) -> list[DataExportOut]:
    """Return the exports of personal data that the person who asks asked for, the newest first, at most a hundred."""
    return [DataExportOut(**asdict(line)) for line in personal_data.list_exports(asker(request))]


@router.post("/data-exports", response={202: DataExportOut}, summary="Ask for a data export")
def request_data_export(request: HttpRequest, body: DataExportIn) -> Status[DataExportOut]:
    """Let everything that is held about a person be put into an archive: oneself, or somebody whom the asker administers."""
    actor = asker(request)
    key = exporting.request_export(actor=actor, email=body.email, language=get_language() or "en", now=utc_now())
    return Status(202, DataExportOut(**asdict(personal_data.get_export(actor, key))))


@router.get("/data-exports/{export_id}", response=DataExportOut, summary="Show a data export")
def get_data_export(request: HttpRequest, export_id: str) -> DataExportOut:
    """Return how far an export is that the person who asks asked for."""
    return DataExportOut(**asdict(personal_data.get_export(asker(request), DataExport.parse_id(export_id))))


@router.get("/data-exports/{export_id}/archive", response=bytes, summary="Download the archive of an export")
def download_data_export(request: HttpRequest, export_id: str) -> FileResponse:
    """Return the ZIP archive: `data.json`, `index.html`, and the files that the person uploaded."""
    return exporting.open_export(actor=asker(request), export_id=DataExport.parse_id(export_id), now=utc_now())


@router.get("/erasures", response=list[ErasureOut], summary="List erasures")
def list_erasures(request: HttpRequest) -> list[ErasureOut]:
    """Return the erasures that the person who asks answers for, the newest first, at most a hundred."""
    return [ErasureOut(**asdict(line)) for line in personal_data.list_erasures(asker(request))]


@router.post("/erasures", response={201: ErasurePreviewOut}, summary="Ask for an erasure")
def request_erasure(request: HttpRequest, body: ErasureIn) -> Status[ErasurePreviewOut]:
    """Prepare the erasure of a person, a member or a contact. Nothing happens until it is confirmed."""
    actor = asker(request)
    key = erasing.request_erasure(actor=actor, email=body.email, reason=body.reason, now=utc_now())
    return Status(201, _erasure(actor, key))


@router.get("/erasures/{erasure_id}", response=ErasurePreviewOut, summary="Show an erasure")
def get_erasure(request: HttpRequest, erasure_id: str) -> ErasurePreviewOut:
    """Return an erasure with what it would do and what holds it."""
    return _erasure(asker(request), Erasure.parse_id(erasure_id))


@router.post("/erasures/{erasure_id}/confirmation", response={202: ErasurePreviewOut}, summary="Confirm an erasure")
def confirm_erasure(request: HttpRequest, erasure_id: str, body: ErasureConfirmationIn) -> Status[ErasurePreviewOut]:
    """Let the person be erased as soon as nothing holds it. It cannot be taken back once it is carried out."""
    actor, key = asker(request), Erasure.parse_id(erasure_id)
    erasing.confirm_erasure(actor=actor, erasure_id=key, email=body.email, now=utc_now())
    return Status(202, _erasure(actor, key))


@router.post("/erasures/{erasure_id}/withdrawal", response=ErasurePreviewOut, summary="Withdraw an erasure")
def withdraw_erasure(request: HttpRequest, erasure_id: str) -> ErasurePreviewOut:
    """Take an erasure back that was not carried out yet."""
    actor, key = asker(request), Erasure.parse_id(erasure_id)
    erasing.withdraw_erasure(actor=actor, erasure_id=key, now=utc_now())
    return _erasure(actor, key)


def _erasure(actor: Actor, key: UUID) -> ErasurePreviewOut:
    line, foreseen = personal_data.get_erasure(actor, key), personal_data.foresee_erasure(actor, key)
    holds = [HoldOut(text=_(hold.text), records=list(hold.records)) for hold in foreseen.holds]
    return ErasurePreviewOut(
        **asdict(line),
        affected=[AffectedOut(**asdict(one)) for one in foreseen.affected],
        holds=holds,
        names=list(foreseen.names),
        shared=list(foreseen.shared),
    )


@router.get("/retention", response=list[RetentionOut], summary="List retention periods")
def list_retention(request: HttpRequest) -> list[RetentionOut]:
    """Return how long each kind of records is kept, and how many the next nightly run would delete."""
    return [RetentionOut(**asdict(line)) for line in retention.list_retention(asker(request), now=utc_now())]


@router.put("/retention/{retention_kind}", response=list[RetentionOut], summary="Change a retention period")
def change_retention(request: HttpRequest, retention_kind: str, body: RetentionIn) -> list[RetentionOut]:
    """Keep a kind of records for so many days, from the next nightly run on."""
    retention.set_period(actor=asker(request), key=retention_kind, days=body.days, now=utc_now())
    return list_retention(request)


@router.put(
    "/retention/{retention_kind}/regions/{region_key}",
    response=list[RetentionOut],
    summary="Change a retention period in a region",
)
def change_regional_retention(
    request: HttpRequest, retention_kind: str, region_key: str, body: RetentionIn
) -> list[RetentionOut]:
    """Keep a kind of records of partners in a region for so many days, whatever holds elsewhere, from the next nightly run on."""
    retention.set_period(actor=asker(request), key=retention_kind, region=region_key, days=body.days, now=utc_now())
    return list_retention(request)


@router.delete(
    "/retention/{retention_kind}/regions/{region_key}",
    response=list[RetentionOut],
    summary="Drop a retention period in a region",
)
def drop_regional_retention(request: HttpRequest, retention_kind: str, region_key: str) -> list[RetentionOut]:
    """Let what holds around the region hold in it again."""
    retention.drop_regional_period(actor=asker(request), key=retention_kind, region=region_key, now=utc_now())
    return list_retention(request)


@router.get("/retention-runs", response=list[RetentionRunOut], summary="List runs of retention")
def list_retention_runs(request: HttpRequest) -> list[RetentionRunOut]:
    """Return the last thirty nightly runs with what they deleted."""
    return [RetentionRunOut(**asdict(line)) for line in retention.list_runs(asker(request))]


@router.get("/processing-register", response=list[HoldingOut], summary="Show the register of processing")
def get_processing_register(request: HttpRequest) -> list[HoldingOut]:
    """Return every kind of personal data that is held: why, on what basis, how long, and what an erasure leaves."""
    require(personal_data.handles_personal_data(asker(request)))
    return [HoldingOut(**asdict(line)) for line in describe_holdings()]
