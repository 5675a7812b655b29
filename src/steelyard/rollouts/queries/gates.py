"""The question that every request may ask: which of the features that are rolled out are open to a partner."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from steelyard.platform.clock import utc_now
from steelyard.platform.features import Gate


def find_gates(partner_id: UUID) -> Mapping[str, Gate]:
    """Return, by feature, how it stands with the partner today; only features that a rollout in force is about."""
    with connection.cursor() as cursor:
        cursor.execute("select feature, is_open, is_pilot from rollouts_gates(%s, %s)", [partner_id, utc_now().date()])
        return {feature: Gate(is_open=is_open, is_pilot=is_pilot) for feature, is_open, is_pilot in cursor.fetchall()}
