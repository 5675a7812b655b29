"""The API of content."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.content import commands, permissions, queries
from steelyard.content.contributions import api as contributions
from steelyard.content.filters import ME
from steelyard.content.guides import api as guides
from steelyard.content.kits import api as kits
from steelyard.content.models import Asset, AssetVersion, Audience
from steelyard.content.policies import OPEN
from steelyard.content.queries import SORTS
from steelyard.content.queries.recommending import list_related, recommend
from steelyard.content.questions import api as questions
from steelyard.content.reading import open_file, open_preview
from steelyard.content.refusals import NoFile
from steelyard.content.roadmap import api as roadmap
from steelyard.content.schemas import (
    AssetDetailOut,
    AssetFeedbackIn,
    AssetFeedbackOut,
    AssetIn,
    AssetOut,
    AssetPublicationIn,
    AssetReasonIn,
    AssetVersionIn,
    AssetVersionOut,
    AudienceIn,
    AudienceOut,
    EntitlementOut,
    EntitlementReasonOut,
    LibraryHealthOut,
    LibraryIn,
    LibraryOut,
    RecommendationOut,
    ReviewIn,
)
from steelyard.content.terms import AssetFilter, AssetKind, AssetState, Material, Need
from steelyard.content.usage import api as usage
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import MAX_PAGE_SIZE, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageSchema, UpdatedSince
from steelyard.program.public import render_reason

router = Router(tags=["Content"])
router.add_router("", contributions.router)
router.add_router("", guides.router)
router.add_router("", kits.router)
router.add_router("", questions.router)
router.add_router("", roadmap.router)
router.add_router("", usage.router)

Word = Annotated[Line, Field(max_length=60)]
Id = Annotated[str, Field(max_length=60)]
LibraryKey = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$", max_length=40)]


def _detail(request: HttpRequest, key: UUID) -> AssetDetailOut:
    return AssetDetailOut.of_record(queries.get_record(asker(request), key, at=utc_now()))


@router.get("/assets", response=PageSchema[AssetOut], summary="List assets")
def list_assets(
    request: HttpRequest,
    q: Annotated[
        Line, Field(max_length=200, description="Words in title, keywords, summary or the document itself.")
    ] = "",
    library: Word = "",
    kind: AssetKind | None = None,
    family: Word = "",
    vertical: Word = "",
    stage: Word = "",
    language: Word = "",
    state: AssetState | None = None,
    owner: Annotated[str, Field(max_length=60, description="A person's id, or `me`.")] = "",
    audience: Id = "",
    stale: Annotated[bool | None, Field(description="Past their review, or not.")] = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}; words come with the best first.")] = "newest",
    page: Annotated[int, Field(ge=1, le=100_000)] = 1,
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[AssetOut]:
    """Return the assets that the caller may see: for a partner what is published for an audience that it belongs to."""
    actor = asker(request)
    wanted = AssetFilter(
        text=q,
        library=library,
        kind=kind or "",
        family=family,
        vertical=vertical,
        stage=stage,
        language=language,
        state=state or "",
        owner_id=actor.person_id if owner == ME else parse_public_id("person", owner) if owner else None,
        audience_id=Audience.parse_id(audience) if audience else None,
        is_stale=stale,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    now = utc_now()
    found = queries.list_assets(actor, wanted, asked, at=now, is_forgiving=False).page
    if not found.total:
        commands.note_unanswered(wanted=wanted, now=now)
    return PageSchema[AssetOut](
        items=[AssetOut.of(card) for card in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.get("/assets/{asset_id}", response=AssetDetailOut, summary="Show an asset")
def get_asset(request: HttpRequest, asset_id: str) -> AssetDetailOut:
    """Return an asset with its versions, and its text where it is one."""
    return _detail(request, Asset.parse_id(asset_id))


@router.post("/assets", response={201: AssetDetailOut}, summary="Begin an asset")
def create_asset(request: HttpRequest, body: AssetIn) -> Status[AssetDetailOut]:
    """Begin an asset; its content is added as a version, and shown to readers once it is published."""
    key = commands.create_asset(actor=asker(request), terms=body.terms(), now=utc_now())
    return Status(201, _detail(request, key))


@router.put("/assets/{asset_id}", response=AssetDetailOut, summary="Change an asset")
def change_asset(request: HttpRequest, asset_id: str, body: AssetIn) -> AssetDetailOut:
    """Say anew what an asset is, for whom, whose, and until when it holds."""
    key = Asset.parse_id(asset_id)
    commands.change_asset(actor=asker(request), asset_id=key, terms=body.terms(), now=utc_now())
    return _detail(request, key)


@router.post("/assets/{asset_id}/versions", response={201: AssetVersionOut}, summary="Add a version")
def add_asset_version(request: HttpRequest, asset_id: str, body: AssetVersionIn) -> Status[AssetVersionOut]:
    """Add a version that is a link or a text."""
    return _added(request, Asset.parse_id(asset_id), body.material())


@router.post("/assets/{asset_id}/version-files", response={201: AssetVersionOut}, summary="Upload a version")
def upload_asset_version(
    request: HttpRequest,
    asset_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
    note: Annotated[str, Form(max_length=500)] = "",
) -> Status[AssetVersionOut]:
    """Upload a version that is a file; its words can be searched as soon as they are read."""
    actor, key, now = asker(request), Asset.parse_id(asset_id), utc_now()
    queries.get_asset(actor, key)
    if not permissions.can_author(actor):
        raise NotAllowed
    stored = store_file(uploaded=file, partner_id=None, actor=actor, now=now, is_internal=True)
    return _added(request, key, Material(file_id=stored.id, note=note))


def _added(request: HttpRequest, key: UUID, material: Material) -> Status[AssetVersionOut]:
    added = commands.add_version(actor=asker(request), asset_id=key, material=material, now=utc_now())
    versions = queries.get_record(asker(request), key, at=utc_now()).versions
    return Status(201, next(AssetVersionOut.of(version) for version in versions if version.id == added))


@router.post("/assets/{asset_id}/publication", response=AssetDetailOut, summary="Publish an asset")
def publish_asset(request: HttpRequest, asset_id: str, body: AssetPublicationIn) -> AssetDetailOut:
    """Make a version the current one, and show the asset to its audience."""
    key = Asset.parse_id(asset_id)
    version = AssetVersion.parse_id(body.asset_version_id) if body.asset_version_id else None
    commands.publish_asset(actor=asker(request), asset_id=key, version_id=version, now=utc_now())
    return _detail(request, key)


@router.post("/assets/{asset_id}/withdrawal", response=AssetDetailOut, summary="Withdraw an asset")
def withdraw_asset(request: HttpRequest, asset_id: str, body: AssetReasonIn) -> AssetDetailOut:
    """Take a published asset away from its readers."""
    key = Asset.parse_id(asset_id)
    commands.withdraw_asset(actor=asker(request), asset_id=key, reason=body.reason, now=utc_now())
    return _detail(request, key)


@router.post("/assets/{asset_id}/archiving", response=AssetDetailOut, summary="Archive an asset")
def archive_asset(request: HttpRequest, asset_id: str, body: AssetReasonIn) -> AssetDetailOut:
    """Lay an asset to rest; its versions and their use stay on record."""
    key = Asset.parse_id(asset_id)
    commands.archive_asset(actor=asker(request), asset_id=key, reason=body.reason, now=utc_now())
    return _detail(request, key)


@router.post("/assets/{asset_id}/review", response=AssetDetailOut, summary="Review an asset")
def review_asset(request: HttpRequest, asset_id: str, body: ReviewIn) -> AssetDetailOut:
    """Say that an asset still holds, and until when."""
    key = Asset.parse_id(asset_id)
    commands.review_asset(actor=asker(request), asset_id=key, review_by=body.review_by, now=utc_now())
    return _detail(request, key)


@router.get("/assets/{asset_id}/file", response=bytes, summary="Download an asset")
def download_asset(
    request: HttpRequest,
    asset_id: str,
    version: Annotated[str, Field(max_length=60, description="A version's id; without it the current one.")] = "",
    deal: Annotated[str, Field(max_length=60, description="The registration that it is for, to be noted.")] = "",
) -> FileResponse:
    """Return the file of an asset as a download, and note that it was used."""
    opening = commands.open_asset(
        actor=asker(request),
        asset_id=Asset.parse_id(asset_id),
        version_id=AssetVersion.parse_id(version) if version else None,
        registration_id=parse_public_id("dealreg", deal) if deal else None,
        now=utc_now(),
    )
    if opening.file_id is None:
        raise NoFile
    return open_file(opening.file_id)


@router.get("/assets/{asset_id}/related", response=list[AssetOut], summary="List related assets")
def list_related_assets(
    request: HttpRequest, asset_id: str, limit: Annotated[int, Field(ge=1, le=50)] = 5
) -> list[AssetOut]:
    """Return what is about the same as an asset among what the caller may use, the most alike first."""
    actor, key, now = asker(request), Asset.parse_id(asset_id), utc_now()
    return [AssetOut.of(card) for card in list_related(actor, key, limit=limit, at=now)]


@router.get("/assets/{asset_id}/preview", response=bytes, summary="Show the first page")
def get_asset_preview(request: HttpRequest, asset_id: str) -> FileResponse:
    """Return the picture (PNG) of the first page of an asset."""
    return open_preview(asker(request), Asset.parse_id(asset_id))


@router.get("/assets/{asset_id}/entitlement", response=EntitlementOut, summary="Explain who may read")
def get_asset_entitlement(
    request: HttpRequest, asset_id: str, partner: Id, role: Annotated[Role | None, Field()] = None
) -> EntitlementOut:
    """Return whether a partner's people (those in a role, or in any) belong to the audience of an asset, and why."""
    actor = asker(request)
    decision = queries.explain_entitlement(
        actor, Asset.parse_id(asset_id), partner_id=parse_public_id("partner", partner), role=role, at=utc_now()
    )
    return EntitlementOut(
        may_read=decision.outcome == OPEN,
        reasons=[
            EntitlementReasonOut(code=reason.code, rule=reason.rule, text=render_reason(asdict(reason), actor))
            for reason in decision.reasons
        ],
    )


@router.get("/content-audiences", response=list[AudienceOut], summary="List audiences")
def list_content_audiences(request: HttpRequest) -> list[AudienceOut]:
    """Return every audience; for the host."""
    return [AudienceOut.of(card) for card in queries.list_audiences(asker(request))]


@router.post("/content-audiences", response={201: AudienceOut}, summary="Define an audience")
def create_content_audience(request: HttpRequest, body: AudienceIn) -> Status[AudienceOut]:
    """Add an audience."""
    actor = asker(request)
    key = commands.define_audience(actor=actor, name=body.name, terms=body.terms(), now=utc_now())
    return Status(201, _audience(actor, key))


@router.put("/content-audiences/{audience_id}", response=AudienceOut, summary="Change an audience")
def change_content_audience(request: HttpRequest, audience_id: str, body: AudienceIn) -> AudienceOut:
    """Say anew who belongs; whatever is published for the audience is there for them at once."""
    actor, key = asker(request), Audience.parse_id(audience_id)
    commands.define_audience(actor=actor, audience_id=key, name=body.name, terms=body.terms(), now=utc_now())
    return _audience(actor, key)


def _audience(actor: Actor, key: UUID) -> AudienceOut:
    return next(AudienceOut.of(card) for card in queries.list_audiences(actor) if card.id == key)


@router.get("/content-libraries", response=list[LibraryOut], summary="List libraries")
def list_content_libraries(request: HttpRequest) -> list[LibraryOut]:  # noqa: ARG001 - every operation takes it
    """Return the libraries."""
    return [LibraryOut(key=library.key, name=library.name) for library in queries.list_libraries()]


@router.put("/content-libraries/{key}", response=LibraryOut, summary="Define a library")
def put_content_library(request: HttpRequest, key: LibraryKey, body: LibraryIn) -> LibraryOut:
    """Add a library, or rename the one with that key."""
    commands.define_library(actor=asker(request), key=key, name=body.name, now=utc_now())
    return LibraryOut(key=key, name=body.name)


@router.get("/content-graveyards", response=list[LibraryHealthOut], summary="List graveyards")
def list_content_graveyards(request: HttpRequest) -> list[LibraryHealthOut]:
    """Return how much of each library is past its review or unused; for the host."""
    found = queries.list_graveyards(asker(request), at=utc_now())
    return [LibraryHealthOut.model_validate(library) for library in found]


@router.get("/assets/{asset_id}/feedback", response=PageSchema[AssetFeedbackOut], summary="List feedback")
def list_asset_feedback(
    request: HttpRequest,
    asset_id: str,
    page: Annotated[int, Field(ge=1, le=100_000)] = 1,
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 50,
    cursor: Cursor = "",
) -> PageSchema[AssetFeedbackOut]:
    """Return what readers said of an asset, newest first: to a partner what its own people said."""
    actor, key = asker(request), Asset.parse_id(asset_id)
    queries.get_asset(actor, key)
    found = queries.list_feedback(actor, key, PageRequest(number=page, size=page_size, cursor=cursor))
    items = [AssetFeedbackOut.of(card) for card in found.items]
    return PageSchema[AssetFeedbackOut](items=items, total=found.total, next_cursor=found.next_cursor)


@router.post("/assets/{asset_id}/feedback", response={204: None}, summary="Give feedback")
def give_asset_feedback(request: HttpRequest, asset_id: str, body: AssetFeedbackIn) -> Status[None]:
    """Say whether an asset helped, and what is missing; the owner hears of it, and the last word of a person counts."""
    commands.give_feedback(
        actor=asker(request),
        asset_id=Asset.parse_id(asset_id),
        is_helpful=body.is_helpful,
        words=body.words,
        now=utc_now(),
    )
    return Status(204, None)


@router.get("/content-recommendations", response=list[RecommendationOut], summary="Recommend content")
def list_content_recommendations(
    request: HttpRequest,
    family: Annotated[list[str], Query(description="Product families.", max_length=50)] = [],  # noqa: B006 - ninja copies it
    vertical: Word = "",
    stage: Word = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 5,
) -> list[RecommendationOut]:
    """Return what fits a deal among what the caller may use, best first, with the reasons."""
    actor = asker(request)
    need = Need(families=frozenset(family), vertical=vertical, stage=stage)
    return [
        RecommendationOut(
            asset=AssetOut.of(one.asset),
            reasons=[
                EntitlementReasonOut(code=reason.code, rule=reason.rule, text=render_reason(asdict(reason), actor))
                for reason in one.reasons
            ],
        )
        for one in recommend(actor=actor, need=need, limit=limit, at=utc_now())
    ]
