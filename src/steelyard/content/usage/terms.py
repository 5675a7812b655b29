"""The words of use before wins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.money import Money
from steelyard.kernel.refusals import sentence


class Source(StrEnum):
    """What kind of record a content is; the prefixes of their outside ids."""

    ASSET = "asset"
    KIT = "kit"
    ROADMAP = "roadmapitem"


CONTENT_KINDS: Mapping[str, str] = {"kit": sentence("Kit"), "roadmapitem": sentence("On the roadmap")}
"""Kinds of content beside those of assets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From when until when, half open, what counts at the instant `as_of`. Units: `window` in days."""

    since: date
    until: date
    as_of: datetime
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFilter:
    """Whose use of what is wanted; empty fields do not restrict. `regions` hold what lies inside, too."""

    library: str = ""
    kind: str = ""
    family: str = ""
    region: str = ""
    type: str = ""
    partner_id: UUID | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Between which shares the true one lies with 95 percent. Units: 0..1."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of so many were won, and the share with its interval."""

    won: int
    closed: int
    rate: Decimal
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRates:
    """Win rates with and without use; None where there is too little on one side to say anything.

    `difference` is with less without. Units: points of a share, -1..1.
    """

    with_use: Share | None = None
    without_use: Share | None = None
    difference: Decimal | None = None
    difference_interval: Interval | None = None

    @property
    def is_shown(self) -> bool:
        return self.with_use is not None and self.without_use is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """How a content was used in a stretch, and what its users won after.

    `won` are opportunities won within the window after a use, `registered` those of them that came from a registration, `value`
    their amounts by currency; `days` the median from the first use in the window to the win. `with_closed` and `without_closed`
    count closed opportunities of its users, `with_won` and `without_won` the won ones of them.
    """

    source: Source
    subject_id: UUID
    public_id: str
    title: str
    kind: str
    library: str
    partners: int
    people: int
    opened: int
    downloaded: int
    last_used_at: datetime | None
    won: int
    registered: int
    value: tuple[Money, ...]
    days: Decimal | None
    with_closed: int
    without_won: int
    without_closed: int
    rates: WinRates = field(default_factory=WinRates)

    @property
    def uses(self) -> int:
        return self.opened + self.downloaded


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfUse:
    """A month of a stretch: how often content was opened and taken, and how many wins came after a use."""

    first: date
    opened: int
    downloaded: int
    won: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A partner that used a content."""

    partner_id: UUID
    partner: str
    people: int
    uses: int
    last_used_at: datetime
    won: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRow:
    """An opportunity that was won after a content was used: when that was first in the window, and how many days before."""

    opportunity_id: UUID
    opportunity: str
    partner_id: UUID
    partner: str
    registration_id: UUID | None
    amount: Money
    first_used_at: datetime
    won_at: datetime
    days: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """A content that somebody of a partner used before a sale closed, or lately; `days` before that."""

    source: Source
    subject_id: UUID
    public_id: str
    title: str
    kind: str
    use: str
    person: str
    used_at: datetime
    days: Decimal
    is_for_this: bool
    """Whether it was taken for this very registration."""
