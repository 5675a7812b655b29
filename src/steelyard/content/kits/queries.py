"""Reading kits: for a partner in the order that fits what it serves and sells."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from steelyard.content import permissions
from steelyard.content.kits.policies import rank_kits
from steelyard.content.kits.refusals import KitIsEmpty
from steelyard.content.kits.terms import (
    MOST_KITS,
    KitCard,
    KitFilter,
    KitRecord,
    KitTerms,
    PackedKit,
    PackedPart,
    Taste,
)
from steelyard.content.models import Asset, Kit, KitPart
from steelyard.content.queries import rules_of_content
from steelyard.content.queries.assets import cards_of
from steelyard.content.terms import AssetState
from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Reason
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import list_verticals
from steelyard.pipeline.public import count_wins
from steelyard.platform.paging import cut, take


def list_kits(actor: Actor, wanted: KitFilter, page: PageRequest, *, at: datetime) -> Page[KitCard]:
    """Return a page of the kits that the filter finds: the host's newest first, a partner's best fitting first.

    A partner is shown kits with something current in them alone.
    """
    rows = _filtered(Kit.visible_to(actor), wanted)
    if page.updated_since is not None or permissions.can_see_usage(actor):
        stretch = take(rows, page, ("-created_at", "-id"))
        cards = _cards(actor, stretch.rows, at=at)
        return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)
    newest = {row.id: row for row in rows.order_by("-published_at", "-id")[:MOST_KITS]}
    current = {key for key, (parts, _) in _count_parts(actor, newest, at=at).items() if parts}
    ranked = rank_kits(
        ((key, terms_of(row)) for key, row in newest.items() if key in current), find_taste(actor, at=at)
    )
    shown = cut(ranked, page)
    return shown.holding(_cards(actor, [newest[key] for key, _ in shown.items], at=at, reasons=dict(shown.items)))


def get_kit(actor: Actor, kit_id: UUID) -> Kit:
    """Return a kit that the actor may see. Raises: NotFound."""
    kit = Kit.visible_to(actor).filter(id=kit_id).first()
    if kit is None:
        raise NotFound
    return kit


def get_kit_record(actor: Actor, kit_id: UUID, *, at: datetime) -> KitRecord:
    """Return a kit with its parts in their order: for partners those that are current. Raises: NotFound."""
    kit = get_kit(actor, kit_id)
    ids = list(KitPart.visible_to(actor).filter(kit=kit).values_list("asset_id", flat=True))
    found = cards_of(actor, Asset.visible_to(actor), ids, at=at)
    parts = [found[key] for key in ids if key in found]
    if not permissions.can_see_usage(actor):
        parts = [card for card in parts if not card.is_stale]
    (card,) = _cards(actor, [kit], at=at)
    return KitRecord(card=card, parts=tuple(parts))


def find_packed(actor: Actor, kit_id: UUID, *, at: datetime) -> tuple[PackedKit, list[Asset]]:
    """Return what the actor is given of a kit, with the assets that it comes from. Raises: NotFound, KitIsEmpty."""
    kit = get_kit(actor, kit_id)
    parts = _current(KitPart.visible_to(actor).filter(kit=kit), at=at)
    assets = [part.asset for part in parts.select_related("asset__current_version")]
    if not assets:
        raise KitIsEmpty
    packed = [
        PackedPart(
            title=asset.title,
            file_id=version.file_id,
            file_name=version.file_name,
            link=version.link,
            text=version.text,
            made_at=version.created_at,
        )
        for asset in assets
        if (version := asset.current_version)
    ]
    made_at = max(part.made_at for part in packed)
    return PackedKit(title=kit.title, cover=kit.cover, made_at=made_at, parts=tuple(packed)), assets


def find_taste(actor: Actor, *, at: datetime) -> Taste:
    """Return what the actor's partner serves, and what it sold in the months that the rules say."""
    if actor.partner_id is None:
        return Taste()
    won = count_wins(actor.partner_id, since=at - timedelta(days=rules_of_content(at).past_sales_days), until=at)
    industries: Counter[str] = Counter()
    for word, count in won.industries.items():
        industries[word.casefold()] += count
    return Taste(
        verticals=frozenset(word.casefold() for word in list_verticals(actor.partner_id)),
        won_verticals=industries,
        won_families=won.families,
    )


def terms_of(kit: Kit) -> KitTerms:
    """Return what is said of a kit."""
    return KitTerms(title=kit.title, cover=kit.cover, vertical=kit.vertical, family=kit.family, stage=kit.stage)


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of those of the kits that the current asker may see."""
    return dict(Kit.objects.filter(id__in=set(ids)).values_list("id", "title"))


def _cards(
    actor: Actor, rows: Iterable[Kit], *, at: datetime, reasons: dict[UUID, tuple[Reason, ...]] | None = None
) -> list[KitCard]:
    rows = list(rows)
    counts = _count_parts(actor, [row.id for row in rows], at=at)
    knows = permissions.can_see_usage(actor)
    return [
        KitCard(
            id=row.id,
            public_id=row.public_id,
            terms=terms_of(row),
            published_at=row.published_at,
            updated_at=row.updated_at,
            parts=counts.get(row.id, (0, 0))[0],
            outdated=counts.get(row.id, (0, 0))[1] if knows else 0,
            reasons=(reasons or {}).get(row.id, ()),
        )
        for row in rows
    ]


def _count_parts(actor: Actor, ids: Iterable[UUID], *, at: datetime) -> dict[UUID, tuple[int, int]]:
    """Return, by kit, how many of the parts that the actor may see are current, and how many are not."""
    rows = KitPart.visible_to(actor).filter(kit__in=list(ids)).order_by().values("kit_id")
    counted = rows.annotate(current=Count("id", filter=_is_current(at)), every=Count("id"))
    return {row["kit_id"]: (row["current"], row["every"] - row["current"]) for row in counted}


def _current(parts: QuerySet[KitPart], *, at: datetime) -> QuerySet[KitPart]:
    return parts.filter(_is_current(at))


def _is_current(at: datetime) -> Q:
    return Q(asset__state=AssetState.PUBLISHED, asset__review_by__gte=timezone.localdate(at))


def _filtered(rows: QuerySet[Kit], wanted: KitFilter) -> QuerySet[Kit]:
    said = {"vertical__iexact": wanted.vertical, "family": wanted.family, "stage": wanted.stage}
    return rows.filter(**{field: value for field, value in said.items() if value})
