"""Letting pages lead to the documents that say how they work."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.content.commands.checking import check_words, lock_asset
from steelyard.content.commands.subjects import subject_of
from steelyard.content.guides.events import GuideBound
from steelyard.content.guides.pages import list_pages
from steelyard.content.guides.queries import list_bound_pages
from steelyard.content.guides.refusals import NoProcessDocument
from steelyard.content.models import PageGuide
from steelyard.content.terms import AssetKind
from steelyard.kernel.actors import Actor
from steelyard.platform.events import record


@transaction.atomic
def bind_pages(*, actor: Actor, asset_id: UUID, pages: Iterable[str], now: datetime) -> None:
    """Say which pages lead to a process document, whichever version of it holds.

    Raises: NotFound, NotAllowed, NoProcessDocument, ContentWordUnknown.
    """
    asset, wanted = lock_asset(actor, asset_id), sorted(set(pages))
    if asset.kind != AssetKind.PROCESS_DOCUMENT:
        raise NoProcessDocument(title=asset.title)
    check_words("pages", tuple(wanted), set(list_pages()))
    before = list_bound_pages(actor, asset_id)
    if before == wanted:
        return
    PageGuide.objects.filter(asset=asset).exclude(page__in=wanted).delete()
    new = [PageGuide(asset=asset, page=page) for page in wanted if page not in before]
    PageGuide.objects.bulk_create(new)
    record(GuideBound(**subject_of(asset), before=before, after=wanted), actor=actor, now=now)
