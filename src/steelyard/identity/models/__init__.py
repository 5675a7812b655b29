"""State of identity: people and their memberships, invitations, sessions, API keys, what signing in asks for."""

from steelyard.identity.models.access import ApiKey, Session
from steelyard.identity.models.invitations import Invitation
from steelyard.identity.models.people import Membership, Person
from steelyard.identity.models.policies import AccessPolicy

__all__ = ["AccessPolicy", "ApiKey", "Invitation", "Membership", "Person", "Session"]
