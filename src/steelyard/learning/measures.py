"""What learning measures for tiers: how many certified people a partner has, and competencies by their level."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import Count

from steelyard.kernel.refusals import sentence
from steelyard.learning.events import CertifiedPeopleCounted, CompetencyGranted, CompetencyLost
from steelyard.learning.models import CompetencyGrant
from steelyard.learning.queries import today
from steelyard.learning.queries.certificates import count_certified_people
from steelyard.learning.terms import Level
from steelyard.partners.public import Evidence, Metric, MetricUnit, register_metric

_LEVEL_NAMES = {
    Level.FOUNDATION: sentence("Foundation competencies"),
    Level.ASSOCIATE: sentence("Associate competencies"),
    Level.PROFESSIONAL: sentence("Professional competencies"),
    Level.EXPERT: sentence("Expert competencies"),
}
_EFFORTS = {Level.FOUNDATION: 5, Level.ASSOCIATE: 10, Level.PROFESSIONAL: 20, Level.EXPERT: 40}


def _people(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    counted = count_certified_people(ids, today(evidence.as_of), at=evidence.as_of)
    return {partner_id: Decimal(people) for partner_id, people in counted.items()}


def _competencies(level: Level, ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    day = today(evidence.as_of)
    rows = CompetencyGrant.objects.filter(CompetencyGrant.holds_on(day), partner__in=ids, competency__level=level)
    counted = rows.values("partner_id").annotate(count=Count("id")).order_by()
    return {partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count")}


register_metric(
    Metric(
        key="learning.certified_people",
        name=sentence("Certified people"),
        unit=MetricUnit.COUNT,
        measure=_people,
        effort=Decimal(8),
    ),
    moved_by=[CertifiedPeopleCounted],
)
for level, name in _LEVEL_NAMES.items():
    register_metric(
        Metric(
            key=f"learning.competencies_{level}",
            name=name,
            unit=MetricUnit.COUNT,
            measure=partial(_competencies, level),
            effort=Decimal(_EFFORTS[level]),
        ),
        moved_by=[CompetencyGranted, CompetencyLost],
    )
