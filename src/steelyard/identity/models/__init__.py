"""State of identity: people, memberships, what proves who is asking, what signing in asks for, and what directories say."""

from steelyard.identity.models.access import ApiKey, OAuthClient, Session
from steelyard.identity.models.connections import Connection, ConnectionDomain
from steelyard.identity.models.directories import (
    DirectoryAccount,
    DirectoryGroup,
    DirectoryGroupMember,
    ScimToken,
)
from steelyard.identity.models.invitations import Invitation
from steelyard.identity.models.mail_links import MailLinkUse
from steelyard.identity.models.people import Membership, Person
from steelyard.identity.models.personal_data import DataExport, Erasure
from steelyard.identity.models.policies import AccessPolicy
from steelyard.identity.models.reviews import AccessReview, ReviewItem

__all__ = [
    "AccessPolicy",
    "AccessReview",
    "ApiKey",
    "Connection",
    "ConnectionDomain",
    "DataExport",
    "DirectoryAccount",
    "DirectoryGroup",
    "DirectoryGroupMember",
    "Erasure",
    "Invitation",
    "MailLinkUse",
    "Membership",
    "OAuthClient",
    "Person",
    "ReviewItem",
    "ScimToken",
    "Session",
]
