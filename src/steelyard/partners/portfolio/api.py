"""Audits of partnerships over the API. For the host alone; whoever is told nothing of them finds nothing."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.models import Partner, PortfolioAudit
from steelyard.partners.portfolio import queries
from steelyard.partners.portfolio.queries import SORTS
from steelyard.partners.portfolio.schemas import (
    AuditDecisionIn,
    AuditDetailOut,
    AuditedPartnerDetailOut,
    AuditedPartnerOut,
    AuditIn,
    AuditMoveOut,
    AuditOut,
)
from steelyard.partners.portfolio.terms import AuditedFilter, Course, PartnerClass
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Portfolio"])

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=50)]


def _detail(request: HttpRequest, key: UUID) -> AuditDetailOut:
    actor = asker(request)
    card = queries.get_audit(actor, key)
    return AuditDetailOut.of_record(card, queries.get_overview(actor, key), queries.list_progress(actor, key))


@router.get("/portfolio-audits", response=PageSchema[AuditOut], summary="List audits of partnerships")
def list_portfolio_audits(
    request: HttpRequest,
    closed: Annotated[bool | None, Field(description="Those that are closed, or not.")] = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[AuditOut]:
    """Return the audits, the newest first. For the host."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    found = queries.list_audits(asker(request), asked, is_closed=closed)
    return PageSchema[AuditOut].of(found.map(AuditOut.of))


@router.post("/portfolio-audits", response={201: AuditOut}, summary="Begin an audit")
def begin_portfolio_audit(request: HttpRequest, body: AuditIn) -> Status[AuditOut]:
    """Begin an audit; its partners are measured at once, many in a minute."""
    key = commands.begin_audit(actor=asker(request), scope=body.scope(), now=utc_now())
    return Status(201, AuditOut.of(queries.get_audit(asker(request), key)))


@router.get("/portfolio-audits/{portfolio_audit_id}", response=AuditDetailOut, summary="Show an audit")
def get_portfolio_audit(request: HttpRequest, portfolio_audit_id: str) -> AuditDetailOut:
    """Return an audit with what it came to and how far each manager is."""
    return _detail(request, PortfolioAudit.parse_id(portfolio_audit_id))


@router.post("/portfolio-audits/{portfolio_audit_id}/closing", response=AuditDetailOut, summary="Close an audit")
def close_portfolio_audit(request: HttpRequest, portfolio_audit_id: str) -> AuditDetailOut:
    """Close an audit: what was decided holds and stays."""
    key = PortfolioAudit.parse_id(portfolio_audit_id)
    commands.close_audit(actor=asker(request), audit_id=key, now=utc_now())
    return _detail(request, key)


@router.get("/audited-partners", response=PageSchema[AuditedPartnerOut], summary="List audited partners")
def list_audited_partners(
    request: HttpRequest,
    audit: Id,
    partner_class: Annotated[PartnerClass | None, Field(description="As the rules class it.")] = None,
    course: Annotated[Course | None, Field(description="As the rules propose.")] = None,
    region: Key = "",
    manager: Id = "",
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    decided: Annotated[bool | None, Field(description="Those that are decided, or not.")] = None,
    differs: Annotated[bool | None, Field(description="Decided otherwise than proposed, or as proposed.")] = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AuditedPartnerOut]:
    """Return the partners of an audit with where they stand, what is proposed and what was decided."""
    wanted = AuditedFilter(
        partner_class=partner_class or "",
        course=course or "",
        region=region,
        manager_id=parse_public_id("person", manager) if manager else None,
        text=q,
        is_decided=decided,
        differs=differs,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    found = queries.list_audited(asker(request), PortfolioAudit.parse_id(audit), wanted, asked)
    return PageSchema[AuditedPartnerOut].of(found.map(AuditedPartnerOut.of))


@router.get(
    "/portfolio-audits/{portfolio_audit_id}/partners/{partner_id}",
    response=AuditedPartnerDetailOut,
    summary="Show an audited partner",
)
def get_audited_partner(request: HttpRequest, portfolio_audit_id: str, partner_id: str) -> AuditedPartnerDetailOut:
    """Return a partner of an audit with every measure, the reasons, and what would change its class."""
    actor = asker(request)
    record = queries.get_audited(actor, PortfolioAudit.parse_id(portfolio_audit_id), Partner.parse_id(partner_id))
    return AuditedPartnerDetailOut.of_record(record, actor)


@router.put(
    "/portfolio-audits/{portfolio_audit_id}/partners/{partner_id}/decision",
    response=AuditedPartnerDetailOut,
    summary="Decide of an audited partner",
)
def decide_audited_partner(
    request: HttpRequest, portfolio_audit_id: str, partner_id: str, body: AuditDecisionIn
) -> AuditedPartnerDetailOut:
    """Decide what a partner is and what is done about it; until the audit is closed it can be decided anew."""
    actor, audit_id, key = asker(request), PortfolioAudit.parse_id(portfolio_audit_id), Partner.parse_id(partner_id)
    commands.decide_partnership(actor=actor, audit_id=audit_id, partner_id=key, draft=body.draft(), now=utc_now())
    return AuditedPartnerDetailOut.of_record(queries.get_audited(actor, audit_id, key), actor)


@router.get("/audit-moves", response=PageSchema[AuditMoveOut], summary="Compare two audits")
def list_audit_moves(
    request: HttpRequest,
    before: Annotated[Id, Field(description="The audit that is compared with.")],
    after: Id,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AuditMoveOut]:
    """Return who is something else in the second audit than in the first, those who rose first."""
    first, second = PortfolioAudit.parse_id(before), PortfolioAudit.parse_id(after)
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[AuditMoveOut].of(queries.list_moves(asker(request), first, second, asked).map(AuditMoveOut.of))
