"""State of identity: people and their memberships, invitations, sessions, API keys."""

from steelyard.identity.models.access import ApiKey, Session
from steelyard.identity.models.invitations import Invitation
from steelyard.identity.models.people import Membership, Person

__all__ = ["ApiKey", "Invitation", "Membership", "Person", "Session"]
