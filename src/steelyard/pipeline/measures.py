"""What the pipeline measures for the tiers of partners: what they won, how much, and how often."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from steelyard.kernel.refusals import sentence
from steelyard.partners.public import Evidence, Metric, MetricUnit, register_metric
from steelyard.pipeline.events import OpportunityLost, OpportunityReopened, OpportunityWon
from steelyard.platform.arrays import plain_array, text_array

_CLOSED = "o.partner_id = any(%(ids)s::uuid[]) and o.closed_at <= %(as_of)s and o.closed_at >= %(since)s"
_WON_VALUE = f"""
    select o.partner_id, sum(o.amount * r.rate)
    from pipeline_opportunity o
    join unnest(%(currencies)s::text[], %(rates)s::numeric[]) as r (currency, rate) on r.currency = o.currency
    where {_CLOSED} and o.outcome = 'won'
    group by o.partner_id
"""  # noqa: S608 - the parts are constants
_WON_COUNT = f"""
    select o.partner_id, count(*)::numeric from pipeline_opportunity o
    where {_CLOSED} and o.outcome = 'won' group by o.partner_id
"""  # noqa: S608
_WIN_RATE = f"""
    select o.partner_id, 100.0 * count(*) filter (where o.outcome = 'won') / count(*) from pipeline_opportunity o
    where {_CLOSED} group by o.partner_id
"""  # noqa: S608
_WON_FAMILIES = f"""
    select o.partner_id, count(distinct l.family_id)::numeric from pipeline_opportunity o
    join pipeline_opportunityline l on l.opportunity_id = o.id
    where {_CLOSED} and o.outcome = 'won' group by o.partner_id
"""  # noqa: S608
_SOURCED_SHARE = f"""
    select o.partner_id, 100.0 * count(o.source_registration_id) / count(*) from pipeline_opportunity o
    where {_CLOSED} and o.outcome = 'won' group by o.partner_id
"""  # noqa: S608


def _measure(statement: str, ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    asked: dict[str, str | datetime | None] = {
        "ids": plain_array(ids),
        "as_of": evidence.as_of,
        "since": evidence.since,
        "currencies": text_array(evidence.rates),
        "rates": plain_array(evidence.rates.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return dict(cursor.fetchall())


def measure_won_value(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return what each partner won, in the currency of the rules."""
    return _measure(_WON_VALUE, ids, evidence)


def measure_won_count(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many opportunities each partner won."""
    return _measure(_WON_COUNT, ids, evidence)


def measure_win_rate(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many of a hundred closed opportunities each partner won."""
    return _measure(_WIN_RATE, ids, evidence)


def measure_won_families(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return in how many product families each partner won."""
    return _measure(_WON_FAMILIES, ids, evidence)


def measure_sourced_share(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many of a hundred won opportunities each partner had registered itself."""
    return _measure(_SOURCED_SHARE, ids, evidence)


_CLOSINGS = (OpportunityWon, OpportunityLost, OpportunityReopened)

register_metric(
    Metric(
        key="pipeline.won_value",
        name=sentence("Value of opportunities won"),
        unit=MetricUnit.MONEY,
        measure=measure_won_value,
        has_window=True,
        step=Decimal(1000),
        effort=Decimal("0.5"),
    ),
    moved_by=_CLOSINGS,
)
register_metric(
    Metric(
        key="pipeline.won_count",
        name=sentence("Opportunities won"),
        unit=MetricUnit.COUNT,
        measure=measure_won_count,
        has_window=True,
        effort=Decimal(10),
    ),
    moved_by=_CLOSINGS,
)
register_metric(
    Metric(
        key="pipeline.win_rate",
        name=sentence("Share of closed opportunities won"),
        unit=MetricUnit.PERCENT,
        measure=measure_win_rate,
        has_window=True,
        effort=Decimal(2),
    ),
    moved_by=_CLOSINGS,
)
register_metric(
    Metric(
        key="pipeline.won_families",
        name=sentence("Product families won in"),
        unit=MetricUnit.COUNT,
        measure=measure_won_families,
        has_window=True,
        effort=Decimal(15),
    ),
    moved_by=_CLOSINGS,
)
register_metric(
    Metric(
        key="pipeline.sourced_share",
        name=sentence("Share of won opportunities that it registered"),
        unit=MetricUnit.PERCENT,
        measure=measure_sourced_share,
        has_window=True,
        effort=Decimal(2),
    ),
    moved_by=_CLOSINGS,
)
