"""Reading assets: one with its versions, a page of them by filters or words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from steelyard.content import permissions
from steelyard.content.cards import asset_card, version_card
from steelyard.content.models import Asset, AssetVersion
from steelyard.content.queries.health import get_usage
from steelyard.content.queries.searching import find_passages, get_excerpt, match, turned_to
from steelyard.content.terms import AssetCard, AssetFilter, AssetRecord, AssetState, Found, Usage
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.kernel.spelling import correct
from steelyard.platform.directory import PersonCard, find_people
from steelyard.platform.paging import take

SORTS = {
    "newest": ("-published_at", "-id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "review": ("review_by", "id"),
    "-review": ("-review_by", "-id"),
}
MOST_TITLES = 2_000
_EXCERPT = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A page of assets; `corrected` is what they were found by where that is not what was typed."""

    page: Page[AssetCard]
    corrected: str = ""


def get_asset(actor: Actor, asset_id: UUID) -> Asset:
    """Return an asset that the actor may see. Raises: NotFound."""
    asset = _with_cards(Asset.visible_to(actor)).filter(id=asset_id).first()
    if asset is None:
        raise NotFound
    return asset


def get_record(actor: Actor, asset_id: UUID, *, at: datetime) -> AssetRecord:
    """Return everything that the actor may read about an asset. Raises: NotFound."""
    asset = get_asset(actor, asset_id)
    rows = list(AssetVersion.visible_to(actor).filter(asset=asset).select_related("reading").order_by("-number"))
    people = _people_of([asset], rows)
    shown = asset.current_version or next(iter(rows), None)
    return AssetRecord(
        card=asset_card(asset, people, today=_today(at), knows_audience=permissions.can_see_usage(actor)),
        state_reason=asset.state_reason if permissions.can_see_usage(actor) else "",
        versions=tuple(version_card(row, people, is_current=row.id == asset.current_version_id) for row in rows),
        text=shown.text if shown else "",
        excerpt=get_excerpt(shown.id, length=_EXCERPT) if shown and shown.file_id else "",
        usage=get_usage(asset_id) if permissions.can_see_usage(actor) else Usage(),
    )


def list_assets(
    actor: Actor, wanted: AssetFilter, page: PageRequest, *, at: datetime, is_forgiving: bool = True
) -> Findings:
    """Return a page of the assets that the filter finds among those the actor may see, the best first where it has words.

    Where the words find nothing, they are tried again as they were probably meant, unless nothing is to be forgiven.
    """
    rows = _filtered(Asset.visible_to(actor), wanted, actor, _today(at))
    words, corrected = wanted.text, ""
    if not words or page.updated_since is not None:
        return Findings(page=_listed(actor, rows, page, _today(at)))
    page = turned_to(page)
    ids, total = match(rows, words, page)
    if not total and is_forgiving and (corrected := correct(words, list_titles(actor, limit=MOST_TITLES))):
        words = corrected
        ids, total = match(rows, words, page)
    found = {row.id: row for row in _with_cards(Asset.objects.filter(id__in=ids))}
    ordered = [found[key] for key in ids if key in found]
    passages = find_passages(words, [row.current_version_id for row in ordered if row.current_version_id])
    cards = _cards(actor, ordered, _today(at), passages)
    following = str(page.number + 1) if page.offset + len(ids) < total and ids else None
    found_page = Page(items=cards, total=total, request=page, next_cursor=following)
    return Findings(page=found_page, corrected=corrected if total else "")


def search_titles(actor: Actor, text: str, *, limit: int, at: datetime) -> list[AssetCard]:
    """Return the few assets with the words in their titles, for the palette: published ones, newest first."""
    rows = Asset.visible_to(actor).filter(state=AssetState.PUBLISHED)
    for word in text.split():
        rows = rows.filter(title__icontains=word)
    return _cards(actor, list(_with_cards(rows).order_by(*SORTS["newest"])[:limit]), _today(at), {})


def list_titles(actor: Actor, *, limit: int) -> list[str]:
    """Return the titles of the newest assets that the actor may see, with their keywords."""
    rows = Asset.visible_to(actor).order_by(*SORTS["newest"]).values_list("title", "keywords")[:limit]
    return [" ".join((title, *keywords)) for title, keywords in rows]


def cards_of(actor: Actor, visible: QuerySet[Asset], ids: Collection[UUID], *, at: datetime) -> dict[UUID, AssetCard]:
    """Return those with the ids among assets that the actor may see."""
    rows = list(_with_cards(visible.filter(id__in=ids))) if ids else []
    return {card.id: card for card in _cards(actor, rows, _today(at), {})}


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of those of the assets that the current asker may see."""
    return dict(Asset.objects.filter(id__in=set(ids)).values_list("id", "title"))


def _listed(actor: Actor, rows: QuerySet[Asset], page: PageRequest, today: date) -> Page[AssetCard]:
    stretch = take(_with_cards(rows), page, SORTS.get(page.sort, SORTS["newest"]))
    cards = _cards(actor, stretch.rows, today, {})
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _cards(actor: Actor, rows: list[Asset], today: date, passages: Mapping[UUID, Found]) -> list[AssetCard]:
    people = _people_of(rows, [row.current_version for row in rows if row.current_version])
    knows = permissions.can_see_usage(actor)
    return [
        asset_card(
            row,
            people,
            today=today,
            knows_audience=knows,
            found=passages.get(row.current_version_id) if row.current_version_id else None,
        )
        for row in rows
    ]


def _filtered(rows: QuerySet[Asset], wanted: AssetFilter, actor: Actor, today: date) -> QuerySet[Asset]:
    exact = {
        "library": wanted.library,
        "kind": wanted.kind,
        "language": wanted.language,
        "owner": wanted.owner_id,
        "audience": wanted.audience_id if permissions.can_see_usage(actor) else None,
    }
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    for field, word in (("families", wanted.family), ("verticals", wanted.vertical), ("stages", wanted.stage)):
        if word:
            rows = rows.filter(**{f"{field}__contains": [word]})
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.review_until is not None:
        rows = rows.filter(review_by__lt=wanted.review_until)
    if wanted.unused_since is not None:
        used = Q(usage__last_used_at__gte=wanted.unused_since)
        rows = rows.filter(state=AssetState.PUBLISHED, published_at__lt=wanted.unused_since).exclude(used)
    if wanted.is_stale is not None:
        past = {"state": AssetState.PUBLISHED, "review_by__lt": today}
        rows = rows.filter(**past) if wanted.is_stale else rows.exclude(**past)
    return rows


def _with_cards(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    return rows.select_related("library", "audience", "current_version__reading")


def _people_of(assets: Iterable[Asset], versions: Iterable[AssetVersion]) -> Mapping[UUID, PersonCard]:
    ids = {row.owner_id for row in assets} | {row.created_by for row in versions if row.created_by}
    return find_people(ids)


def _today(at: datetime) -> date:
    return timezone.localdate(at)
