"""The words of partners: status, how each may follow another, the kinds of partner a program starts with."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.terms import AgreementKind


class PartnerStatus(StrEnum):
    """Where a partner stands in its life with the program; only an active one may register deals."""

    PROSPECT = "prospect"
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEAVING = "leaving"
    ENDED = "ended"


STATUS_NAMES: dict[PartnerStatus, str] = {
    PartnerStatus.PROSPECT: sentence("Prospect"),
    PartnerStatus.ONBOARDING: sentence("Onboarding"),
    PartnerStatus.ACTIVE: sentence("Active"),
    PartnerStatus.SUSPENDED: sentence("Suspended"),
    PartnerStatus.LEAVING: sentence("Leaving"),
    PartnerStatus.ENDED: sentence("Ended"),
}

STATUS_TONES: dict[PartnerStatus, str] = {
    PartnerStatus.PROSPECT: "neutral",
    PartnerStatus.ONBOARDING: "blue",
    PartnerStatus.ACTIVE: "green",
    PartnerStatus.SUSPENDED: "amber",
    PartnerStatus.LEAVING: "amber",
    PartnerStatus.ENDED: "neutral",
}
"""The tone in which a status is shown."""

NEXT_STATUSES: dict[PartnerStatus, frozenset[PartnerStatus]] = {
    PartnerStatus.PROSPECT: frozenset({PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.ENDED}),
    PartnerStatus.ONBOARDING: frozenset({PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED, PartnerStatus.ENDED}),
    PartnerStatus.ACTIVE: frozenset({PartnerStatus.SUSPENDED, PartnerStatus.ENDED}),
    PartnerStatus.SUSPENDED: frozenset({PartnerStatus.ACTIVE, PartnerStatus.ENDED}),
    PartnerStatus.LEAVING: frozenset(),
    PartnerStatus.ENDED: frozenset({PartnerStatus.ONBOARDING}),
}
"""Which status may follow which by a person's word; offboarding and coming back have commands of their own."""

MAY_LEAVE = frozenset({PartnerStatus.PROSPECT, PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED})
"""From where a partner can be offboarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeOfPartner:
    """A kind of role a partner may hold. Those who `transact` buy from the host and sell on; the others influence or deliver."""

    key: str
    name: str
    transacts: bool


STARTING_TYPES: tuple[TypeOfPartner, ...] = (
    TypeOfPartner(key="reseller", name=sentence("Reseller"), transacts=True),
    TypeOfPartner(key="distributor", name=sentence("Distributor"), transacts=True),
    TypeOfPartner(key="msp", name=sentence("Managed service provider"), transacts=True),
    TypeOfPartner(key="gsi", name=sentence("Global system integrator"), transacts=True),
    TypeOfPartner(key="boutique", name=sentence("Boutique"), transacts=True),
    TypeOfPartner(key="isv", name=sentence("ISV and technology alliance"), transacts=False),
    TypeOfPartner(key="hyperscaler", name=sentence("Hyperscaler"), transacts=True),
    TypeOfPartner(key="cloud_native_reseller", name=sentence("Cloud-native reseller"), transacts=True),
    TypeOfPartner(key="consultant", name=sentence("Strategic consultant"), transacts=False),
    TypeOfPartner(key="influencer", name=sentence("Influencer"), transacts=False),
    TypeOfPartner(key="referrer", name=sentence("Referral partner"), transacts=False),
    TypeOfPartner(key="services", name=sentence("Services partner"), transacts=False),
    TypeOfPartner(key="peer_vendor", name=sentence("Peer vendor"), transacts=False),
    TypeOfPartner(key="hardware", name=sentence("Hardware partner"), transacts=True),
)
"""What a new installation knows; a program adds its own as data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLevel:
    """A tier with its rank; a higher rank is a higher tier."""

    key: str
    name: str
    rank: int


STARTING_TIERS: tuple[TierLevel, ...] = (
    TierLevel(key="registered", name=sentence("Registered"), rank=10),
    TierLevel(key="silver", name=sentence("Silver"), rank=20),
    TierLevel(key="gold", name=sentence("Gold"), rank=30),
    TierLevel(key="platinum", name=sentence("Platinum"), rank=40),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """What is said of a company to enroll it. An existing company is named by its id, a new one by name, domain and country."""

    name: str
    company_id: UUID | None = None
    domain: str = ""
    country: str = ""
    city: str = ""
    region: str = ""
    types: tuple[str, ...] = ()
    status: PartnerStatus = PartnerStatus.PROSPECT
    tier: str = ""
    manager_ids: tuple[UUID, ...] = ()
    parent_id: UUID | None = None
    external_id: str = ""
    capabilities: tuple[str, ...] = ()
    verticals: tuple[str, ...] = ()
    specializations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDraft:
    """What a partner says of itself."""

    website: str = ""
    phone: str = ""
    description: str = ""
    capabilities: tuple[str, ...] = ()
    verticals: tuple[str, ...] = ()
    specializations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFilter:
    """Which partners are wanted; empty fields do not restrict, all given ones must hold."""

    text: str = ""
    status: str = ""
    region: str = ""
    type: str = ""
    tier: str = ""
    family: str = ""
    tags: tuple[str, ...] = ()
    manager_id: UUID | None = None
    parent_id: UUID | None = None
    esg_from: int | None = None
    """With an ESG score of at least this."""
    track: str = ""
    """Of the long tail; the host alone knows who is on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCard:
    """A partner as others refer to it; `tier` and `types` are keys, as they hold on the day that was asked about."""

    id: UUID
    public_id: str
    name: str
    region: str
    tier: str | None
    status: PartnerStatus
    types: tuple[str, ...]
    manager_ids: tuple[UUID, ...]
    company_id: UUID
    updated_at: datetime
    parent_id: UUID | None = None
    merged_into_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStanding:
    """What rules ask about a partner at an instant."""

    partner_id: UUID
    is_active: bool
    agreements: frozenset[str]
    """The kinds of agreements that bind."""
    certified_families: frozenset[str]
    region: str
    tier: str | None
    types: frozenset[str]
    manager_ids: tuple[UUID, ...] = ()
    is_onboarding: bool = False
    missed_requirements: tuple[str, ...] = ()
    """The requirements that were not met in time, and for which registrations of deals are held."""

    @property
    def has_agreement(self) -> bool:
        """Whether the partner agreement binds."""
        return AgreementKind.PARTNER in self.agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFact:
    """A role, tier, agreement, certification or manager with the days between which it holds."""

    key: str
    name: str
    since_on: date
    until: date | None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on the day."""
        return self.since_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRecord:
    """Everything on one partner's page."""

    card: PartnerCard
    status_reason: str
    status_since_at: datetime
    enrolled_at: datetime
    external_id: str
    parent: PartnerCard | None
    children: tuple[PartnerCard, ...]
    website: str
    phone: str
    description: str
    capabilities: tuple[str, ...]
    verticals: tuple[str, ...]
    specializations: tuple[str, ...]
    roles: tuple[DatedFact, ...] = ()
    tiers: tuple[DatedFact, ...] = ()
    agreements: tuple[DatedFact, ...] = ()
    certifications: tuple[DatedFact, ...] = ()


MERGE_FIELDS = (
    *("name", "region", "website", "phone", "description"),
    *("capabilities", "verticals", "specializations"),
)
"""The facts of which a merged partner keeps one: for each a person says whose. Both external ids go on leading to it."""
