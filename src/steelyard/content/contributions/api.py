"""Contributions over the API: registered and handed in by partners, verified and featured by the host."""

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.content import commands, permissions
from steelyard.content.contributions import queries
from steelyard.content.contributions.schemas import (
    ContributionDetailOut,
    ContributionFeatureIn,
    ContributionIn,
    ContributionOut,
    ContributionVerificationIn,
    ContributionWordsIn,
    FeaturedContributionOut,
)
from steelyard.content.contributions.terms import ContributionFilter, ContributionKind, ContributionState
from steelyard.content.models import Audience, Contribution
from steelyard.content.schemas import Word
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Content"])
Id = Annotated[str, Field(max_length=60)]


def _detail(request: HttpRequest, key: UUID) -> ContributionDetailOut:
    actor = asker(request)
    return ContributionDetailOut.of_record(queries.get_contribution_record(actor, key, at=utc_now()), actor)


@router.get("/contributions", response=PageSchema[ContributionOut], summary="List contributions")
def list_contributions(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Words in the title.")] = "",
    state: ContributionState | None = None,
    kind: ContributionKind | None = None,
    family: Word = "",
    language: Word = "",
    partner: Id = "",
    featured: Annotated[bool | None, Field(description="Shown to other partners, or not.")] = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(queries.SORTS)}.", max_length=20)] = "newest",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[ContributionOut]:
    """Return what partners published themselves: to a partner its own, to the host what was handed in."""
    wanted = ContributionFilter(
        text=q,
        state=state or "",
        kind=kind or "",
        family=family,
        language=language,
        partner_id=parse_public_id("partner", partner) if partner else None,
        is_featured=featured,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = queries.list_contributions(asker(request), wanted, asked)
    return PageSchema[ContributionOut].of(found.map(ContributionOut.of))


@router.get("/featured-contributions", response=PageSchema[FeaturedContributionOut], summary="List what partners share")
def list_featured_contributions(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Words in the title.")] = "",
    kind: ContributionKind | None = None,
    family: Word = "",
    language: Word = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[FeaturedContributionOut]:
    """Return acknowledged contributions of all partners that the host features for an audience of the caller's."""
    wanted = ContributionFilter(text=q, kind=kind or "", family=family, language=language)
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = queries.list_featured(asker(request), wanted, asked)
    return PageSchema[FeaturedContributionOut].of(found.map(FeaturedContributionOut.of))


@router.post("/contributions", response={201: ContributionDetailOut}, summary="Register a contribution")
def create_contribution(request: HttpRequest, body: ContributionIn) -> Status[ContributionDetailOut]:
    """Begin a draft of something that the caller's people published; hand it in afterwards."""
    key = commands.save_contribution(actor=asker(request), draft=body.draft(), now=utc_now())
    return Status(201, _detail(request, key))


@router.get("/contributions/{contribution_id}", response=ContributionDetailOut, summary="Show a contribution")
def get_contribution(request: HttpRequest, contribution_id: str) -> ContributionDetailOut:
    """Return a contribution with its case."""
    return _detail(request, Contribution.parse_id(contribution_id))


@router.put("/contributions/{contribution_id}", response=ContributionDetailOut, summary="Change a contribution")
def change_contribution(request: HttpRequest, contribution_id: str, body: ContributionIn) -> ContributionDetailOut:
    """Say something else of a contribution before it is handed in, when more is asked, or after it lapsed."""
    key = Contribution.parse_id(contribution_id)
    commands.save_contribution(actor=asker(request), contribution_id=key, draft=body.draft(), now=utc_now())
    return _detail(request, key)


@router.post("/contributions/{contribution_id}/file", response=ContributionDetailOut, summary="Add the file")
def upload_contribution_file(
    request: HttpRequest,
    contribution_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
) -> ContributionDetailOut:
    """Put a file in the place of the address."""
    actor, now, key = asker(request), utc_now(), Contribution.parse_id(contribution_id)
    row = queries.get_contribution(actor, key)
    if not permissions.can_contribute(actor) or row.partner_id != actor.partner_id:
        raise NotAllowed
    stored = store_file(uploaded=file, partner_id=actor.partner_id, actor=actor, now=now)
    draft = queries.draft_of(row)
    commands.save_contribution(actor=actor, contribution_id=key, draft=draft, file_id=stored.id, now=now)
    return _detail(request, key)


@router.get("/contributions/{contribution_id}/file", response=bytes, summary="Download the file")
def download_contribution_file(request: HttpRequest, contribution_id: str) -> FileResponse:
    """Return the file of a contribution that the caller knows or is shown."""
    return queries.open_contribution_file(asker(request), Contribution.parse_id(contribution_id))


@router.post(
    "/contributions/{contribution_id}/submission", response=ContributionDetailOut, summary="Hand in a contribution"
)
def submit_contribution(request: HttpRequest, contribution_id: str) -> ContributionDetailOut:
    """Hand a contribution in to be verified."""
    key = Contribution.parse_id(contribution_id)
    commands.submit_contribution(actor=asker(request), contribution_id=key, now=utc_now())
    return _detail(request, key)


@router.post("/contributions/{contribution_id}/withdrawal", response={204: None}, summary="Take back a contribution")
def withdraw_contribution(request: HttpRequest, contribution_id: str, body: ContributionWordsIn) -> Status[None]:
    """Take a contribution back, so that it counts no more; a draft is thrown away."""
    key = Contribution.parse_id(contribution_id)
    commands.withdraw_contribution(actor=asker(request), contribution_id=key, reason=body.words, now=utc_now())
    return Status(204, None)


@router.post(
    "/contributions/{contribution_id}/question", response=ContributionDetailOut, summary="Ask about a contribution"
)
def return_contribution(request: HttpRequest, contribution_id: str, body: ContributionWordsIn) -> ContributionDetailOut:
    """Ask the partner for more before it is verified. For those of the host who verify."""
    key = Contribution.parse_id(contribution_id)
    commands.return_contribution(actor=asker(request), contribution_id=key, words=body.words, now=utc_now())
    return _detail(request, key)


@router.post(
    "/contributions/{contribution_id}/refusal", response=ContributionDetailOut, summary="Refuse a contribution"
)
def refuse_contribution(request: HttpRequest, contribution_id: str, body: ContributionWordsIn) -> ContributionDetailOut:
    """Do not acknowledge a contribution, for a reason. For those of the host who verify."""
    key = Contribution.parse_id(contribution_id)
    commands.refuse_contribution(actor=asker(request), contribution_id=key, reason=body.words, now=utc_now())
    return _detail(request, key)


@router.post(
    "/contributions/{contribution_id}/verification", response=ContributionDetailOut, summary="Verify a contribution"
)
def verify_contribution(
    request: HttpRequest, contribution_id: str, body: ContributionVerificationIn
) -> ContributionDetailOut:
    """Acknowledge a contribution with the points that the rules give. For those of the host who verify."""
    key = Contribution.parse_id(contribution_id)
    commands.verify_contribution(
        actor=asker(request), contribution_id=key, confidence=body.confidence, words=body.words, now=utc_now()
    )
    return _detail(request, key)


@router.post("/contributions/{contribution_id}/confirmation", response=ContributionDetailOut, summary="Verify it again")
def confirm_contribution(request: HttpRequest, contribution_id: str) -> ContributionDetailOut:
    """Say that an acknowledged contribution still holds. For those of the host who verify."""
    key = Contribution.parse_id(contribution_id)
    commands.confirm_contribution(actor=asker(request), contribution_id=key, now=utc_now())
    return _detail(request, key)


@router.put(
    "/contributions/{contribution_id}/feature", response=ContributionDetailOut, summary="Feature a contribution"
)
def feature_contribution(
    request: HttpRequest, contribution_id: str, body: ContributionFeatureIn
) -> ContributionDetailOut:
    """Show an acknowledged contribution to the partners of an audience."""
    key = Contribution.parse_id(contribution_id)
    commands.feature_contribution(
        actor=asker(request), contribution_id=key, audience_id=Audience.parse_id(body.audience_id), now=utc_now()
    )
    return _detail(request, key)


@router.delete(
    "/contributions/{contribution_id}/feature", response=ContributionDetailOut, summary="Feature it no longer"
)
def unfeature_contribution(request: HttpRequest, contribution_id: str) -> ContributionDetailOut:
    """Show a contribution to its partner and the host alone again."""
    key = Contribution.parse_id(contribution_id)
    commands.unfeature_contribution(actor=asker(request), contribution_id=key, now=utc_now())
    return _detail(request, key)
