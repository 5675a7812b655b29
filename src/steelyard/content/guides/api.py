"""Which documents say how a page works, over the API."""

from django.http import HttpRequest
from ninja import Router

from steelyard.content import commands
from steelyard.content.guides import queries
from steelyard.content.guides.schemas import AssetPagesIn, AssetPagesOut, PageGuideOut, PageName
from steelyard.content.models import Asset
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router(tags=["Content"])


@router.get("/page-guides", response=list[PageGuideOut], summary="List guides of a page")
def list_page_guides(request: HttpRequest, page: PageName) -> list[PageGuideOut]:
    """Return what says how a page works and what the caller may read; nothing that is past its review."""
    return [PageGuideOut.of(card) for card in queries.find_guides(asker(request), page, at=utc_now())]


@router.get("/assets/{asset_id}/pages", response=AssetPagesOut, summary="List pages of a guide")
def get_asset_pages(request: HttpRequest, asset_id: str) -> AssetPagesOut:
    """Return the pages that lead to an asset."""
    return AssetPagesOut(pages=queries.list_bound_pages(asker(request), Asset.parse_id(asset_id)))


@router.put("/assets/{asset_id}/pages", response=AssetPagesOut, summary="Bind a guide to pages")
def put_asset_pages(request: HttpRequest, asset_id: str, body: AssetPagesIn) -> AssetPagesOut:
    """Say which pages lead to a process document, whichever version of it holds."""
    key = Asset.parse_id(asset_id)
    commands.bind_pages(actor=asker(request), asset_id=key, pages=body.pages, now=utc_now())
    return get_asset_pages(request, asset_id)
