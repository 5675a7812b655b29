"""What deal registration measures for the tiers of partners: registrations that were approved, and how they ended."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import connection

from steelyard.deals.events import (
    RegistrationApproved,
    RegistrationExpired,
    RegistrationLost,
    RegistrationPartlyApproved,
    RegistrationWon,
)
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import Evidence, Metric, MetricUnit, register_metric
from steelyard.platform.arrays import plain_array

_APPROVED = """
    select partner_id, count(*)::numeric from deals_dealregistration
    where partner_id = any(%(ids)s::uuid[]) and outcome in ('approved', 'approved_as_teaming', 'approved_in_part')
        and decided_at <= %(as_of)s and decided_at >= %(since)s
    group by partner_id
"""
_WIN_RATE = """
    select partner_id, 100.0 * count(*) filter (where state = 'won') / count(*) from deals_dealregistration
    where partner_id = any(%(ids)s::uuid[]) and outcome in ('approved', 'approved_as_teaming', 'approved_in_part')
        and state in ('won', 'lost', 'expired') and closed_at <= %(as_of)s and closed_at >= %(since)s
    group by partner_id
"""
_REGISTERED = """
    select partner_id, count(*)::numeric from deals_dealregistration
    where partner_id = any(%(ids)s::uuid[]) and submitted_at <= %(as_of)s and submitted_at >= %(since)s
    group by partner_id
"""
_WON = """
    select partner_id, count(*)::numeric from deals_dealregistration
    where partner_id = any(%(ids)s::uuid[]) and state = 'won' and closed_at <= %(as_of)s and closed_at >= %(since)s
    group by partner_id
"""


def _measure(statement: str, ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": plain_array(ids), "as_of": evidence.as_of, "since": evidence.since})
        return dict(cursor.fetchall())


def measure_approved(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many registrations of each partner were approved."""
    return _measure(_APPROVED, ids, evidence)


def measure_registered(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many registrations each partner submitted."""
    return _measure(_REGISTERED, ids, evidence)


def measure_won(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many registrations of each partner were won."""
    return _measure(_WON, ids, evidence)


def measure_win_rate(ids: Collection[UUID], evidence: Evidence) -> Mapping[UUID, Decimal]:
    """Return how many of a hundred approved registrations that ended were won.

    Source: deal registration win rate, won of those won, lost and expired.
    """
    return _measure(_WIN_RATE, ids, evidence)


register_metric(
    Metric(
        key="deals.approved",
        name=sentence("Registrations approved"),
        unit=MetricUnit.COUNT,
        measure=measure_approved,
        has_window=True,
        effort=Decimal(3),
    ),
    moved_by=[RegistrationApproved, RegistrationPartlyApproved],
)
register_metric(
    Metric(
        key="deals.win_rate",
        name=sentence("Share of protected deals won"),
        unit=MetricUnit.PERCENT,
        measure=measure_win_rate,
        has_window=True,
        effort=Decimal(2),
    ),
    moved_by=[RegistrationWon, RegistrationLost, RegistrationExpired],
)
register_metric(
    Metric(
        key="deals.registered",
        name=sentence("Registrations submitted"),
        unit=MetricUnit.COUNT,
        measure=measure_registered,
        has_window=True,
        effort=Decimal(2),
    ),
)
register_metric(
    Metric(
        key="deals.won",
        name=sentence("Registrations won"),
        unit=MetricUnit.COUNT,
        measure=measure_won,
        has_window=True,
        effort=Decimal(10),
    ),
    moved_by=[RegistrationWon],
)
