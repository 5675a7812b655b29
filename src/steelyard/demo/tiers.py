"""The demo's tiers: rules that hold as the year ends, benefits, and where everybody stands."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.money import Money
from steelyard.partners.public import define_benefit, evaluate_everyone, settle_everyone
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history
from steelyard.program.public import adopt_rules

_BEFORE = timedelta(days=30)

RULES: dict[str, Any] = {
    "tracks": [
        {"key": "sales", "name": "Sales"},
        {
            "key": "services",
            "name": "Services",
            "types": ["services", "msp", "consultant", "boutique"],
            "every_metric_counts": True,
        },
    ],
    "metrics": [
        *(
            {
                "key": f"sales-{key}",
                "track": "sales",
                "metric": metric,
                "weight": weight,
                "threshold": most,
                "months": months,
            }
            for key, metric, weight, most, months in (
                ("value", "pipeline.won_value", "35", "600000", 12),
                ("wins", "pipeline.won_count", "15", "5", 12),
                ("registered", "deals.approved", "20", "8", 12),
                ("families", "partners.certified_families", "20", "2", None),
                ("data", "partners.data_quality", "10", "80", None),
            )
        ),
        *(
            {"key": f"services-{key}", "track": "services", "metric": metric, "weight": weight, "threshold": most}
            for key, metric, weight, most in (
                ("families", "partners.certified_families", "60", "2"),
                ("people", "partners.people", "20", "3"),
                ("data", "partners.data_quality", "20", "80"),
            )
        ),
    ],
    "tiers": [
        {"tier": "registered"},
        {"tier": "silver", "points": "30"},
        {"tier": "gold", "points": "55"},
        {"tier": "platinum", "points": "80"},
    ],
    "criteria": [
        {"key": "agreement", "tier": "silver", "metric": "partners.agreement", "at_least": "1"},
        {"key": "certified", "tier": "gold", "metric": "partners.certified_families", "at_least": "1"},
        {
            "key": "wins",
            "tier": "platinum",
            "metric": "pipeline.won_count",
            "at_least": "4",
            "months": 12,
            "any_of": "proof",
        },
        {
            "key": "rate",
            "tier": "platinum",
            "metric": "deals.win_rate",
            "at_least": "60",
            "months": 12,
            "any_of": "proof",
        },
    ],
    "margin": "10",
    "grace_days": 10,
    "notice_days": 30,
}

_BENEFITS = (
    ("portal_training", "Sales training", "", (), 400),
    ("demo_licenses", "Demo licenses", "silver", (), 1_800),
    ("service_desk", "Service desk for integrators", "silver", ("services", "msp"), 3_600),
    ("market_fund", "Marketing fund", "gold", (), 15_000),
    ("named_engineer", "Named sales engineer", "platinum", (), 60_000),
)


def build_tiers(now: datetime) -> None:
    """Let rules of tiers hold since a month, offer benefits, and evaluate everybody as the month went by."""
    with as_system():
        adopt_rules(actor=SYSTEM, key="tiers", rules=RULES, effective_from=now - _BEFORE, now=now - _BEFORE)
        for key, name, tier, types, amount in _BENEFITS:
            define_benefit(
                actor=SYSTEM,
                key=key,
                name=name,
                value=Money(Decimal(amount), "EUR"),
                from_tier=tier,
                types=types,
                now=now - _BEFORE,
            )
        settle_history()
    for days in (30, 19, 0):
        with as_system():
            evaluate_everyone(now - timedelta(days=days))
            settle_history()
    with as_system():
        settle_everyone(now)
        settle_history()
