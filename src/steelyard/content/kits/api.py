"""Kits over the API."""

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.content import commands
from steelyard.content.kits import queries
from steelyard.content.kits.packing import answer_kit
from steelyard.content.kits.schemas import KitDetailOut, KitIn, KitOut, KitPartsIn
from steelyard.content.kits.terms import KitFilter
from steelyard.content.models import Kit
from steelyard.content.schemas import Word
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Content"])


def _detail(request: HttpRequest, key: UUID) -> KitDetailOut:
    actor = asker(request)
    return KitDetailOut.of_record(queries.get_kit_record(actor, key, at=utc_now()), actor)


@router.get("/content-kits", response=PageSchema[KitOut], summary="List kits")
def list_content_kits(
    request: HttpRequest,
    vertical: Word = "",
    family: Word = "",
    stage: Word = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[KitOut]:
    """Return the kits with something in them that the caller may read, for a partner the best fitting first, with reasons."""
    actor = asker(request)
    asked = PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    found = queries.list_kits(actor, KitFilter(vertical=vertical, family=family, stage=stage), asked, at=utc_now())
    return PageSchema[KitOut].of(found.map(lambda card: KitOut.of(card, actor)))


@router.post("/content-kits", response={201: KitDetailOut}, summary="Begin a kit")
def create_content_kit(request: HttpRequest, body: KitIn) -> Status[KitDetailOut]:
    """Begin a kit, without parts yet."""
    return Status(201, _detail(request, commands.define_kit(actor=asker(request), terms=body.terms(), now=utc_now())))


@router.get("/content-kits/{kit_id}", response=KitDetailOut, summary="Show a kit")
def get_content_kit(request: HttpRequest, kit_id: str) -> KitDetailOut:
    """Return a kit with the parts that the caller may read; partners see what is current alone. A person's reading is noted."""
    key = Kit.parse_id(kit_id)
    detail = _detail(request, key)
    commands.note_kit_reading(actor=asker(request), kit_id=key, now=utc_now())
    return detail


@router.put("/content-kits/{kit_id}", response=KitDetailOut, summary="Change a kit")
def change_content_kit(request: HttpRequest, kit_id: str, body: KitIn) -> KitDetailOut:
    """Say anew what a kit is for."""
    key = Kit.parse_id(kit_id)
    commands.define_kit(actor=asker(request), kit_id=key, terms=body.terms(), now=utc_now())
    return _detail(request, key)


@router.put("/content-kits/{kit_id}/parts", response=KitDetailOut, summary="Arrange a kit")
def arrange_content_kit(request: HttpRequest, kit_id: str, body: KitPartsIn) -> KitDetailOut:
    """Say which assets a kit is made of, in this order."""
    key = Kit.parse_id(kit_id)
    commands.arrange_kit(actor=asker(request), kit_id=key, asset_ids=body.ids(), now=utc_now())
    return _detail(request, key)


@router.post("/content-kits/{kit_id}/publication", response=KitDetailOut, summary="Publish a kit")
def publish_content_kit(request: HttpRequest, kit_id: str) -> KitDetailOut:
    """Show a kit to those who may read its parts."""
    key = Kit.parse_id(kit_id)
    commands.publish_kit(actor=asker(request), kit_id=key, now=utc_now())
    return _detail(request, key)


@router.post("/content-kits/{kit_id}/withdrawal", response=KitDetailOut, summary="Withdraw a kit")
def withdraw_content_kit(request: HttpRequest, kit_id: str) -> KitDetailOut:
    """Take a kit away from partners; its parts stay."""
    key = Kit.parse_id(kit_id)
    commands.withdraw_kit(actor=asker(request), kit_id=key, now=utc_now())
    return _detail(request, key)


@router.get("/content-kits/{kit_id}/file", response=bytes, summary="Download a kit")
def download_content_kit(
    request: HttpRequest,
    kit_id: str,
    deal: Annotated[str, Field(max_length=60, description="The registration that it is for, to be noted.")] = "",
) -> FileResponse:
    """Return all of a kit that the caller may have as one archive (ZIP), and note that its parts were used."""
    registration_id = parse_public_id("dealreg", deal) if deal else None
    kit = commands.open_kit(
        actor=asker(request), kit_id=Kit.parse_id(kit_id), registration_id=registration_id, now=utc_now()
    )
    return answer_kit(kit)
