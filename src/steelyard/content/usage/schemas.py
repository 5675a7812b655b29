"""What the API of use before wins gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.content.usage.terms import (
    Interval,
    MonthOfUse,
    Share,
    Source,
    Stretch,
    UsageRow,
    UseRow,
    UserRow,
    WinRow,
)
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.platform.http.schemas import MoneySchema, Schema

Rate = Annotated[float, Field(ge=-1, le=1)]


class IntervalOut(Schema):
    """Between what and what the true value lies with 95 percent."""

    low: Rate
    high: Rate

    @classmethod
    def of(cls, interval: Interval) -> "IntervalOut":
        return cls(low=float(interval.low), high=float(interval.high))


class ShareOut(Schema):
    """A share of won opportunities, with its interval (Wilson)."""

    won: int
    closed: int
    rate: Rate
    interval: IntervalOut

    @classmethod
    def of(cls, share: Share) -> "ShareOut":
        return cls(won=share.won, closed=share.closed, rate=float(share.rate), interval=IntervalOut.of(share.interval))


class ContentUsageOut(Schema):
    """How a content was used, and what its users won within the window after.

    `with_use`, `without_use` and `difference` are there only if both sides have enough closed opportunities. They are no proof
    that the content was the cause.
    """

    id: str
    source: Source
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
    value: list[MoneySchema]
    median_days: float | None
    closed_with_use: int
    closed_without_use: int
    with_use: ShareOut | None
    without_use: ShareOut | None
    difference: Rate | None
    difference_interval: IntervalOut | None

    @classmethod
    def of(cls, row: UsageRow) -> "ContentUsageOut":
        """Return the row for the API."""
        return cls(**fields_of(row))


class MonthOfUseOut(Schema):
    """A month: uses in it, and wins in it that came after a use."""

    first: date
    opened: int
    downloaded: int
    won: int

    @classmethod
    def of(cls, month: MonthOfUse) -> "MonthOfUseOut":
        return cls.model_validate(month)


class ContentUsageDetailOut(ContentUsageOut):
    """How a content was used, month by month. `since` to `until` (half open) are days, `window` is in days."""

    since: date
    until: date
    window: int
    as_of: datetime
    months: list[MonthOfUseOut]

    @classmethod
    def of_months(cls, row: UsageRow, months: list[MonthOfUse], stretch: Stretch) -> "ContentUsageDetailOut":
        """Return the row with its months for the API."""
        asked = {name: getattr(stretch, name) for name in ("since", "until", "window", "as_of")}
        return cls(**fields_of(row), **asked, months=[MonthOfUseOut.of(month) for month in months])


class ContentUserOut(Schema):
    """A partner that used a content; `won` of its `closed` opportunities came after a use."""

    partner_id: str
    partner: str
    people: int
    uses: int
    last_used_at: datetime
    won: int
    closed: int

    @classmethod
    def of(cls, row: UserRow) -> "ContentUserOut":
        same = {name: getattr(row, name) for name in cls.model_fields if name != "partner_id"}
        return cls(partner_id=public_id("partner", row.partner_id), **same)


class WinAfterUseOut(Schema):
    """An opportunity that was won after a content was used."""

    opportunity_id: str
    opportunity: str
    partner_id: str
    partner: str
    registration_id: str | None
    amount: MoneySchema
    first_used_at: datetime
    won_at: datetime
    days: float

    @classmethod
    def of(cls, row: WinRow) -> "WinAfterUseOut":
        return cls(
            opportunity_id=public_id("opp", row.opportunity_id),
            opportunity=row.opportunity,
            partner_id=public_id("partner", row.partner_id),
            partner=row.partner,
            registration_id=public_id("dealreg", row.registration_id) if row.registration_id else None,
            amount=money_out(row.amount),
            first_used_at=row.first_used_at,
            won_at=row.won_at,
            days=float(row.days),
        )


class UseBeforeOut(Schema):
    """A content that somebody of the partner used before the sale closed, or until now. `title` is empty where it is hidden."""

    content_id: str
    source: Source
    title: str
    kind: str
    use: str
    person: str
    used_at: datetime
    days: Annotated[float, Field(description="Before the sale closed.")]
    is_for_this: Annotated[bool, Field(description="Taken for this very registration.")]

    @classmethod
    def of(cls, row: UseRow) -> "UseBeforeOut":
        same = {
            name: getattr(row, name) for name in ("source", "title", "kind", "use", "person", "used_at", "is_for_this")
        }
        return cls(content_id=row.public_id, days=float(row.days), **same)


def money_out(money: Money) -> MoneySchema:
    """Return an amount for the API."""
    return MoneySchema(amount=money.amount, currency=money.currency)


def fields_of(row: UsageRow) -> dict[str, object]:
    """Return the fields as the row has them, ids as the outside knows them."""
    names = ("source", "title", "kind", "library", "partners", "people", "opened", "downloaded", "last_used_at", "won")
    rates = row.rates
    return {
        **{name: getattr(row, name) for name in names},
        "id": row.public_id,
        "registered": row.registered,
        "value": [money_out(amount) for amount in row.value],
        "median_days": _float(row.days),
        "closed_with_use": row.with_closed,
        "closed_without_use": row.without_closed,
        "with_use": ShareOut.of(rates.with_use) if rates.with_use else None,
        "without_use": ShareOut.of(rates.without_use) if rates.without_use else None,
        "difference": _float(rates.difference),
        "difference_interval": IntervalOut.of(rates.difference_interval) if rates.difference_interval else None,
    }


def _float(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None
