"""Three published partner programs as rules of ours, and metrics to feed them with.

Source: what Microsoft, AWS and Cisco publish of theirs, as far as it is public: the capability score of business applications, the
services path's counts, the value index of a portfolio. Numbers are facts; the words are ours.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit, add_metric, find_metric
from steelyard.partners.tiers.rules import TierRules


def _nothing(_ids: Collection[UUID], _evidence: Evidence) -> Mapping[UUID, Decimal]:
    return {}


def know(*names: str, unit: MetricUnit = MetricUnit.COUNT, has_window: bool = False, **said: Any) -> None:
    """Tell of metrics that nobody measures, for tests of rules alone."""
    for name in names:
        if find_metric(f"test.{name}") is None:
            add_metric(
                Metric(key=f"test.{name}", name=name, unit=unit, measure=_nothing, has_window=has_window, **said)
            )


know("adds", "intermediate", "advanced", "usage", "deployments", has_window=True)
know("accredited", "foundational", "technical", "specialty", "validations", "plan", "review", "csat", "references")
know("launched", has_window=True)
know("recurring", unit=MetricUnit.MONEY, has_window=True, step=Decimal(100))
know("black_belts", "foundation")
know("revenue", unit=MetricUnit.MONEY, has_window=True, step=Decimal(1000))
know("growth", "onboarded", "adopted", "engagement", unit=MetricUnit.PERCENT)


def _decimals(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


def _capability_track(key: str, thresholds: str) -> list[dict[str, Any]]:
    names = ("adds", "intermediate", "advanced", "usage", "deployments")
    rows = zip(names, _decimals("15 20 15 30 20"), _decimals(thresholds), strict=True)
    return [
        {
            "key": f"{key}-{name}",
            "track": key,
            "metric": f"test.{name}",
            "weight": str(weight),
            "threshold": str(threshold),
            "months": 6,
        }
        for name, weight, threshold in rows
    ]


MICROSOFT = TierRules.load(
    {
        "tracks": [
            {"key": "enterprise", "name": "Enterprise", "every_metric_counts": True},
            {"key": "smb", "name": "Small and medium businesses", "every_metric_counts": True},
        ],
        "metrics": [*_capability_track("enterprise", "5 8 2 20 4"), *_capability_track("smb", "10 4 1 10 8")],
        "tiers": [{"tier": "member"}, {"tier": "partner", "points": "70"}],
    }
)
"""A score of a hundred: 70 points, every metric above zero, the better of two tracks, evidence of six months."""


def _counts(tier: str, **counts: int) -> list[dict[str, Any]]:
    windows = {"launched": 12, "recurring": 12}
    return [
        {
            "key": f"{tier}-{name}",
            "tier": tier,
            "metric": f"test.{name}",
            "at_least": str(count),
            "months": windows.get(name),
        }
        for name, count in counts.items()
    ]


AWS = TierRules.load(
    {
        "tracks": [{"key": "services", "name": "Services path"}],
        "tiers": [{"tier": tier} for tier in ("registered", "select", "advanced", "premier")],
        "criteria": [
            *_counts("select", accredited=4, foundational=2, technical=2, launched=3, recurring=1500),
            *_counts(
                "advanced", accredited=8, foundational=4, technical=6, specialty=3, launched=20, recurring=10000, plan=1
            ),
            *_counts("premier", accredited=20, foundational=10, technical=25, specialty=10, launched=50),
            *_counts("premier", recurring=50000, validations=3, review=1),
            {
                "key": "premier-csat",
                "tier": "premier",
                "metric": "test.csat",
                "at_least": "20",
                "any_of": "satisfaction",
            },
            {
                "key": "premier-references",
                "tier": "premier",
                "metric": "test.references",
                "at_least": "5",
                "any_of": "satisfaction",
            },
        ],
        "currency": "USD",
        "rates": [],
    }
)
"""Counts alone; opportunities and what they bring are of the last twelve months; satisfied customers by answers or references."""

CISCO = TierRules.load(
    {
        "tracks": [{"key": "portfolio", "name": "Portfolio", "points": "10"}],
        "metrics": [
            {"key": "foundation", "track": "portfolio", "metric": "test.foundation", "weight": "1", "threshold": "1"},
            {
                "key": "capabilities",
                "track": "portfolio",
                "metric": "test.black_belts",
                "weight": "3",
                "threshold": "2",
                "per": "test.revenue",
                "per_units": "100000",
                "months": 12,
            },
            {"key": "growth", "track": "portfolio", "metric": "test.growth", "weight": "2", "threshold": "20"},
            {"key": "onboarded", "track": "portfolio", "metric": "test.onboarded", "weight": "1", "threshold": "80"},
            {"key": "adopted", "track": "portfolio", "metric": "test.adopted", "weight": "1", "threshold": "50"},
            {"key": "engagement", "track": "portfolio", "metric": "test.engagement", "weight": "2", "threshold": "100"},
        ],
        "tiers": [
            {"tier": "portfolio_partner"},
            {"tier": "registering", "points": "1"},
            {"tier": "funded", "points": "5"},
            {"tier": "preferred", "points": "7.5"},
        ],
        "currency": "USD",
        "rates": [],
    }
)
"""An index of ten: certificates for each 100,000 of revenue; 1.0 opens registration, 5.0 funds, 7.5 is preferred."""

PORTAL: Mapping[str, Any] = {
    "tracks": [{"key": "main", "name": "Main", "types": ["reseller"]}],
    "metrics": [
        {
            "key": "families",
            "track": "main",
            "metric": "partners.certified_families",
            "weight": "60",
            "threshold": "2",
        },
        {"key": "people", "track": "main", "metric": "partners.people", "weight": "40", "threshold": "4"},
    ],
    "tiers": [{"tier": "registered"}, {"tier": "silver", "points": "50"}, {"tier": "gold", "points": "80"}],
    "criteria": [{"key": "signed", "tier": "gold", "metric": "partners.agreement", "at_least": "1"}],
    "grace_days": 5,
}
"""A small program over what partners measures itself, for tests with a database."""
