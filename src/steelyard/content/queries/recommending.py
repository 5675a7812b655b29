"""Reading what fits what somebody works on."""

from datetime import datetime
from functools import reduce
from itertools import chain
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from steelyard.content.models import Asset
from steelyard.content.policies import rank_recommendations, rank_related
from steelyard.content.queries.assets import SORTS, cards_of, get_asset
from steelyard.content.terms import AssetCard, AssetState, Candidate, Need, Recommendation
from steelyard.kernel.actors import Actor

MOST_CANDIDATES = 500


def recommend(*, actor: Actor, need: Need, limit: int, at: datetime) -> list[Recommendation]:
    """Return what fits the need among what the actor may use and what is not past its review, best first, with reasons."""
    touches = Q(families__overlap=sorted(need.families))
    if need.vertical:
        touches |= Q(verticals__contains=[need.vertical])
    if need.stage:
        touches |= Q(stages__contains=[need.stage])
    visible = Asset.visible_to(actor)
    rows = visible.filter(touches, state=AssetState.PUBLISHED, review_by__gte=timezone.localdate(at))
    fields = ("id", "families", "verticals", "stages")
    candidates = [
        Candidate(id=key, families=frozenset(families), verticals=frozenset(verticals), stages=frozenset(stages))
        for key, families, verticals, stages in rows.order_by(*SORTS["newest"]).values_list(*fields)[:MOST_CANDIDATES]
    ]
    best = rank_recommendations(candidates, need)[:limit]
    cards = cards_of(actor, visible, [key for key, _ in best], at=at)
    return [Recommendation(asset=cards[key], reasons=reasons) for key, reasons in best if key in cards]


def list_related(actor: Actor, asset_id: UUID, *, limit: int, at: datetime) -> list[AssetCard]:
    """Return what is about the same as the asset among what the actor may use and what is not past its review.

    Raises: NotFound.
    """
    asset = get_asset(actor, asset_id)
    about = {name: getattr(asset, name) for name in ("families", "verticals", "keywords")}
    touches = reduce(or_, (Q(**{f"{name}__overlap": words}) for name, words in about.items()))
    visible = Asset.visible_to(actor)
    rows = visible.filter(touches, state=AssetState.PUBLISHED, review_by__gte=timezone.localdate(at))
    newest = rows.exclude(id=asset_id).order_by(*SORTS["newest"]).values_list("id", "kind", *about)[:MOST_CANDIDATES]
    candidates = [(key, frozenset({kind, *chain(*words)})) for key, kind, *words in newest]
    best = rank_related(candidates, frozenset({asset.kind, *chain(*about.values())}))[:limit]
    cards = cards_of(actor, visible, best, at=at)
    return [cards[key] for key in best if key in cards]
