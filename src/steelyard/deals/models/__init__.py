"""The state of deal registration."""

from steelyard.deals.models.disputes import Dispute, DisputeStatement
from steelyard.deals.models.following import (
    Comment,
    DirectOverride,
    Evidence,
    ExtensionRequest,
    InformationRequest,
)
from steelyard.deals.models.registration import DealRegistration, RegistrationLine

__all__ = [
    "Comment",
    "DealRegistration",
    "DirectOverride",
    "Dispute",
    "DisputeStatement",
    "Evidence",
    "ExtensionRequest",
    "InformationRequest",
    "RegistrationLine",
]
