"""The forecast: open opportunities by stage, partner or region, in full and weighted by how likely their stage wins."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline.queries.opportunities import filtered
from steelyard.pipeline.queries.stages import list_stages
from steelyard.pipeline.queries.sums import by_size
from steelyard.pipeline.terms import ForecastCategory, OpportunityFilter
from steelyard.program.public import list_regions


class Dimension(StrEnum):
    """By what a forecast is broken down."""

    STAGE = "stage"
    PARTNER = "partner"
    REGION = "region"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One part of a forecast; `weighted` multiplies each amount with the probability of its stage. Empty key: no partner."""

    key: str
    name: str
    count: int
    total: tuple[Money, ...]
    weighted: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A forecast with the sum of its rows."""

    dimension: Dimension
    rows: tuple[ForecastRow, ...]
    whole: ForecastRow


@dataclass(frozen=True, slots=True)
class _Part:
    """What the database adds up: one part in one currency."""

    key: str
    currency: str
    count: int
    total: Decimal
    weighted: Decimal


def get_forecast(actor: Actor, wanted: OpportunityFilter, dimension: Dimension) -> Forecast:
    """Return the forecast of the open opportunities that the filter finds, without those their owners omit."""
    found = filtered(actor, wanted).filter(closed_at=None).exclude(forecast_category=ForecastCategory.OMITTED)
    part = TruncMonth("close_on") if dimension is Dimension.MONTH else F(f"{dimension.value}_id")
    grouped = (
        found.annotate(part=part)
        .values_list("part", "currency")
        .annotate(count=Count("id"), total=Sum("amount"), weighted=Sum(F("amount") * F("stage__probability")))
        .order_by()
    )
    parts = [_Part(str(key or ""), currency, *sums) for key, currency, *sums in grouped]
    names = _names(dimension, {part.key for part in parts})
    rows = [_row(key, name, [part for part in parts if part.key == key]) for key, name in names.items()]
    if dimension is Dimension.PARTNER:
        rows.sort(key=lambda row: -max((money.amount for money in row.weighted), default=Decimal(0)))
    return Forecast(dimension=dimension, rows=tuple(rows), whole=_row("", "", parts))


def _names(dimension: Dimension, keys: set[str]) -> dict[str, str]:
    """Return the names of those parts that occur, in the order in which people read them."""
    match dimension:
        case Dimension.STAGE:
            names = {stage.key: stage.name for stage in list_stages()}
        case Dimension.REGION:
            names = {region.key: region.name for region in list_regions()}
        case Dimension.MONTH:
            names = {key: key for key in sorted(keys)}
        case Dimension.PARTNER:
            found = find_partners({UUID(key) for key in keys if key})
            names = {"": "", **{str(card.id): card.name for card in found.values()}}
    return {key: name for key, name in names.items() if key in keys}


def _row(key: str, name: str, parts: list[_Part]) -> ForecastRow:
    total: dict[str, Decimal] = defaultdict(Decimal)
    weighted: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        total[part.currency] += part.total
        weighted[part.currency] += part.weighted
    return ForecastRow(
        key=key,
        name=name,
        count=sum(part.count for part in parts),
        total=by_size(total.items()),
        weighted=by_size(weighted.items()),
    )
