"""The state of deal registration."""

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
    "Evidence",
    "ExtensionRequest",
    "InformationRequest",
    "RegistrationLine",
]
