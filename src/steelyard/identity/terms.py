"""The words of people and access: what each role is for, and what an API key may be allowed to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Role
from steelyard.kernel.refusals import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """How a role is named and what its holder sees, for those who give it to somebody."""

    role: Role
    label: str
    sight: str


ROLE_CARDS = (
    RoleCard(
        role=Role.SELLER, label=sentence("Seller"), sight=sentence("Registers deals and follows them to the decision.")
    ),
    RoleCard(
        role=Role.PARTNER_MARKETING,
        label=sentence("Partner marketing"),
        sight=sentence("Sees the partner's registrations and opportunities."),
    ),
    RoleCard(
        role=Role.ARCHITECT,
        label=sentence("Technical architect"),
        sight=sentence("Works on registered deals and uses the API."),
    ),
    RoleCard(
        role=Role.PARTNER_ADMIN,
        label=sentence("Partner administrator"),
        sight=sentence("Manages the partner's people, roles and keys; sees everything of the partner."),
    ),
    RoleCard(
        role=Role.CHANNEL_MANAGER,
        label=sentence("Channel manager"),
        sight=sentence("Decides registrations and looks after partners."),
    ),
    RoleCard(
        role=Role.ACCOUNT_EXECUTIVE,
        label=sentence("Account executive"),
        sight=sentence("Works opportunities beside partners."),
    ),
    RoleCard(
        role=Role.PROGRAM_ADMIN,
        label=sentence("Program administrator"),
        sight=sentence("Writes the program's rules and manages people."),
    ),
    RoleCard(role=Role.MARKETING, label=sentence("Marketing"), sight=sentence("Sees partners and their pipeline.")),
    RoleCard(role=Role.ENABLEMENT, label=sentence("Enablement"), sight=sentence("Sees partners and their standing.")),
    RoleCard(
        role=Role.FINANCE, label=sentence("Finance"), sight=sentence("Sees amounts and the decisions behind them.")
    ),
    RoleCard(role=Role.EXECUTIVE, label=sentence("Executive"), sight=sentence("Reads everything, changes nothing.")),
    RoleCard(role=Role.AUDITOR, label=sentence("Auditor"), sight=sentence("Reads who did what, when and why.")),
)
"""Every role, in the order in which people read them."""

_ORDER = {card.role: place for place, card in enumerate(ROLE_CARDS)}


def role_cards(*, is_host: bool) -> tuple[RoleCard, ...]:
    """Return the roles that exist on one side."""
    roles = HOST_ROLES if is_host else PARTNER_ROLES
    return tuple(card for card in ROLE_CARDS if card.role in roles)


def role_label(role: Role) -> str:
    """Return the role's name in the source language."""
    return ROLE_CARDS[_ORDER[role]].label


def in_order(roles: Iterable[Role]) -> list[Role]:
    """Return the roles in the order in which people read them."""
    return sorted(roles, key=lambda role: _ORDER[role])


AREAS = (
    *("companies", "content", "deals", "events", "insights", "learning", "partners", "people", "pipeline"),
    *("program", "rollouts", "search"),
)
"""The parts of the API that a key is scoped for; `events` are the log, notifications and files, `search` finds names in all."""
ACCESS = ("read", "write")
ALL_SCOPES = frozenset(f"{area}:{access}" for area in AREAS for access in ACCESS)
EVERYTHING = "*"
"""The scope of a key that may do whatever its holder's roles allow."""


@lru_cache(maxsize=1024)
def expand_scopes(granted: tuple[str, ...]) -> frozenset[str]:
    """Return the plain scopes behind `granted`: `*` is all of them, `deals:*` an area's, `*:read` every area's reading.

    Raises: ValueError naming the scope that does not exist.
    """
    expanded: set[str] = set()
    for scope in granted:
        area, _, access = scope.partition(":")
        matching = {
            known
            for known in ALL_SCOPES
            if scope == EVERYTHING
            or (area in ("*", known.partition(":")[0]) and access in ("*", known.partition(":")[2]))
        }
        if not matching:
            raise ValueError(scope)
        expanded |= matching
    return frozenset(expanded)


class ConnectionKind(StrEnum):
    """How a connection speaks to its identity provider."""

    OIDC = "oidc"
    SAML = "saml"


class Standing(StrEnum):
    """What an account of a directory comes to here; only one that is in has a membership."""

    IN = "in"
    INACTIVE = "inactive"
    NOT_COVERED = "not_covered"
    NO_ROLE = "no_role"
    OF_OTHERS = "of_others"


STANDING_LABELS = {
    Standing.IN: sentence("Has access"),
    Standing.INACTIVE: sentence("Switched off in the directory"),
    Standing.NOT_COVERED: sentence("Has no mail address of the connection's domains"),
    Standing.NO_ROLE: sentence("No group of it gives a role"),
    Standing.OF_OTHERS: sentence("Belongs to another organization too"),
}
"""Why an account has access or has none, as people read it."""


class ExportState(StrEnum):
    """Where an export of personal data stands."""

    WAITING = "waiting"
    READY = "ready"
    EXPIRED = "expired"


class ErasureState(StrEnum):
    """Where an erasure stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    """It will be carried out as soon as nothing holds it."""
    CLEANING = "cleaning"
    """The person is gone from the database; files are still to be deleted."""
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


OPEN_ERASURES = (ErasureState.REQUESTED, ErasureState.CONFIRMED)
"""As long as the person is still there."""
EXPORT_LASTS = timedelta(days=7)
"""How long the archive of an export is kept."""


class ReviewOutcome(StrEnum):
    """What became of a membership in an access review; the last three are what the end of the review made of it."""

    KEEP = "keep"
    CHANGE = "change"
    REMOVE = "remove"
    LEFT = "left"
    REMOVED_UNDECIDED = "removed_undecided"
    ENDED_MEANWHILE = "ended_meanwhile"


REVIEW_CHOICES = (ReviewOutcome.KEEP, ReviewOutcome.CHANGE, ReviewOutcome.REMOVE)
REVIEW_OUTCOMES = {
    ReviewOutcome.KEEP: sentence("Kept"),
    ReviewOutcome.CHANGE: sentence("Roles changed"),
    ReviewOutcome.REMOVE: sentence("Removed"),
    ReviewOutcome.LEFT: sentence("Not decided, left as it was"),
    ReviewOutcome.REMOVED_UNDECIDED: sentence("Not decided, removed at the end"),
    ReviewOutcome.ENDED_MEANWHILE: sentence("Had ended meanwhile"),
}

FACTOR_LABELS = {
    "totp": sentence("authenticator app"),
    "webauthn": sentence("passkey"),
    "recovery_codes": sentence("recovery codes"),
}
"""What may prove a second time who somebody is."""

INVITATION_LASTS = timedelta(days=7)
MAIL_LINK_LASTS = timedelta(days=7)
KEY_PREFIX = "steelyard_"
TOKEN_PREFIX = f"{KEY_PREFIX}at_"
CLIENT_SECRET_PREFIX = f"{KEY_PREFIX}cs_"
SCIM_PREFIX = f"{KEY_PREFIX}scim_"
SCIM_PATH = "/scim/v2"
TOKEN_LASTS = timedelta(hours=1)
MAX_KEY_DAYS = 366
MAX_REVIEW_DAYS = 183


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to be invited to an organization: the host (no partner) or a partner."""

    email: str
    name: str = ""
    partner_id: UUID | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTally:
    """How many people stand behind an organization: who joined, who of them was here of late, who was asked and has not joined, and
    to whom of the members mails come back.
    """

    members: int
    recent: int
    unconfirmed: int
    unreachable: int
