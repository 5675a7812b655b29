"""Drafts: kept, changed, thrown away."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands, queries
from steelyard.deals.api.asking import id_of
from steelyard.deals.models import Evidence
from steelyard.deals.schemas.drafts import DraftOut, NewRegistrationDraftIn, RegistrationDraftIn
from steelyard.deals.schemas.fields import id_or_nothing
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post("/deal-registrations/drafts", response={201: DraftOut}, summary="Keep a draft")
def create_registration_draft(request: HttpRequest, body: NewRegistrationDraftIn) -> Status[DraftOut]:
    """Keep whatever is known so far as a new draft."""
    actor = asker(request)
    partner_id = id_or_nothing("partner", body.partner)
    saved = commands.save_draft(actor=actor, typed=body.typed, now=utc_now(), partner_id=partner_id)
    return Status(201, DraftOut.of(queries.get_draft(actor, saved.id)))


@router.get("/deal-registrations/drafts/{draft_id}", response=DraftOut, summary="Read a draft")
def get_registration_draft(request: HttpRequest, draft_id: str) -> DraftOut:
    """Return what was typed so far."""
    return DraftOut.of(queries.get_draft(asker(request), id_of(draft_id)))


@router.put("/deal-registrations/drafts/{draft_id}", response=DraftOut, summary="Change a draft")
def put_registration_draft(request: HttpRequest, draft_id: str, body: RegistrationDraftIn) -> DraftOut:
    """Replace what a draft holds."""
    actor, key = asker(request), id_of(draft_id)
    commands.save_draft(actor=actor, typed=body.typed, now=utc_now(), registration_id=key, version=body.version)
    return DraftOut.of(queries.get_draft(actor, key))


@router.delete("/deal-registrations/drafts/{draft_id}", response={204: None}, summary="Discard a draft")
def delete_registration_draft(request: HttpRequest, draft_id: str) -> Status[None]:
    """Throw a draft away."""
    commands.discard_draft(actor=asker(request), registration_id=id_of(draft_id))
    return Status(204, None)


@router.delete(
    "/deal-registrations/drafts/{draft_id}/evidence/{evidence_id}",
    response={204: None},
    summary="Take evidence out of a draft",
)
def delete_draft_evidence(request: HttpRequest, draft_id: str, evidence_id: str) -> Status[None]:
    """Remove a piece of evidence from a draft; what was submitted stays."""
    commands.remove_evidence(actor=asker(request), draft_id=id_of(draft_id), evidence_id=Evidence.parse_id(evidence_id))
    return Status(204, None)
