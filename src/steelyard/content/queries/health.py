"""Reading how libraries fare: which are graveyards, and what readers say."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from steelyard.content import permissions
from steelyard.content.models import Asset, AssetUsage, Feedback, Library
from steelyard.content.queries.words import rules_of_content
from steelyard.content.terms import AssetState, FeedbackCard, LibraryHealth, Usage
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take


def unused_since(at: datetime) -> datetime:
    """Return the instant since which nobody used what counts as unused."""
    return at - timedelta(days=rules_of_content(at).unused_days)


def list_graveyards(actor: Actor, *, at: datetime) -> list[LibraryHealth]:
    """Return how much of each library is past its review or unused, in one statement. Raises: NotAllowed for partners."""
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    since = unused_since(at)
    is_stale = Q(review_by__lt=at.date())
    is_used = Q(usage__last_used_at__gte=since) | Q(published_at__gte=since)
    counts: dict[str, dict[str, int]] = {
        str(row["library_id"]): {name: row[name] for name in ("published", "stale", "used")}
        for row in Asset.objects.filter(state=AssetState.PUBLISHED)
        .order_by()
        .values("library_id")
        .annotate(
            published=Count("id"),
            stale=Count("id", filter=is_stale),
            used=Count("id", filter=~is_stale & is_used),
        )
    }
    nothing = {"published": 0, "stale": 0, "used": 0}
    found = [(library, counts.get(library.key, nothing)) for library in Library.objects.all()]
    return [
        LibraryHealth(
            key=library.key,
            name=library.name,
            published=row["published"],
            stale=row["stale"],
            unused=row["published"] - row["stale"] - row["used"],
        )
        for library, row in found
    ]


def get_usage(asset_id: UUID) -> Usage:
    """Return how often an asset was used and whom it helped: what the host alone is told."""
    sums = AssetUsage.objects.filter(asset=asset_id).first() or AssetUsage()
    said = Feedback.objects.filter(asset=asset_id).aggregate(
        helped=Count("id", filter=Q(is_helpful=True)), not_helped=Count("id", filter=Q(is_helpful=False))
    )
    return Usage(opened=sums.opened, downloaded=sums.downloaded, last_used_at=sums.last_used_at, **said)


def list_feedback(actor: Actor, asset_id: UUID, page: PageRequest) -> Page[FeedbackCard]:
    """Return what readers said of an asset, newest first: to a partner what its own people said."""
    rows = Feedback.visible_to(actor).filter(asset=asset_id, asset__in=Asset.visible_to(actor))
    stretch = take(rows, page, ("-given_at", "-id"))
    people = find_people({row.person_id for row in stretch.rows})
    cards = [
        FeedbackCard(
            id=row.id,
            person=people.get(row.person_id, SOMEONE).name,
            organization=people.get(row.person_id, SOMEONE).organization,
            is_helpful=row.is_helpful,
            words=row.words,
            given_at=row.given_at,
        )
        for row in stretch.rows
    ]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)
