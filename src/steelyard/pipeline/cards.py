"""Named accounts and the installed base as lists and pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from steelyard.kernel.ids import public_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccountCard:
    """A company that belongs to a person of the host from one day until another."""

    id: UUID
    company_id: UUID
    company: str
    owner_id: UUID
    owner: str
    is_house: bool
    since_on: date
    until: date | None
    updated_at: datetime

    @property
    def company_public_id(self) -> str:
        return public_id("company", self.company_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledCard:
    """A product family that a company has; the incumbent is the partner who sold it, nobody where the host did."""

    id: UUID
    public_id: str
    company_id: UUID
    company: str
    family: str
    family_name: str
    partner_id: UUID | None
    partner: str
    since_on: date
    renews_on: date | None
    ended_on: date | None
    updated_at: datetime

    @property
    def company_public_id(self) -> str:
        return public_id("company", self.company_id)

    @property
    def partner_public_id(self) -> str:
        return public_id("partner", self.partner_id) if self.partner_id else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which named accounts are wanted: those of the day, or with the past ones."""

    text: str = ""
    company_id: UUID | None = None
    owner_id: UUID | None = None
    is_house: bool | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFilter:
    """Which installed products are wanted; without `with_ended` those that the customer still has."""

    text: str = ""
    company_id: UUID | None = None
    family: str = ""
    partner_id: UUID | None = None
    renews_before: date | None = None
    with_ended: bool = False
