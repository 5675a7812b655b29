"""Requirements over the API: who meets them, one partner's, documents for them."""

from datetime import date
from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.models import Partner, RequirementEvidence
from steelyard.partners.requirements.queries import SORTS, get_evidence, get_partner_requirements, list_standings
from steelyard.partners.requirements.schemas import (
    PartnerRequirementsOut,
    RequirementReviewIn,
    RequirementStandingOut,
)
from steelyard.partners.requirements.terms import RequirementFilter, RequirementState
from steelyard.platform.clock import utc_now
from steelyard.platform.files import open_file, store_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]
_WITHOUT_NUL = "^[^\\x00]*$"


@router.get(
    "/requirement-standings", response=PageSchema[RequirementStandingOut], summary="List who meets requirements"
)
def list_requirement_standings(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    requirement: Annotated[Line, Field(max_length=30)] = "",
    state: RequirementState | None = None,
    region: Annotated[Line, Field(max_length=50)] = "",
    manager: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "tolerated_until",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[RequirementStandingOut]:
    """Return which partners meet which requirements, what is missed the longest at the top. For the host."""
    wanted = RequirementFilter(
        text=q,
        requirement=requirement,
        state=state,
        region=region,
        manager_id=parse_public_id("person", manager) if manager else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[RequirementStandingOut].of(
        list_standings(asker(request), wanted, asked).map(RequirementStandingOut.of)
    )


@router.get(
    "/partners/{partner_id}/requirements", response=PartnerRequirementsOut, summary="Show a partner's requirements"
)
def get_requirements_of_partner(request: HttpRequest, partner_id: str) -> PartnerRequirementsOut:
    """Return what is asked of a partner, requirement by requirement, and the documents that it gave."""
    return PartnerRequirementsOut.of(get_partner_requirements(asker(request), Partner.parse_id(partner_id)))


@router.post(
    "/partners/{partner_id}/requirement-documents",
    response={201: PartnerRequirementsOut},
    summary="Give a document for a requirement",
)
def give_requirement_document(
    request: HttpRequest,
    partner_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
    requirement: Annotated[str, Form(min_length=1, max_length=30)],
    valid_until: Annotated[date, Form(lt=date(9000, 1, 1))],
    remark: Annotated[str, Form(max_length=500, pattern=_WITHOUT_NUL)] = "",
) -> Status[PartnerRequirementsOut]:
    """Give a document that a requirement asks for; it counts once somebody of the host has accepted it."""
    actor, now = asker(request), utc_now()
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_give_evidence(actor, partner.id):
        raise NotAllowed
    stored = store_file(uploaded=file, partner_id=partner.id, actor=actor, now=now)
    commands.give_evidence(
        actor=actor,
        partner_id=partner.id,
        requirement=requirement,
        file_id=stored.id,
        valid_until=valid_until,
        remark=remark,
        now=now,
    )
    return Status(201, PartnerRequirementsOut.of(get_partner_requirements(actor, partner.id)))


@router.get("/requirement-documents/{requirement_evidence_id}/file", response=bytes, summary="Download a document")
def download_requirement_document(request: HttpRequest, requirement_evidence_id: str) -> FileResponse:
    """Return a document that was given for a requirement."""
    actor = asker(request)
    return open_file(actor, get_evidence(actor, RequirementEvidence.parse_id(requirement_evidence_id)).file)


@router.post(
    "/requirement-documents/{requirement_evidence_id}/review",
    response=PartnerRequirementsOut,
    summary="Accept or refuse a document",
)
def review_requirement_document(
    request: HttpRequest, requirement_evidence_id: str, body: RequirementReviewIn
) -> PartnerRequirementsOut:
    """Accept a document that was given for a requirement, or refuse it with a reason. For the host."""
    actor, key = asker(request), RequirementEvidence.parse_id(requirement_evidence_id)
    evidence = get_evidence(actor, key)
    commands.review_evidence(actor=actor, evidence_id=key, is_accepted=body.accepted, reason=body.reason, now=utc_now())
    return PartnerRequirementsOut.of(get_partner_requirements(actor, evidence.partner_id))
