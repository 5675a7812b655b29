"""State of identity: people, memberships, invitations, sessions, keys and OAuth clients, what signing in asks for, and where."""

from steelyard.identity.models.access import ApiKey, OAuthClient, Session
from steelyard.identity.models.connections import Connection, ConnectionDomain
from steelyard.identity.models.invitations import Invitation
from steelyard.identity.models.people import Membership, Person
from steelyard.identity.models.policies import AccessPolicy

__all__ = [
    "AccessPolicy",
    "ApiKey",
    "Connection",
    "ConnectionDomain",
    "Invitation",
    "Membership",
    "OAuthClient",
    "Person",
    "Session",
]
