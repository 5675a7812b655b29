"""Who is asking: the one value that permissions, queries and row-level security read."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """On whose behalf an actor acts; the database policies know these words."""

    HOST = "host"
    PARTNER = "partner"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class Role(StrEnum):
    """What a person does; one person may hold several roles."""

    # Partner side.
    SELLER = "seller"
    PARTNER_MARKETING = "partner_marketing"
    ARCHITECT = "architect"
    PARTNER_ADMIN = "partner_admin"
    # Host side.
    CHANNEL_MANAGER = "channel_manager"
    ACCOUNT_EXECUTIVE = "account_executive"
    PROGRAM_ADMIN = "program_admin"
    MARKETING = "marketing"
    ENABLEMENT = "enablement"
    FINANCE = "finance"
    EXECUTIVE = "executive"
    AUDITOR = "auditor"


PARTNER_ROLES = frozenset({Role.SELLER, Role.PARTNER_MARKETING, Role.ARCHITECT, Role.PARTNER_ADMIN})
HOST_ROLES = frozenset(Role) - PARTNER_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, a program holding a key, or the system itself, in one of its roles."""

    kind: ActorKind
    person_id: UUID | None = None
    partner_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    name: str = ""
    organization: str = ""
    scopes: frozenset[str] | None = field(default=None)
    """Scopes of an API key; None means everything the roles allow."""

    @property
    def is_host(self) -> bool:
        return self.kind is ActorKind.HOST

    @property
    def is_partner(self) -> bool:
        return self.kind is ActorKind.PARTNER

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    @property
    def is_anonymous(self) -> bool:
        return self.kind is ActorKind.ANONYMOUS

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the actor holds at least one of the roles; the system holds all."""
        return self.is_system or not self.roles.isdisjoint(roles)

    def has_scope(self, scope: str) -> bool:
        """Tell whether the key that the actor came with allows `scope`; a session allows every scope."""
        return self.scopes is None or scope in self.scopes


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Steelyard")
ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
