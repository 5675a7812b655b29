"""Measuring many partners for an audit: each metric once for all of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from steelyard.kernel.periods import add_months
from steelyard.partners import queries
from steelyard.partners.inactivity.queries import find_quiet_days
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models import Dated, ManagerAssignment, Partner, PartnerRole
from steelyard.partners.portfolio.metrics import find_measurable
from steelyard.partners.portfolio.parts import MeasureRule
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.portfolio.terms import AuditFacts, AuditScope, Figure, Reading
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit
from steelyard.platform.arrays import among

PORTFOLIO_RULEBOOK = "portfolio"
AUDITED = (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED)
"""In which states a partner is audited: those that are in the program."""

_NOTHING, _PLACES = Decimal(0), Decimal("0.01")
_facts: TypeAdapter[AuditFacts] = TypeAdapter(AuditFacts)


def find_audited(scope: AuditScope) -> list[UUID]:
    """Return the partners that an audit is about; call as the system."""
    rows = Partner.objects.filter(merged_into=None, status__in=AUDITED, enrolled_at__lt=_ends(scope.as_of))
    if scope.region:
        rows = rows.filter(region__in=queries.list_regions_within(scope.region))
    if scope.type:
        held = PartnerRole.objects.filter(Dated.holds_on(scope.as_of), type__key=scope.type)
        rows = rows.filter(id__in=held.values("partner_id"))
    if scope.manager_id:
        managed = ManagerAssignment.objects.filter(Dated.holds_on(scope.as_of), person=scope.manager_id)
        rows = rows.filter(id__in=managed.values("partner_id"))
    return list(rows.order_by("id").values_list("id", flat=True))


def find_totals(
    rules: PortfolioRules, rates: Mapping[str, Decimal], *, as_of: datetime, at_once: int
) -> dict[str, Decimal]:
    """Return for each measure that is read as a share what all partners of the program come to."""
    shares = [one for one in rules.measures if one.reading is Reading.SHARE]
    if not shares:
        return {}
    everybody = list(
        Partner.objects.filter(merged_into=None, status__in=AUDITED).order_by("id").values_list("id", flat=True)
    )
    totals = dict.fromkeys((one.key for one in shares), _NOTHING)
    for start in range(0, len(everybody), at_once):
        for one in shares:
            values = _measure(everybody[start : start + at_once], one, one.months, rates, as_of)
            totals[one.key] += sum(values.values(), _NOTHING)
    return totals


def gather_facts(
    partners: Sequence[Partner],
    rules: PortfolioRules,
    rates: Mapping[str, Decimal],
    totals: Mapping[str, Decimal],
    *,
    as_of: datetime,
) -> dict[UUID, AuditFacts]:
    """Return what is known of each partner at the end of a day."""
    ids = [one.id for one in partners]
    figures: dict[UUID, dict[str, Figure]] = {one: {} for one in ids}
    for one in rules.measures:
        for partner_id, figure in _figures(ids, one, rates, totals, as_of).items():
            figures[partner_id][one.key] = figure
    day = queries.today(as_of)
    quiet = find_quiet_days(ids, on=day)
    return {
        one.id: AuditFacts(
            figures=figures[one.id],
            quiet_days=quiet[one.id].get(Signal.ANY),
            enrolled_days=max((day - queries.today(one.enrolled_at)).days, 0),
        )
        for one in partners
    }


def find_managers(ids: Collection[UUID], *, on: date) -> dict[UUID, UUID]:
    """Return who looks after each partner on a day; of several, who began first."""
    rows = ManagerAssignment.objects.filter(Dated.holds_on(on), among("partner", ids))
    return dict(rows.order_by("-since_on", "-id").values_list("partner_id", "person_id"))


def instant_of(day: date, now: datetime) -> datetime:
    """Return the last instant of a day that has passed by now."""
    return min(_ends(day) - timedelta(microseconds=1), now)


def dump_facts(facts: AuditFacts) -> dict[str, Any]:
    """Return facts as plain values, as they are kept."""
    said: dict[str, Any] = _facts.dump_python(facts, mode="json")
    return said


def load_facts(said: Mapping[str, Any]) -> AuditFacts:
    """Return the facts behind their plain values."""
    return _facts.validate_python(said)


def _figures(
    ids: Collection[UUID],
    one: MeasureRule,
    rates: Mapping[str, Decimal],
    totals: Mapping[str, Decimal],
    as_of: datetime,
) -> dict[UUID, Figure]:
    metric = find_measurable(one.metric)
    if metric is None:
        return {}
    values = _measure(ids, one, one.months if metric.has_window else None, rates, as_of)
    known: Collection[UUID] = ids if _is_zero_without_evidence(metric) else values.keys()
    base: Mapping[UUID, Decimal] | None = None
    if one.reading is Reading.GROWTH and one.months is not None:
        then = datetime.combine(add_months(queries.today(as_of), -one.months), time(), tzinfo=UTC)
        before = then - timedelta(microseconds=1)
        base = _measure(ids, one, one.months if metric.has_window else None, rates, before)
    elif one.reading is Reading.SHARE:
        base = dict.fromkeys(ids, totals.get(one.key, _NOTHING))
    return {
        partner_id: Figure(
            value=values.get(partner_id, _NOTHING).quantize(_PLACES),
            base=base.get(partner_id, _NOTHING).quantize(_PLACES) if base is not None else None,
        )
        for partner_id in known
    }


def _is_zero_without_evidence(metric: Metric) -> bool:
    """Tell whether a partner of whom nothing was measured has none of it; of rates and points nothing is known then."""
    return metric.unit in {MetricUnit.COUNT, MetricUnit.MONEY}


def _measure(
    ids: Collection[UUID], one: MeasureRule, months: int | None, rates: Mapping[str, Decimal], as_of: datetime
) -> Mapping[UUID, Decimal]:
    metric = find_measurable(one.metric)
    if metric is None:
        return {}
    since = datetime.combine(add_months(queries.today(as_of), -months), time(), tzinfo=UTC) if months else None
    return metric.measure(ids, Evidence(as_of=as_of, since=since, rates=rates))


def _ends(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
