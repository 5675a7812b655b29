"""Evidence: added, uploaded, downloaded."""

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from steelyard.deals import commands, queries
from steelyard.deals.api.asking import id_of
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.models import Evidence
from steelyard.deals.schemas.answers import CreatedOut
from steelyard.deals.schemas.evidence import EvidenceIn
from steelyard.deals.terms import EvidenceKind
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker

router = Router()


@router.post("/deal-registrations/{registration_id}/evidence", response={201: CreatedOut}, summary="Add evidence")
def add_deal_evidence(request: HttpRequest, registration_id: str, body: EvidenceIn) -> Status[CreatedOut]:
    """Add evidence in words, as a link or as an uploaded file; where the rules asked for it, they decide again."""
    added = commands.add_evidence(
        actor=asker(request), registration_id=id_of(registration_id), evidence=body.draft(), now=utc_now()
    )
    return Status(201, CreatedOut(id=public_id(Evidence.PREFIX, added)))


@router.post(
    "/deal-registrations/{registration_id}/evidence-files", response={201: CreatedOut}, summary="Upload evidence"
)
def upload_deal_evidence(
    request: HttpRequest,
    registration_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
    kind: Annotated[EvidenceKind, Form()] = EvidenceKind.OTHER,
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Status[CreatedOut]:
    """Upload a file as evidence."""
    actor, key, now = asker(request), id_of(registration_id), utc_now()
    card = queries.get_card(actor, key)
    stored = store_file(uploaded=file, partner_id=card.partner_id, actor=actor, now=now)
    piece = EvidenceDraft(kind=kind, note=note, file_id=stored.id)
    added = commands.add_evidence(actor=actor, registration_id=key, evidence=piece, now=now)
    return Status(201, CreatedOut(id=public_id(Evidence.PREFIX, added)))


@router.get("/deal-evidence/{evidence_id}/file", response=bytes, summary="Download evidence")
def download_deal_evidence(request: HttpRequest, evidence_id: str) -> FileResponse:
    """Return the file of a piece of evidence, as a download."""
    return queries.open_evidence(asker(request), Evidence.parse_id(evidence_id))
