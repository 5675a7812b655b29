"""State of identity: people and their memberships, invitations, sessions, API keys, what signing in asks for, where it happens."""

from steelyard.identity.models.access import ApiKey, Session
from steelyard.identity.models.connections import Connection, ConnectionDomain
"""State of identity: people and their memberships, invitations, sessions, API keys, what signing in asks for."""
"""State of identity: people and their memberships, invitations, sessions, API keys, OAuth clients."""
"""State of identity: people and their memberships, invitations, sessions, API keys, OAuth clients, what signing in asks for."""

from steelyard.identity.models.access import ApiKey, OAuthClient, Session
from steelyard.identity.models.invitations import Invitation
from steelyard.identity.models.people import Membership, Person
from steelyard.identity.models.policies import AccessPolicy

__all__ = ["AccessPolicy", "ApiKey", "Connection", "ConnectionDomain", "Invitation", "Membership", "Person", "Session"]
__all__ = ["AccessPolicy", "ApiKey", "Invitation", "Membership", "Person", "Session"]
__all__ = ["ApiKey", "Invitation", "Membership", "OAuthClient", "Person", "Session"]
__all__ = ["AccessPolicy", "ApiKey", "Invitation", "Membership", "OAuthClient", "Person", "Session"]
