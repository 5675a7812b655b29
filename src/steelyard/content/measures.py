"""What content measures of partners: what they open in the libraries, and their acknowledged contributions."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from steelyard.content.contributions.events import (
    ContributionLapsed,
    ContributionVerified,
    ContributionWithdrawn,
)
from steelyard.content.models import Contribution, Use
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import Evidence, Metric, MetricUnit, register_metric
from steelyard.platform.arrays import among


def _acknowledged(ids: Collection[UUID], evidence: Evidence) -> QuerySet[Contribution]:
    """Return what counted at the instant: acknowledged by then, since the window began, and not ended."""
    rows = Contribution.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=evidence.as_of), among("partner_id", ids), acknowledged_at__lte=evidence.as_of
    )
    return rows.filter(acknowledged_at__gte=evidence.since) if evidence.since else rows


def _points(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    summed = _acknowledged(ids, evidence).values("partner_id").annotate(sum=Sum("case__points")).order_by()
    return {partner_id: Decimal(points) for partner_id, points in summed.values_list("partner_id", "sum")}


def _count(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    counted = _acknowledged(ids, evidence).values("partner_id").annotate(count=Count("id")).order_by()
    return {partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count")}


def _opened(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    rows = Use.objects.filter(among("partner_id", ids), used_at__lte=evidence.as_of)
    if evidence.since is not None:
        rows = rows.filter(used_at__gte=evidence.since)
    counted = rows.values("partner_id").annotate(count=Count("id")).order_by()
    return {
        partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count") if partner_id
    }


_MOVES = (ContributionVerified, ContributionLapsed, ContributionWithdrawn)

register_metric(
    Metric(
        key="content.contribution_points",
        name=sentence("Points of acknowledged contributions"),
        unit=MetricUnit.COUNT,
        measure=_points,
        has_window=True,
        step=Decimal(10),
        effort=Decimal("0.2"),
    ),
    moved_by=_MOVES,
)
register_metric(
    Metric(
        key="content.contributions",
        name=sentence("Acknowledged contributions"),
        unit=MetricUnit.COUNT,
        measure=_count,
        has_window=True,
        effort=Decimal(3),
    ),
    moved_by=_MOVES,
)
register_metric(
    Metric(
        key="content.opened",
        name=sentence("Documents opened"),
        unit=MetricUnit.COUNT,
        measure=_opened,
        has_window=True,
        effort=Decimal("0.1"),
    ),
)
