"""What vetting is to other rules: milestones of journeys, metrics of tiers, goals and requirements."""

from collections.abc import Collection, Mapping, Set
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding.milestones import Milestone
from steelyard.partners.onboarding.reactions import register_milestone
from steelyard.partners.queries import today
from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit
from steelyard.partners.tiers.reactions import register_metric
from steelyard.partners.vetting.events import (
    RedFlagCleared,
    RedFlagRecorded,
    VettingLapsed,
    VettingPassed,
    VettingRefused,
)
from steelyard.partners.vetting.gathering import find_esg_scores, find_passed, find_vetted
from steelyard.partners.vetting.terms import VettingKind

_PASSED_NAMES = {
    VettingKind.ANTI_BRIBERY: sentence("Anti-bribery vetting passed"),
    VettingKind.ESG: sentence("ESG questionnaire passed"),
    VettingKind.SECURITY: sentence("Security questionnaire passed"),
    VettingKind.OTHER: sentence("Other questionnaire passed"),
}
_MOVING = (VettingPassed, VettingRefused, VettingLapsed, RedFlagRecorded, RedFlagCleared)


def _has_passed(kind: VettingKind, ids: Collection[UUID], as_of: datetime) -> Set[UUID]:
    return find_passed(ids, kind, on=today(as_of))


def _count_passed(kind: VettingKind, ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    return dict.fromkeys(find_passed(ids, kind, on=today(evidence.as_of)), Decimal(1))


def _is_vetted(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:
    return find_vetted(ids, at=as_of)


def _esg(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    return find_esg_scores(ids, on=today(evidence.as_of))


for _kind, _name in _PASSED_NAMES.items():
    register_milestone(
        Milestone(
            key=f"partners.vetting_{_kind}",
            name=_name,
            is_met=partial(_has_passed, _kind),
            url_name="partners:own-vetting",
        ),
        met_by=[VettingPassed],
    )
    register_metric(
        Metric(
            key=f"partners.vetting_{_kind}",
            name=_name,
            unit=MetricUnit.COUNT,
            measure=partial(_count_passed, _kind),
            effort=Decimal(3),
        ),
        moved_by=_MOVING,
    )
register_milestone(
    Milestone(
        key="partners.vetting",
        name=sentence("All vetting passed that is asked"),
        is_met=_is_vetted,
        url_name="partners:own-vetting",
    ),
    met_by=[VettingPassed],
)
register_metric(
    Metric(
        key="partners.esg_score",
        name=sentence("ESG score"),
        unit=MetricUnit.POINTS,
        measure=_esg,
        effort=Decimal("0.5"),
    ),
    moved_by=[VettingPassed, VettingRefused, VettingLapsed],
)
