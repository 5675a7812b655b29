"""What the policies are told: plain frozen values that a decision keeps, so that it can be made again from them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.deals.terms import EvidenceKind, Match, RegistrationType


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """Where the partner stands, not counting the registration at hand."""

    partner_id: UUID
    is_active: bool
    has_agreement: bool
    certified_families: tuple[str, ...] = ()
    tier: str = ""
    types: tuple[str, ...] | None = None
    """Not known of decisions made before rules could ask."""
    region: str | None = None
    live_registrations: int = 0
    missed_requirements: tuple[str, ...] = ()
    """Requirements of the program that were not met in time, for which registrations are held."""
    earlier_rejections: int = 0
    """How often the partner was rejected on the merits, of late, for the same company and one of the same products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """One line of another registration, of any partner, at a company that matches."""

    registration_id: UUID
    partner_id: UUID
    match: Match = Match.SAME
    family: str
    division: str = ""
    region: str = ""
    is_protected: bool
    is_complete: bool = True
    submitted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectOpportunityFacts:
    """An open opportunity of direct sales, with its two-way activity: when the first that still counts was written down, and
    when the last of what was written down before the submission took place.
    """

    opportunity_id: UUID
    owner_id: UUID | None = None
    match: Match = Match.SAME
    families: tuple[str, ...] = ()
    """Without any, the opportunity is about everything."""
    region: str = ""
    logged_at: datetime | None = None
    last_activity_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFacts:
    """A product that the company already has, and who sold it."""

    family: str
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What the host itself has at the company."""

    direct_opportunities: tuple[DirectOpportunityFacts, ...] = ()
    installed: tuple[InstalledFacts, ...] = ()
    named_owner_ids: tuple[UUID, ...] = ()
    last_contact_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """Everything that decides a registration."""

    registration_id: UUID
    submitted_at: datetime
    """When it was submitted with nothing missing, else when it is decided."""
    type: RegistrationType
    families: tuple[str, ...]
    """The lines: product families, each at most once."""
    value: Decimal
    currency: str
    region: str = ""
    """Empty is everywhere."""
    related_regions: tuple[str, ...] = ()
    """The regions that contain it or lie in it."""
    division: str = ""
    """Empty is the whole company."""
    country: str | None = None
    """The customer's; not known, like the close date, of decisions made before rules could ask."""
    close_on: date | None = None
    is_public_tender: bool = False
    evidence: tuple[EvidenceKind, ...] = ()
    families_needing_certification: tuple[str, ...] = ()
    partner: PartnerFacts
    claims: tuple[ClaimFacts, ...] = ()
    account: AccountFacts = field(default_factory=AccountFacts)


def regions_overlap(one: str, other: str, related: Collection[str] = ()) -> bool:
    """Tell whether two regions share ground; no region is everywhere. `related` contain the first or lie in it."""
    return not one or not other or one == other or other in related


def divisions_overlap(one: str, other: str) -> bool:
    """Tell whether two parts of a company share ground; no division is the whole company."""
    return not one or not other or one.casefold() == other.casefold()


def find_related_regions(region: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the regions that contain the region or lie in it, given each region's parent."""
    above = list(_chain(region, parents))
    below = [other for other in parents if other != region and region in _chain(other, parents)]
    return tuple(sorted({*above, *below}))


def _chain(region: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    seen = {region}
    while (above := parents.get(region)) and above not in seen:
        seen.add(above)
        yield above
        region = above
