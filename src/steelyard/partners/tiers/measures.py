"""What partners measures for tiers itself: certified product families, people, and how good the data is."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from steelyard.identity.events import PersonDeactivated, PersonJoined, PersonReactivated
from steelyard.identity.public import tally_contacts
from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.events import AgreementAccepted, AgreementLapsed
from steelyard.partners.events import AgreementRecorded, CertificationRecorded
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models import Agreement, Certification, Dated, PartnerScore, QuietPeriod
from steelyard.partners.queries import today
from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit
from steelyard.partners.tiers.reactions import register_metric
from steelyard.platform.arrays import among


def _families(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    rows = Certification.objects.filter(Dated.holds_on(today(evidence.as_of)), among("partner", ids))
    counted = rows.values("partner_id").annotate(count=Count("family", distinct=True)).order_by()
    return {partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count")}


def _agreements(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    rows = Agreement.objects.filter(Agreement.in_force_on(today(evidence.as_of)), among("partner", ids))
    return dict.fromkeys(rows.values_list("partner_id", flat=True), Decimal(1))


def _people(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    tally = tally_contacts(frozenset(ids), active_since=dict.fromkeys(ids, evidence.as_of))
    return {partner_id: Decimal(contacts.members) for partner_id, contacts in tally.items()}


def _data_quality(ids: Collection[UUID], _evidence: Evidence) -> Mapping[UUID, Decimal]:
    return dict(PartnerScore.objects.filter(among("partner", ids)).values_list("partner_id", "score"))


def _active_days(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    # Each day with a sign of life begins a period without one.
    since = evidence.since.date() if evidence.since else date.min
    rows = QuietPeriod.objects.filter(
        among("partner", ids), signal=Signal.ANY, since_on__gte=since, since_on__lte=today(evidence.as_of)
    )
    counted = rows.values("partner_id").annotate(count=Count("id")).order_by()
    return {partner_id: Decimal(count) for partner_id, count in counted.values_list("partner_id", "count")}


register_metric(
    Metric(
        key="partners.certified_families",
        name=sentence("Product families certified for"),
        unit=MetricUnit.COUNT,
        measure=_families,
        effort=Decimal(15),
    ),
    moved_by=[CertificationRecorded],
)
register_metric(
    Metric(
        key="partners.agreement",
        name=sentence("Agreement in force"),
        unit=MetricUnit.COUNT,
        measure=_agreements,
        effort=Decimal(5),
    ),
    moved_by=[AgreementRecorded, AgreementAccepted, AgreementLapsed],
)
register_metric(
    Metric(
        key="partners.people",
        name=sentence("People who joined"),
        unit=MetricUnit.COUNT,
        measure=_people,
        effort=Decimal("0.5"),
        looks_back=False,
    ),
    moved_by=[PersonJoined, PersonDeactivated, PersonReactivated],
)
register_metric(
    Metric(
        key="partners.data_quality",
        name=sentence("Data quality"),
        unit=MetricUnit.POINTS,
        measure=_data_quality,
        effort=Decimal("0.05"),
        looks_back=False,
    ),
)
register_metric(
    Metric(
        key="partners.active_days",
        name=sentence("Days with a sign of life"),
        unit=MetricUnit.COUNT,
        measure=_active_days,
        has_window=True,
        effort=Decimal("0.2"),
    ),
)
