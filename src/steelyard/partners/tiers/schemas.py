"""What the API says of tiers: metrics, standings, roadmaps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.metrics import Metric, MetricUnit
from steelyard.partners.tiers.peers import Cohort, PeerQuarters, Quarter
from steelyard.partners.tiers.queries import Roadmap
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import Outlook, StandingCard, TrackStanding, WayUp
from steelyard.platform.http.schemas import Schema

Key = Annotated[str, Field(description="The tier's key; empty for none.")]


class TierMetricOut(Schema):
    """A metric of which rules of tiers can speak."""

    key: str
    name: str
    unit: MetricUnit
    has_window: Annotated[bool, Field(description="Whether the rules say of how many months evidence counts.")]
    looks_back: Annotated[bool, Field(description="Whether it can be measured as of a past day.")]

    @classmethod
    def of(cls, metric: Metric) -> "TierMetricOut":
        return cls(
            key=metric.key,
            name=metric.name,
            unit=metric.unit,
            has_window=metric.has_window,
            looks_back=metric.looks_back,
        )


class StandingLineOut(Schema):
    """Where one partner stands."""

    partner_id: str
    partner: str
    status: PartnerStatus
    region: str
    tier: Key
    reached: Annotated[str, Field(description="The tier for which its points and criteria are enough; empty for none.")]
    next_tier: Annotated[str, Field(description="The tier above the present one; empty at the top.")]
    track: Annotated[str, Field(description="The track that counts.")]
    points: Decimal
    full: Annotated[Decimal, Field(description="The points of everything together on that track.")]
    outlook: Outlook
    below_since: date | None
    demote_on: Annotated[date | None, Field(description="When the tier is lost, if notice of that was given.")]
    evaluated_at: datetime

    @classmethod
    def fields_of(cls, card: StandingCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        same = ("partner", "status", "region", "tier", "reached", "next_tier", "track", "points", "full", "outlook")
        return {
            "partner_id": public_id(Partner.PREFIX, card.partner_id),
            **{name: getattr(card, name) for name in (*same, "below_since", "demote_on", "evaluated_at")},
        }

    @classmethod
    def of(cls, card: StandingCard) -> "StandingLineOut":
        return cls.model_validate(StandingLineOut.fields_of(card))


class MetricStandingOut(Schema):
    """What one metric adds."""

    key: str
    metric: str
    months: int | None
    value: Decimal
    threshold: Decimal
    weight: Decimal
    points: Decimal
    missing: Decimal


class CriterionStandingOut(Schema):
    """Whether one criterion is met."""

    key: str
    tier: str
    metric: str
    months: int | None
    any_of: Annotated[str, Field(description="Criteria of a tier with the same word here replace each other.")]
    value: Decimal
    at_least: Decimal
    is_met: bool
    missing: Decimal


class TierGapOut(Schema):
    """What lacks for a tier."""

    tier: str
    points: Decimal
    metrics_at_zero: list[str]
    criteria: list[str]
    any_of: Annotated[list[list[str]], Field(description="Of each group, one criterion would do.")]


class TrackStandingOut(Schema):
    """Where a partner stands on one track."""

    track: str
    points: Decimal
    full: Decimal
    reached: str
    metrics: list[MetricStandingOut]
    criteria: list[CriterionStandingOut]
    gaps: list[TierGapOut]

    @classmethod
    def of(cls, one: TrackStanding, rules: TierRules) -> "TrackStandingOut":
        metrics = {rule.key: rule for rule in rules.metrics}
        criteria = {rule.key: rule for rule in rules.criteria}
        return cls(
            track=one.track,
            points=one.points,
            full=one.full,
            reached=one.reached,
            metrics=[
                MetricStandingOut(
                    key=part.key,
                    metric=metrics[part.key].metric,
                    months=metrics[part.key].months,
                    value=part.value,
                    threshold=part.threshold,
                    weight=part.weight,
                    points=part.points,
                    missing=part.missing,
                )
                for part in one.metrics
            ],
            criteria=[
                CriterionStandingOut(
                    key=part.key,
                    tier=part.tier,
                    metric=criteria[part.key].metric,
                    months=criteria[part.key].months,
                    any_of=part.any_of,
                    value=part.value,
                    at_least=part.at_least,
                    is_met=part.is_met,
                    missing=part.missing,
                )
                for part in one.criteria
            ],
            gaps=[
                TierGapOut(
                    tier=gap.tier,
                    points=gap.points,
                    metrics_at_zero=list(gap.at_zero),
                    criteria=list(gap.criteria),
                    any_of=[list(group) for group in gap.groups],
                )
                for gap in one.gaps
            ],
        )


class RaiseOut(Schema):
    """A metric to be raised."""

    metric: str
    months: int | None
    value: Decimal
    to: Decimal
    effort: Annotated[Decimal, Field(description="Days of work, roughly; only their order matters.")]


class WayUpOut(Schema):
    """What to raise to be in a tier."""

    tier: str
    track: str
    effort: Decimal
    raises: list[RaiseOut]

    @classmethod
    def of(cls, way: WayUp) -> "WayUpOut":
        raises = [
            RaiseOut(metric=one.metric, months=one.months, value=one.value, to=one.to, effort=one.effort)
            for one in way.raises
        ]
        return cls(tier=way.tier, track=way.track, effort=way.effort, raises=raises)


class RoadmapOut(StandingLineOut):
    """Where a partner stands on every track that is open to it, and the ways to the next tier."""

    rules: Annotated[str, Field(description="The version of the rules under which it was evaluated.")]
    tracks: Annotated[list[TrackStandingOut], Field(description="The track that counts first.")]
    ways: Annotated[list[WayUpOut], Field(description="The way with the least effort first.")]

    @classmethod
    def explained(cls, roadmap: Roadmap) -> "RoadmapOut":
        """Return the standing with everything that explains it."""
        return cls.model_validate(
            {
                **cls.fields_of(roadmap.card),
                "rules": roadmap.in_force.label,
                "tracks": [TrackStandingOut.of(one, roadmap.in_force.rules) for one in roadmap.standing.tracks],
                "ways": [WayUpOut.of(way) for way in roadmap.ways],
            }
        )


class PeerQuartersOut(Schema):
    """What divides the values of a partner's peers into quarters, to two digits, and in which its own lies."""

    evidence: Annotated[str, Field(description="The metric, with the months of its evidence: `pipeline.won_value/12`.")]
    cohort: Cohort
    size: Annotated[int, Field(ge=8, description="How many others.")]
    lower: Decimal
    middle: Decimal
    upper: Decimal
    value: Decimal
    quarter: Quarter

    @classmethod
    def of(cls, one: PeerQuarters, value: Decimal) -> "PeerQuartersOut":
        return cls(
            evidence=one.evidence,
            cohort=one.cohort,
            size=one.size,
            lower=one.lower,
            middle=one.middle,
            upper=one.upper,
            value=value,
            quarter=one.quarter_of(value),
        )
