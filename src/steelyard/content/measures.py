"""What content measures of partners: how often they open what is in the libraries."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from steelyard.content.models import Use
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import Evidence, Metric, MetricUnit, register_metric
from steelyard.platform.arrays import among


def _opened(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    rows = Use.objects.filter(among("partner_id", ids), used_at__lte=evidence.as_of)
    if evidence.since is not None:
        rows = rows.filter(used_at__gte=evidence.since)
    counted = rows.values("partner_id").annotate(count=Count("id")).order_by()
    return {
        partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count") if partner_id
    }


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
