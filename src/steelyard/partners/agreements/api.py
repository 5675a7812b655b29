"""Agreements over the API: versions, who is due, one partner's as of a day, accepting, countersigning, asking."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.identity.public import client_address
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands, queries
from steelyard.partners.agreements.queries import (
    SORTS,
    get_agreement,
    get_partner_agreements,
    get_version,
    list_standings,
    list_versions,
)
from steelyard.partners.agreements.schemas import (
    AcceptanceIn,
    AgreementOut,
    AgreementRequestIn,
    AgreementStandingOut,
    AgreementVersionIn,
    AgreementVersionOut,
    CountersignatureIn,
    PartnerAgreementsOut,
)
from steelyard.partners.agreements.terms import AgreementFilter, AgreementKind, AgreementState
from steelyard.partners.models import Agreement, AgreementText, AgreementVersion, Partner
from steelyard.partners.schemas import AgreementIn, PartnerDetailOut
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]
AsOf = Annotated[date | None, Field(description="As it was on this day; today unless said.")]


@router.get("/agreement-versions", response=PageSchema[AgreementVersionOut], summary="List versions of agreements")
def list_agreement_versions(
    request: HttpRequest,
    kind: AgreementKind | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AgreementVersionOut]:
    """Return the published versions with their texts, the newest first. For the host."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[AgreementVersionOut].of(list_versions(asker(request), kind, asked).map(AgreementVersionOut.of))


@router.post("/agreement-versions", response={201: AgreementVersionOut}, summary="Publish a version of an agreement")
def publish_agreement_version(request: HttpRequest, body: AgreementVersionIn) -> Status[AgreementVersionOut]:
    """Publish a version with its texts. Partners are asked from its first day on. For the host."""
    actor = asker(request)
    version_id = commands.publish_agreement(actor=actor, draft=body.draft(), now=utc_now())
    return Status(201, AgreementVersionOut.of(get_version(actor, version_id)))


@router.get(
    "/agreement-versions/{agreement_version_id}", response=AgreementVersionOut, summary="Read a version of an agreement"
)
def get_agreement_version(request: HttpRequest, agreement_version_id: str) -> AgreementVersionOut:
    """Return a version with its texts; to a partner those that it is asked to accept, or accepted."""
    return AgreementVersionOut.of(get_version(asker(request), AgreementVersion.parse_id(agreement_version_id)))


@router.get(
    "/agreement-standings", response=PageSchema[AgreementStandingOut], summary="List who is due to accept agreements"
)
def list_agreement_standings(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    kind: AgreementKind | None = None,
    state: AgreementState | None = None,
    region: Annotated[Line, Field(max_length=50)] = "",
    version: Annotated[Id, Field(description="The version that was accepted last.")] = "",
    manager: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "due_on",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AgreementStandingOut]:
    """Return where partners stand with each kind of agreement, what is due first at the top. For the host."""
    wanted = AgreementFilter(
        text=q,
        kind=kind,
        state=state,
        region=region,
        version_id=AgreementVersion.parse_id(version) if version else None,
        manager_id=parse_public_id("person", manager) if manager else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[AgreementStandingOut].of(
        list_standings(asker(request), wanted, asked).map(AgreementStandingOut.of)
    )


@router.get("/partners/{partner_id}/agreements", response=PartnerAgreementsOut, summary="Show a partner's agreements")
def list_partner_agreements(request: HttpRequest, partner_id: str, on: AsOf = None) -> PartnerAgreementsOut:
    """Return what a partner had signed by a day, and where it stands today."""
    found = get_partner_agreements(asker(request), Partner.parse_id(partner_id), on=on, at=utc_now())
    return PartnerAgreementsOut.of(found)


@router.post("/partners/{partner_id}/agreements", response={201: PartnerDetailOut}, summary="Record an agreement")
def record_partner_agreement(request: HttpRequest, partner_id: str, body: AgreementIn) -> Status[PartnerDetailOut]:
    """Record that a partner signed a version of an agreement elsewhere. For the host."""
    actor, key, now = asker(request), Partner.parse_id(partner_id), utc_now()
    commands.record_agreement(actor=actor, partner_id=key, now=now, **body.model_dump())
    return Status(201, PartnerDetailOut.of_record(queries.get_record(actor, key, at=now)))


@router.post("/agreement-acceptances", response={201: AgreementOut}, summary="Accept an agreement")
def accept_partner_agreement(request: HttpRequest, body: AcceptanceIn) -> Status[AgreementOut]:
    """Accept a text for one's own partner; 409 where another text applies by now, or somebody was first."""
    actor = asker(request)
    agreement_id = commands.accept_agreement(
        actor=actor,
        text_id=AgreementText.parse_id(body.text_id),
        digest=body.digest,
        name=body.name,
        address=client_address(request) or "",
        now=utc_now(),
    )
    return Status(201, AgreementOut.of(get_agreement(actor, agreement_id)))


@router.post("/partners/{partner_id}/agreement-requests", response=PartnerAgreementsOut, summary="Ask for an agreement")
def request_partner_agreement(request: HttpRequest, partner_id: str, body: AgreementRequestIn) -> PartnerAgreementsOut:
    """Ask a partner to accept the text of a kind that applies to it. For the host."""
    actor, key, now = asker(request), Partner.parse_id(partner_id), utc_now()
    commands.request_agreement(actor=actor, partner_id=key, kind=body.kind, now=now)
    return PartnerAgreementsOut.of(get_partner_agreements(actor, key, at=now))


@router.get("/agreements/{agreement_id}", response=AgreementOut, summary="Read a signed agreement")
def get_signed_agreement(request: HttpRequest, agreement_id: str) -> AgreementOut:
    """Return an agreement that was signed, with its signatures and exactly the text that was accepted."""
    return AgreementOut.of(get_agreement(asker(request), Agreement.parse_id(agreement_id)))


@router.post("/agreements/{agreement_id}/countersignature", response=AgreementOut, summary="Countersign an agreement")
def countersign_signed_agreement(request: HttpRequest, agreement_id: str, body: CountersignatureIn) -> AgreementOut:
    """Sign for the host what a partner accepted. For the host."""
    actor, key = asker(request), Agreement.parse_id(agreement_id)
    commands.countersign_agreement(
        actor=actor, agreement_id=key, name=body.name, address=client_address(request) or "", now=utc_now()
    )
    return AgreementOut.of(get_agreement(actor, key))
