"""Partners over the API: the host enrolls and changes them, a partner reads itself and keeps its profile."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands, queries
from steelyard.partners.agreements import api as agreements
from steelyard.partners.automation import api as automation
from steelyard.partners.benefits import api as benefits
from steelyard.partners.coverage import api as coverage
from steelyard.partners.foreseeing import foresee_merge, get_merge, list_merges
from steelyard.partners.goals import api as goals
from steelyard.partners.inactivity import api as inactivity
from steelyard.partners.lifecycle import api as lifecycle
from steelyard.partners.longtail import api as longtail
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.onboarding import api as onboarding
from steelyard.partners.outreach import api as outreach
from steelyard.partners.portfolio import api as portfolio
from steelyard.partners.quality import api as quality
from steelyard.partners.queries import SORTS
from steelyard.partners.recruiting import api as recruiting
from steelyard.partners.requirements import api as requirements
from steelyard.partners.schemas import (
    CertificationIn,
    Key,
    ManagerIn,
    ParentIn,
    PartnerDetailOut,
    PartnerIn,
    PartnerLineOut,
    PartnerMergeIn,
    PartnerMergeOut,
    PartnerMergePreviewOut,
    PartnerPatch,
    PartnerTypeSchema,
    ProfileIn,
    RoleEndIn,
    RoleIn,
    StatusIn,
    TierIn,
    TierSchema,
)
from steelyard.partners.terms import PartnerDraft, PartnerFilter, PartnerStatus, ProfileDraft
from steelyard.partners.tiers import api as tiers
from steelyard.partners.vetting import api as vetting
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.bulk import BulkIn, BulkOut, do_each
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Partners"])
router.add_router("", agreements.router)
router.add_router("", quality.router)
router.add_router("", tiers.router)
router.add_router("", benefits.router)
router.add_router("", recruiting.router)
router.add_router("", outreach.router)
router.add_router("", coverage.router)
router.add_router("", lifecycle.router)
router.add_router("", onboarding.router)
router.add_router("", goals.router)
router.add_router("", automation.router)
router.add_router("", inactivity.router)
router.add_router("", vetting.router)
router.add_router("", requirements.router)
router.add_router("", portfolio.router)
router.add_router("", longtail.router)

Id = Annotated[str, Field(max_length=60)]


def _detail(request: HttpRequest, key: UUID) -> PartnerDetailOut:
    return PartnerDetailOut.of_record(queries.get_record(asker(request), key, at=utc_now()))


def _said(request: HttpRequest, partner_id: str) -> dict[str, Any]:
    """Return what every command about a partner is told: who asks, which one, when."""
    return {"actor": asker(request), "partner_id": Partner.parse_id(partner_id), "now": utc_now()}


@router.get("/partners", response=PageSchema[PartnerLineOut], summary="List partners")
def list_partners(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the name.")] = "",
    status: PartnerStatus | None = None,
    region: Key = "",
    type: Key = "",  # noqa: A002 - the name of the query parameter
    tier: Key = "",
    family: Annotated[Line, Field(max_length=50, description="Certified for this product family.")] = "",
    tag: Annotated[Line, Field(max_length=60, description="A capability, industry or specialization.")] = "",
    manager: Id = "",
    parent: Id = "",
    esg: Annotated[
        int | None, Field(ge=0, le=100, description="With an ESG score of at least this. For the host.")
    ] = None,
    track: Annotated[Line, Field(max_length=50, description="Of the long tail; for the host.")] = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[PartnerLineOut]:
    """Return the partners that the caller may see: all for the host, itself and those under it for a partner."""
    wanted = PartnerFilter(
        text=q,
        status=status or "",
        region=region,
        type=type,
        tier=tier,
        family=family,
        tags=(tag,) if tag else (),
        manager_id=parse_public_id("person", manager) if manager else None,
        parent_id=Partner.parse_id(parent) if parent else None,
        esg_from=esg,
        track=track,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    actor, now = asker(request), utc_now()
    found = queries.list_partners(actor, wanted, asked, at=now)
    scores = queries.find_esg_scores(actor, [card.id for card in found.items], on=queries.today(now))
    return PageSchema[PartnerLineOut].of(found.holding(PartnerLineOut.of_cards(found.items, scores)))


@router.post("/partners", response={201: PartnerDetailOut}, summary="Enroll a partner")
def enroll_partner(request: HttpRequest, body: PartnerIn) -> Status[PartnerDetailOut]:
    """Enroll a company in the program; a company that is known already is found, not made twice."""
    return Status(201, _enroll(request, body))


@router.post("/bulk/partners", response={207: BulkOut[PartnerDetailOut]}, summary="Enroll many partners")
def enroll_partners(request: HttpRequest, body: BulkIn[PartnerIn]) -> Status[BulkOut[PartnerDetailOut]]:
    """Enroll up to 100 companies, each for itself: what is refused leaves the others as they are."""
    return Status(207, do_each(request, body.items, lambda one: _enroll(request, one)))


def _enroll(request: HttpRequest, body: PartnerIn) -> PartnerDetailOut:
    draft = PartnerDraft(
        name=body.name,
        company_id=parse_public_id("company", body.company_id) if body.company_id else None,
        domain=body.domain,
        country=body.country,
        city=body.city,
        region=body.region,
        types=tuple(dict.fromkeys(body.types)),
        status=body.status,
        tier=body.tier,
        manager_ids=tuple(dict.fromkeys(parse_public_id("person", person) for person in body.manager_ids)),
        parent_id=Partner.parse_id(body.parent_id) if body.parent_id else None,
        external_id=body.external_id,
    )
    return _detail(request, commands.enroll_partner(actor=asker(request), draft=draft, now=utc_now()))


@router.get("/partners/{partner_id}", response=PartnerDetailOut, summary="Show a partner")
def get_partner(request: HttpRequest, partner_id: str) -> PartnerDetailOut:
    """Return everything that the caller may read about a partner."""
    return _detail(request, Partner.parse_id(partner_id))


@router.patch("/partners/{partner_id}", response=PartnerDetailOut, summary="Change a partner")
def change_partner(request: HttpRequest, partner_id: str, body: PartnerPatch) -> PartnerDetailOut:
    """Change the facts that are sent; the others stay."""
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    present = {"name": partner.name, "region": partner.region_id, "external_id": partner.external_id}
    sent = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    commands.change_partner(**_said(request, partner_id), **{**present, **sent})
    return _detail(request, partner.id)


@router.put("/partners/{partner_id}/profile", response=PartnerDetailOut, summary="Change a profile")
def change_partner_profile(request: HttpRequest, partner_id: str, body: ProfileIn) -> PartnerDetailOut:
    """Change what a partner says of itself; its own administrator may, and the host."""
    tags = {
        name: tuple(dict.fromkeys(getattr(body, name))) for name in ("capabilities", "verticals", "specializations")
    }
    said = _said(request, partner_id)
    profile = ProfileDraft(website=body.website, phone=body.phone, description=body.description, **tags)
    commands.change_profile(**said, profile=profile)
    return _detail(request, said["partner_id"])


@router.put("/partners/{partner_id}/status", response=PartnerDetailOut, summary="Change a status")
def set_partner_status(request: HttpRequest, partner_id: str, body: StatusIn) -> PartnerDetailOut:
    """Move a partner to another status; suspending and ending need a reason."""
    said = _said(request, partner_id)
    commands.set_status(**said, status=body.status, reason=body.reason)
    return _detail(request, said["partner_id"])


@router.put("/partners/{partner_id}/tier", response=PartnerDetailOut, summary="Assign a tier")
def assign_partner_tier(request: HttpRequest, partner_id: str, body: TierIn) -> PartnerDetailOut:
    """Put a partner into a tier from a day on. Until `fixed_until` the rules leave it there; without, they move it as they say."""
    said = _said(request, partner_id)
    commands.assign_tier(
        **said, tier=body.tier, since_on=body.since_on, reason=body.reason, fixed_until=body.fixed_until
    )
    return _detail(request, said["partner_id"])


@router.put("/partners/{partner_id}/parent", response=PartnerDetailOut, summary="Set the parent")
def set_partner_parent(request: HttpRequest, partner_id: str, body: ParentIn) -> PartnerDetailOut:
    """Put a partner under another one, which sees its business from then on, or under none."""
    said = _said(request, partner_id)
    commands.set_parent(**said, parent_id=Partner.parse_id(body.parent_id) if body.parent_id else None)
    return _detail(request, said["partner_id"])


@router.post("/partners/{partner_id}/roles", response={201: PartnerDetailOut}, summary="Grant a role")
def grant_partner_role(request: HttpRequest, partner_id: str, body: RoleIn) -> Status[PartnerDetailOut]:
    """Let a partner hold a role from a day on, beside the others."""
    said = _said(request, partner_id)
    commands.grant_role(**said, type_key=body.type, since_on=body.since_on)
    return Status(201, _detail(request, said["partner_id"]))


@router.post("/partners/{partner_id}/roles/{type_key}/end", response=PartnerDetailOut, summary="End a role")
def end_partner_role(request: HttpRequest, partner_id: str, type_key: Key, body: RoleEndIn) -> PartnerDetailOut:
    """End a role that a partner holds."""
    said = _said(request, partner_id)
    commands.end_role(**said, type_key=type_key, until=body.until)
    return _detail(request, said["partner_id"])


@router.post(
    "/partners/{partner_id}/certifications", response={201: PartnerDetailOut}, summary="Record a certification"
)
def record_partner_certification(
    request: HttpRequest, partner_id: str, body: CertificationIn
) -> Status[PartnerDetailOut]:
    """Record that a partner is certified for a product family."""
    said = _said(request, partner_id)
    commands.record_certification(**said, **body.model_dump())
    return Status(201, _detail(request, said["partner_id"]))


@router.post("/partners/{partner_id}/managers", response={201: PartnerDetailOut}, summary="Assign a manager")
def assign_partner_manager(request: HttpRequest, partner_id: str, body: ManagerIn) -> Status[PartnerDetailOut]:
    """Let a person of the host look after a partner, beside the others."""
    said = _said(request, partner_id)
    commands.assign_manager(**said, person_id=parse_public_id("person", body.person_id))
    return Status(201, _detail(request, said["partner_id"]))


@router.delete("/partners/{partner_id}/managers/{person_id}", response=PartnerDetailOut, summary="Release a manager")
def release_partner_manager(request: HttpRequest, partner_id: str, person_id: str) -> PartnerDetailOut:
    """End that a person looks after a partner."""
    said = _said(request, partner_id)
    commands.release_manager(**said, person_id=parse_public_id("person", person_id))
    return _detail(request, said["partner_id"])


@router.get(
    "/partners/{partner_id}/merge-previews/{other_partner_id}",
    response=PartnerMergePreviewOut,
    summary="Preview a merge of two partners",
)
def preview_partner_merge(request: HttpRequest, partner_id: str, other_partner_id: str) -> PartnerMergePreviewOut:
    """Return this partner and the other side by side, what hangs on each, and what would collide. For the host."""
    pair = Partner.parse_id(partner_id), Partner.parse_id(other_partner_id)
    return PartnerMergePreviewOut.of(foresee_merge(asker(request), *pair, at=utc_now()))


@router.post("/partners/{partner_id}/merges", response={201: PartnerMergeOut}, summary="Merge two partners")
def merge_known_partners(request: HttpRequest, partner_id: str, body: PartnerMergeIn) -> Status[PartnerMergeOut]:
    """Merge another partner into this one: its id leads here from now on, and what hung on it hangs here. For the host.

    What would collide, such as a person who belongs to both, or would show somebody else more than before, is never resolved by a
    merge: it answers 409 until a person has settled it. A merge can be undone for thirty days.
    """
    actor, now = asker(request), utc_now()
    preview = foresee_merge(actor, Partner.parse_id(partner_id), Partner.parse_id(body.partner), at=now)
    merge_id = commands.merge_partners(
        survivor_id=preview.survivor.card.id,
        merged_id=preview.merged.card.id,
        taken=body.taken(preview),
        seen=body.seen,
        actor=actor,
        now=now,
    )
    return Status(201, PartnerMergeOut.of(get_merge(actor, merge_id)))


@router.get("/partner-merges", response=PageSchema[PartnerMergeOut], summary="List merges of partners")
def list_partner_merges(
    request: HttpRequest,
    partner: Annotated[Id, Field(description="Those that made this partner what it is.")] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[PartnerMergeOut]:
    """Return the merges, newest first. For the host."""
    wanted = Partner.parse_id(partner) if partner else None
    found = list_merges(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[PartnerMergeOut].of(found.map(PartnerMergeOut.of))


@router.get("/partner-merges/{partner_merge_id}", response=PartnerMergeOut, summary="Read a merge of partners")
def get_partner_merge(request: HttpRequest, partner_merge_id: str) -> PartnerMergeOut:
    """Return one merge. For the host."""
    return PartnerMergeOut.of(get_merge(asker(request), PartnerMerge.parse_id(partner_merge_id)))


@router.post("/partner-merges/{partner_merge_id}/undoing", response=PartnerMergeOut, summary="Undo a merge of partners")
def undo_known_partner_merge(request: HttpRequest, partner_merge_id: str) -> PartnerMergeOut:
    """Make two partners again what they were before, with all that was moved; 409 where some of it changed since. For the host."""
    actor, key = asker(request), PartnerMerge.parse_id(partner_merge_id)
    commands.undo_partner_merge(merge_id=key, actor=actor, now=utc_now())
    return PartnerMergeOut.of(get_merge(actor, key))


@router.get("/partner-types", response=list[PartnerTypeSchema], summary="List types of partner")
def list_partner_types(request: HttpRequest) -> list[PartnerTypeSchema]:  # noqa: ARG001 - ninja passes it
    """Return the types of partner that the program knows."""
    return [PartnerTypeSchema(key=kind.key, name=kind.name, transacts=kind.transacts) for kind in queries.list_types()]


@router.post("/partner-types", response={201: PartnerTypeSchema}, summary="Define a type of partner")
def define_partner_type(request: HttpRequest, body: PartnerTypeSchema) -> Status[PartnerTypeSchema]:
    """Add a type of partner, or change the one with that key."""
    commands.define_partner_type(actor=asker(request), now=utc_now(), **body.model_dump())
    return Status(201, body)


@router.get("/partner-tiers", response=list[TierSchema], summary="List tiers")
def list_partner_tiers(request: HttpRequest) -> list[TierSchema]:  # noqa: ARG001 - ninja passes it
    """Return the tiers from the lowest up."""
    return [TierSchema(key=tier.key, name=tier.name, rank=tier.rank) for tier in queries.list_tiers()]


@router.post("/partner-tiers", response={201: TierSchema}, summary="Define a tier")
def define_partner_tier(request: HttpRequest, body: TierSchema) -> Status[TierSchema]:
    """Add a tier, or change the one with that key."""
    commands.define_tier(actor=asker(request), now=utc_now(), **body.model_dump())
    return Status(201, body)
