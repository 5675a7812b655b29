"""Shapes of the API of insights."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import Field, PlainSerializer

from steelyard.insights.blocks import Plan
from steelyard.insights.metrics import Metric, get_metric
from steelyard.insights.terms import Answer, Dimension, Grain, Unit
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Schema

Value = Annotated[
    Decimal | None,
    PlainSerializer(lambda value: None if value is None else str(value), return_type=str | None),
    Field(
        description="Rates 0..1, times in seconds, amounts in major units; null where there was nothing to compute from."
    ),
]


class MetricOut(Schema):
    """One metric of the catalog."""

    name: str
    title: str
    description: str
    formula: str
    unit: Unit
    source: str = Field(description="The fact that it is computed from.")
    dimensions: list[Dimension] = Field(description="What it can be broken down by.")
    is_per_currency: bool

    @classmethod
    def of(cls, metric: Metric) -> Self:
        """Return a metric as the catalog tells it."""
        return cls(
            name=metric.name,
            title=_(metric.title),
            description=_(metric.sentence),
            formula=_(metric.formula),
            unit=metric.unit,
            source=metric.source,
            dimensions=list(metric.dimensions),
            is_per_currency=metric.is_per_currency,
        )


class PointOut(Schema):
    """One value of a series."""

    period: date | None = Field(description="The first day of the month or quarter; null without a grain.")
    key: str | None = Field(
        description="The part of a breakdown, a partner by its id; null without one, empty for none."
    )
    currency: str = Field(description="ISO 4217, empty where the metric has none.")
    value: Value
    counted: int = Field(description="How many things the value was computed from.")


class SeriesOut(Schema):
    """A metric over time, or in parts, or both."""

    metric: MetricOut
    since_on: date
    until: date = Field(description="The first day that no longer belongs.")
    grain: Grain | None
    by: Dimension | None
    as_of: datetime = Field(description="The instant as of which everything is known.")
    points: list[PointOut]

    @classmethod
    def of(cls, metric: Metric, answer: Answer) -> Self:
        """Return the answer about one metric."""
        question = answer.question
        is_by_partner = question.by is Dimension.PARTNER
        return cls(
            metric=MetricOut.of(metric),
            since_on=question.spell.since_on,
            until=question.spell.until,
            grain=question.grain,
            by=question.by,
            as_of=answer.as_of,
            points=[
                PointOut(
                    period=point.period,
                    key=_partner(point.key) if is_by_partner else point.key,
                    currency=point.currency,
                    value=_decimal(point.value),
                    counted=point.counted,
                )
                for point in answer.of(metric.name)
            ],
        )


class BlockOut(Schema):
    """One side of a board, with the series of its figures."""

    title: str
    description: str
    figures: list[SeriesOut]


class BoardOut(Schema):
    """A board: blocks of figures about one period."""

    name: str
    title: str
    description: str
    as_of: datetime = Field(description="The instant as of which everything is known.")
    blocks: list[BlockOut]

    @classmethod
    def of(cls, plan: Plan, answer: Answer) -> Self:
        """Return the answer about a board's figures, by its blocks."""
        return cls(
            name=plan.key,
            title=_(plan.title),
            description=_(plan.sentence),
            as_of=answer.as_of,
            blocks=[
                BlockOut(
                    title=_(block.title),
                    description=_(block.sentence),
                    figures=[SeriesOut.of(get_metric(name), answer) for name in block.tiles],
                )
                for block in plan.blocks
            ],
        )


def _partner(key: str | None) -> str | None:
    return public_id("partner", UUID(key)) if key else key


def _decimal(value: Decimal | float | int | None) -> Decimal | None:
    if isinstance(value, float):
        return Decimal(str(round(value, 6)))
    return None if value is None else Decimal(value)
