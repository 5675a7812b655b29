"""Reading which documents say how a page works."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from steelyard.content.guides.terms import GuideCard
from steelyard.content.models import PageGuide
from steelyard.content.queries import get_asset
from steelyard.content.terms import AssetState
from steelyard.kernel.actors import Actor

MOST_GUIDES = 2


def find_guides(actor: Actor, page: str, *, at: datetime) -> list[GuideCard]:
    """Return what says how a page works and what the actor may read, ours alone first; nothing that is past its review."""
    bound = PageGuide.objects.filter(page=page)
    if not bound.exists():  # most pages: who may read what is not asked
        return []
    current = {"asset__state": AssetState.PUBLISHED, "asset__review_by__gte": timezone.localdate(at)}
    rows = PageGuide.visible_to(actor).filter(page=page, **current).select_related("asset__audience")
    newest = rows.order_by("-asset__audience__is_internal", "-asset__published_at", "asset")
    return [
        GuideCard(public_id=row.asset.public_id, title=row.asset.title, is_internal=row.asset.audience.is_internal)
        for row in newest[:MOST_GUIDES]
    ]


def list_bound_pages(actor: Actor, asset_id: UUID) -> list[str]:
    """Return the names of the pages that lead to an asset. Raises: NotFound."""
    asset = get_asset(actor, asset_id)
    return list(PageGuide.objects.filter(asset=asset).order_by("page").values_list("page", flat=True))
