"""Keeping the one relation that row-level security reads: which partner sees whose rows."""

from collections.abc import Iterable
from itertools import product
from uuid import UUID

from django.db.models import QuerySet

from steelyard.kernel.actors import Actor
from steelyard.platform.models import Visibility


def show(*, viewers: Iterable[UUID], partners: Iterable[UUID]) -> None:
    """Let every viewer see the rows of every partner given."""
    show_each(product(viewers, tuple(partners)))


def show_each(pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Let each viewer see the rows of the partner beside it."""
    rows = [Visibility(viewer_id=viewer, partner_id=partner) for viewer, partner in pairs]
    Visibility.objects.bulk_create(rows, ignore_conflicts=True)


def hide(*, viewers: Iterable[UUID], partners: Iterable[UUID]) -> None:
    """Take from the viewers the sight of the partners' rows; each partner goes on seeing itself."""
    for viewer in viewers:
        Visibility.objects.filter(viewer_id=viewer, partner_id__in=tuple(partners)).exclude(partner_id=viewer).delete()


def visible_partner_ids(actor: Actor) -> QuerySet[Visibility, UUID]:
    """Return, as a subquery, the ids of the partners whose rows the actor sees through a partner's seat."""
    if actor.partner_id is None:
        return Visibility.objects.none().values_list("partner_id", flat=True)
    return Visibility.objects.filter(viewer_id=actor.partner_id).values_list("partner_id", flat=True)


def is_partner(partner_id: UUID) -> bool:
    """Tell whether a partner with that id is enrolled, as far as the current actor may know: every partner sees itself."""
    return Visibility.objects.filter(viewer_id=partner_id, partner_id=partner_id).exists()


def list_seen(viewer: UUID) -> list[UUID]:
    """Return the partners whose rows the viewer sees, itself included."""
    return list(Visibility.objects.filter(viewer_id=viewer).values_list("partner_id", flat=True))
