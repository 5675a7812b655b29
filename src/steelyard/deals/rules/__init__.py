"""The rules of deal registration: their parts, the book that decides, and how it says itself in plain words."""

from steelyard.deals.rules.book import DealRegistrationRules
from steelyard.deals.rules.conditions import VOCABULARY
from steelyard.deals.rules.parts import (
    ConditionRule,
    EvidenceRequirement,
    ExchangeRate,
    Rung,
    TierCapacity,
    default_ladder,
)

__all__ = [
    "VOCABULARY",
    "ConditionRule",
    "DealRegistrationRules",
    "EvidenceRequirement",
    "ExchangeRate",
    "Rung",
    "TierCapacity",
    "default_ladder",
]
