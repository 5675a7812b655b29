"""Certificates over the API: read, verified, revoked, and imported from elsewhere."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.learning import commands
from steelyard.learning.api.asking import Id
from steelyard.learning.models import Certificate
from steelyard.learning.queries.certificates import (
    SORTS,
    get_certificate,
    list_certificates,
    list_standings,
    verify_certificate,
)
from steelyard.learning.schemas.certificates import (
    CertificateOut,
    CompletionIn,
    RevocationIn,
    StandingOut,
    VerificationOut,
)
from steelyard.learning.terms import CertificateFilter, CertificateState
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()


@router.get("/certificates", response=PageSchema[CertificateOut], summary="List certificates")
def list_people_certificates(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="A number, or part of the holder's name.")] = "",
    person: Id = "",
    partner: Id = "",
    certification: Annotated[Line, Field(max_length=60)] = "",
    state: CertificateState | None = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "-issued",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[CertificateOut]:
    """Return certificates as they are today: one's own; for a partner's administrator its people's, for the host all."""
    wanted = CertificateFilter(
        text=q,
        person_id=parse_public_id("person", person) if person else None,
        partner_id=parse_public_id("partner", partner) if partner else None,
        certification=certification,
        state=state,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = list_certificates(asker(request), wanted, asked, at=utc_now()).map(CertificateOut.of)
    return PageSchema[CertificateOut].of(found)


@router.get("/certificates/{certificate_id}", response=CertificateOut, summary="Show a certificate")
def get_person_certificate(request: HttpRequest, certificate_id: str) -> CertificateOut:
    """Return a certificate as it is today."""
    key = Certificate.parse_id(certificate_id)
    return CertificateOut.of(get_certificate(asker(request), key, at=utc_now()))


@router.post("/certificates/{certificate_id}/revocation", response=CertificateOut, summary="Revoke")
def revoke_person_certificate(request: HttpRequest, certificate_id: str, body: RevocationIn) -> CertificateOut:
    """Take a certificate back from today on, for a reason that its holder reads. For authors."""
    actor, key, now = asker(request), Certificate.parse_id(certificate_id), utc_now()
    commands.revoke_certificate(actor=actor, certificate_id=key, reason=body.reason, now=now)
    return CertificateOut.of(get_certificate(actor, key, at=now))


@router.get("/certificate-verifications/{number}", response=VerificationOut, summary="Verify a certificate")
def verify_certificate_number(request: HttpRequest, number: str) -> VerificationOut:  # noqa: ARG001 - operations are called alike
    """Return what anybody may know of the certificate with this number."""
    return VerificationOut.of(verify_certificate(number, at=utc_now()))


@router.post("/external-completions", response={201: CertificateOut}, summary="Record a completion")
def import_external_completion(request: HttpRequest, body: CompletionIn) -> Status[CertificateOut]:
    """Record what somebody completed elsewhere, on its own day and with its evidence. This alone may be dated back."""
    actor, now = asker(request), utc_now()
    key = commands.import_completion(actor=actor, completion=body.completion(), now=now)
    return Status(201, CertificateOut.of(get_certificate(actor, key, at=now)))


@router.get("/partners/{partner_id}/competencies", response=list[StandingOut], summary="List standings")
def list_partner_competencies(request: HttpRequest, partner_id: str, on: date | None = None) -> list[StandingOut]:
    """Return where a partner stood with each competency on a day, today unless another one is asked for."""
    key = parse_public_id("partner", partner_id)
    at = datetime.combine(on, time(), UTC) if on else utc_now()
    return [StandingOut.of(one) for one in list_standings(asker(request), key, at=at)]
