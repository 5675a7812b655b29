"""What identity announces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from steelyard.identity.terms import FACTOR_LABELS, REVIEW_OUTCOMES, ReviewOutcome
from steelyard.kernel.actors import Role
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    type: ClassVar[str] = "identity.person.invited"
    subject_type: ClassVar[str] = "invitation"
    sentence: ClassVar[str] = sentence("{subject} was invited")
    icon: ClassVar[str] = "mail"

    email: str
    roles: list[Role]
    serial: int
    """Which sending it is; the link of an earlier one no longer works."""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Event):
    type: ClassVar[str] = "identity.invitation.revoked"
    subject_type: ClassVar[str] = "invitation"
    sentence: ClassVar[str] = sentence("The invitation of {subject} was revoked")
    icon: ClassVar[str] = "mail-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Event):
    type: ClassVar[str] = "identity.person.joined"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} joined")
    icon: ClassVar[str] = "user-plus"

    roles: list[Role]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Event):
    type: ClassVar[str] = "identity.person.roles_changed"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("The roles of {subject} were changed")
    icon: ClassVar[str] = "user-cog"

    before: list[Role]
    roles: list[Role]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeactivated(Event):
    type: ClassVar[str] = "identity.person.deactivated"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} was deactivated")
    icon: ClassVar[str] = "user-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReactivated(Event):
    type: ClassVar[str] = "identity.person.reactivated"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} was reactivated")
    icon: ClassVar[str] = "user-check"

    roles: list[Role]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUnreachable(Event):
    type: ClassVar[str] = "identity.person.unreachable"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("Mails to {subject} come back")
    icon: ClassVar[str] = "mail-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReachable(Event):
    type: ClassVar[str] = "identity.person.reachable"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("Mails go to {subject} again")
    icon: ClassVar[str] = "mail"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    type: ClassVar[str] = "identity.person.profile_changed"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} changed their profile")
    icon: ClassVar[str] = "user"

    changed: list[str]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    type: ClassVar[str] = "identity.person.password_changed"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} changed their password")
    icon: ClassVar[str] = "lock"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedIn(Event):
    type: ClassVar[str] = "identity.person.signed_in"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} signed in")
    icon: ClassVar[str] = "login"
    personal: ClassVar[tuple[str, ...]] = ("address",)

    method: str
    address: str = ""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLocked(Event):
    type: ClassVar[str] = "identity.person.sign_in_locked"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence(
        "Sign-in of {subject} was locked for a few minutes after repeated wrong passwords"
    )
    icon: ClassVar[str] = "lock"
    personal: ClassVar[tuple[str, ...]] = ("address",)

    address: str = ""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Event):
    type: ClassVar[str] = "identity.person.sessions_ended"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} ended {count} sessions")
    icon: ClassVar[str] = "logout"

    count: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSessionsEnded(Event):
    type: ClassVar[str] = "identity.person.sessions_ended_by_administrator"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{count} sessions of {subject} were ended")
    icon: ClassVar[str] = "logout"

    count: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorAdded(Event):
    type: ClassVar[str] = "identity.person.second_factor_added"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} set up a second factor: {kind}")
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {"kind": FACTOR_LABELS}
    icon: ClassVar[str] = "shield-check"

    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRemoved(Event):
    type: ClassVar[str] = "identity.person.second_factor_removed"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} removed a second factor: {kind}")
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {"kind": FACTOR_LABELS}
    icon: ClassVar[str] = "shield-off"

    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset(Event):
    type: ClassVar[str] = "identity.person.second_factor_reset"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("The second factor of {subject} was reset")
    icon: ClassVar[str] = "shield-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesReplaced(Event):
    type: ClassVar[str] = "identity.person.recovery_codes_replaced"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} made new recovery codes")
    icon: ClassVar[str] = "refresh"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRolesChanged(Event):
    type: ClassVar[str] = "identity.access_policy.second_factor_roles_changed"
    subject_type: ClassVar[str] = "accesspolicy"
    sentence: ClassVar[str] = sentence("For which roles {subject} asks for a second factor was changed")
    icon: ClassVar[str] = "shield-cog"

    before: list[Role]
    roles: list[Role]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(Event):
    type: ClassVar[str] = "identity.api_key.created"
    subject_type: ClassVar[str] = "apikey"
    sentence: ClassVar[str] = sentence("The API key {subject} was created")
    icon: ClassVar[str] = "key"

    scopes: list[str] = field(default_factory=list)


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(Event):
    type: ClassVar[str] = "identity.api_key.revoked"
    subject_type: ClassVar[str] = "apikey"
    sentence: ClassVar[str] = sentence("The API key {subject} was revoked")
    icon: ClassVar[str] = "key-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionCreated(Event):
    type: ClassVar[str] = "identity.connection.created"
    subject_type: ClassVar[str] = "connection"
    sentence: ClassVar[str] = sentence("The connection {subject} to {issuer} was created")
    icon: ClassVar[str] = "plug-connected"

    issuer: str
    domains: list[str]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChanged(Event):
    type: ClassVar[str] = "identity.connection.changed"
    subject_type: ClassVar[str] = "connection"
    sentence: ClassVar[str] = sentence("The connection {subject} was changed")
    icon: ClassVar[str] = "plug-connected"

    changed: list[str]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDeleted(Event):
    type: ClassVar[str] = "identity.connection.deleted"
    subject_type: ClassVar[str] = "connection"
    sentence: ClassVar[str] = sentence("The connection {subject} was deleted")
    icon: ClassVar[str] = "plug-connected-x"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLinked(Event):
    type: ClassVar[str] = "identity.person.linked"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} signs in through {connection} from now on")
    icon: ClassVar[str] = "plug-connected"

    connection: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClientCreated(Event):
    type: ClassVar[str] = "identity.oauth_client.created"
    subject_type: ClassVar[str] = "client"
    sentence: ClassVar[str] = sentence("The OAuth client {subject} was created")
    icon: ClassVar[str] = "key"

    scopes: list[str] = field(default_factory=list)


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClientRevoked(Event):
    type: ClassVar[str] = "identity.oauth_client.revoked"
    subject_type: ClassVar[str] = "client"
    sentence: ClassVar[str] = sentence("The OAuth client {subject} was revoked")
    icon: ClassVar[str] = "key-off"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ScimTokenCreated(Event):
    type: ClassVar[str] = "identity.scim_token.created"
    subject_type: ClassVar[str] = "scimtoken"
    sentence: ClassVar[str] = sentence("The token {subject} for the directory of {connection} was created")
    icon: ClassVar[str] = "key"

    connection: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DataExportRequested(Event):
    type: ClassVar[str] = "identity.data_export.requested"
    subject_type: ClassVar[str] = "dataexport"
    sentence: ClassVar[str] = sentence("An export of everything held about {subject} was asked for")
    icon: ClassVar[str] = "file-export"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ScimTokenRevoked(Event):
    type: ClassVar[str] = "identity.scim_token.revoked"
    subject_type: ClassVar[str] = "scimtoken"
    sentence: ClassVar[str] = sentence("The token {subject} for the directory of {connection} was revoked")
    icon: ClassVar[str] = "key-off"

    connection: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DataExportMade(Event):
    type: ClassVar[str] = "identity.data_export.made"
    subject_type: ClassVar[str] = "dataexport"
    sentence: ClassVar[str] = sentence("The export of what is held about {subject} is ready")
    icon: ClassVar[str] = "file-export"

    records: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonKept(Event):
    type: ClassVar[str] = "identity.person.kept_by_directory"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("The directory of {connection} keeps {subject} from now on")
    icon: ClassVar[str] = "plug-connected"

    connection: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DataExportOpened(Event):
    type: ClassVar[str] = "identity.data_export.opened"
    subject_type: ClassVar[str] = "dataexport"
    sentence: ClassVar[str] = sentence("The export of what is held about {subject} was downloaded")
    icon: ClassVar[str] = "download"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChangedByDirectory(Event):
    type: ClassVar[str] = "identity.person.changed_by_directory"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("The directory of {connection} changed {subject}")
    icon: ClassVar[str] = "user"

    connection: str
    changed: list[str]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(Event):
    type: ClassVar[str] = "identity.erasure.requested"
    subject_type: ClassVar[str] = "erasure"
    sentence: ClassVar[str] = sentence("The erasure of {subject} was asked for")
    icon: ClassVar[str] = "eraser"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureConfirmed(Event):
    type: ClassVar[str] = "identity.erasure.confirmed"
    subject_type: ClassVar[str] = "erasure"
    sentence: ClassVar[str] = sentence("The erasure of {subject} was confirmed")
    icon: ClassVar[str] = "eraser"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWithdrawn(Event):
    type: ClassVar[str] = "identity.erasure.withdrawn"
    subject_type: ClassVar[str] = "erasure"
    sentence: ClassVar[str] = sentence("The erasure of {subject} was withdrawn")
    icon: ClassVar[str] = "eraser"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    type: ClassVar[str] = "identity.person.erased"
    subject_type: ClassVar[str] = "erasure"
    sentence: ClassVar[str] = sentence("{subject} was erased")
    icon: ClassVar[str] = "user-x"

    person: str
    """The id of the former member; empty for somebody whom others had named."""
    memberships: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReviewStarted(Event):
    type: ClassVar[str] = "identity.access_review.started"
    subject_type: ClassVar[str] = "review"
    sentence: ClassVar[str] = sentence(
        "The access review {subject} of {members} memberships was started; it is due on {due_on}"
    )
    icon: ClassVar[str] = "clipboard-check"

    members: int
    due_on: date
    removes_undecided: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReviewDecided(Event):
    type: ClassVar[str] = "identity.access_review.decided"
    subject_type: ClassVar[str] = "review"
    sentence: ClassVar[str] = sentence("In the access review {subject} was decided about {person}: {outcome}")
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {"outcome": REVIEW_OUTCOMES}
    icon: ClassVar[str] = "clipboard-check"

    person: str
    outcome: ReviewOutcome
    reason: str = ""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReviewReminded(Event):
    type: ClassVar[str] = "identity.access_review.reminded"
    subject_type: ClassVar[str] = "review"
    sentence: ClassVar[str] = sentence(
        "The access review {subject} is due on {due_on}; {undecided} memberships are not decided"
    )
    icon: ClassVar[str] = "bell"

    due_on: date
    undecided: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReviewClosed(Event):
    type: ClassVar[str] = "identity.access_review.closed"
    subject_type: ClassVar[str] = "review"
    sentence: ClassVar[str] = sentence("The access review {subject} was closed: {decided} decided, {undecided} not")
    icon: ClassVar[str] = "clipboard-check"

    decided: int
    undecided: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MailLinkUsed(Event):
    """Somebody acted by a link from a mail; what they did is recorded beside it, under the same request id."""

    type: ClassVar[str] = "identity.mail_link.used"
    subject_type: ClassVar[str] = "person"
    sentence: ClassVar[str] = sentence("{subject} used a link from a mail: {action}")
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {"action": {}}
    icon: ClassVar[str] = "mail"

    action: str
