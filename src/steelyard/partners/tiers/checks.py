"""What must hold between the parts of the rules of tiers: each check names the place that does not fit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from steelyard.kernel.refusals import sentence
from steelyard.partners.tiers.metrics import find_metric
from steelyard.partners.tiers.parts import CriterionRule, MetricRule, TierRule, TrackRule
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import invalid


def check_keys(
    tracks: Sequence[TrackRule],
    metrics: Sequence[MetricRule],
    criteria: Sequence[CriterionRule],
    tiers: Sequence[TierRule],
) -> None:
    """Make sure that each key is there once and that what is named is there. Raises: PydanticCustomError."""
    for parts in (tracks, metrics, criteria):
        _require_once(part.key for part in parts)
    _require_once(f"{step.tier} {step.track}".strip() for step in tiers)
    known = {track.key for track in tracks}
    for metric in metrics:
        if metric.track not in known:
            raise invalid(sentence("“{key}”: there is no track “{track}”."), key=metric.key, track=metric.track)
    for step in tiers:
        if step.track and step.track not in known:
            raise invalid(sentence("“{key}”: there is no track “{track}”."), key=step.tier, track=step.track)
    for criterion in criteria:
        if criterion.track and criterion.track not in known:
            raise invalid(sentence("“{key}”: there is no track “{track}”."), key=criterion.key, track=criterion.track)
        on = {step.track for step in tiers if step.tier == criterion.tier}
        if not on or (criterion.track and not on & {"", criterion.track}):
            raise invalid(
                sentence("“{key}”: there is no tier “{tier}” to which it could lead."),
                key=criterion.key,
                tier=criterion.tier,
            )


def _require_once(keys: Iterable[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise invalid(sentence("“{key}” is there twice."), key=key)


def check_evidence(metrics: Iterable[MetricRule], criteria: Iterable[CriterionRule]) -> None:
    """Make sure that everything named can be measured, and can come to what is asked. Raises: PydanticCustomError."""
    for one in metrics:
        _check_metric(one.key, one.metric, one.months, one.threshold if not one.per else None)
        if one.per:
            if one.per == one.metric or find_metric(one.per) is None:
                raise invalid(sentence("“{key}”: nobody measures “{metric}” as a size."), key=one.key, metric=one.per)
            if (size := find_metric(one.per)) and size.has_window and one.months is None:
                raise invalid(sentence("“{key}”: say of how many months evidence counts."), key=one.key)
    for criterion in criteria:
        _check_metric(criterion.key, criterion.metric, criterion.months, criterion.at_least)


def _check_metric(key: str, name: str, months: int | None, asked: Decimal | None) -> None:
    metric = find_metric(name)
    if metric is None:
        raise invalid(sentence("“{key}”: nobody measures “{metric}”."), key=key, metric=name)
    if metric.has_window and months is None:
        raise invalid(sentence("“{key}”: say of how many months evidence counts."), key=key)
    if not metric.has_window and months is not None and asked is not None:
        raise invalid(sentence("“{key}”: it is what holds on the day, so no months count."), key=key)
    if asked is not None and metric.unit.most is not None and asked > metric.unit.most:
        raise invalid(
            sentence("“{key}” cannot be reached: it never comes to more than {most}."), key=key, most=metric.unit.most
        )


def check_track(
    track: TrackRule, metrics: Sequence[MetricRule], ladder: Sequence[TierRule], ranking: Sequence[str]
) -> None:
    """Make sure that the weights make the track's points and that its tiers can be reached. Raises: PydanticCustomError."""
    total = sum((metric.weight for metric in metrics), Decimal(0))
    if metrics and total != track.points:
        raise invalid(
            sentence("On the track “{track}” the weights make {total}, not {points}."),
            track=track.name,
            total=plain(total),
            points=plain(track.points),
        )
    if not ladder:
        raise invalid(sentence("The track “{track}” leads to no tier."), track=track.name)
    for step in ladder:
        if step.points > total:
            raise invalid(
                sentence("“{tier}” cannot be reached: the track “{track}” comes to no more than {total} points."),
                tier=step.tier,
                track=track.name,
                total=plain(total),
            )
    places = [ranking.index(step.tier) for step in ladder]
    if len(set(places)) != len(places):
        twice = next(step.tier for step, place in zip(ladder, places, strict=True) if places.count(place) > 1)
        raise invalid(sentence("“{key}” is there twice."), key=twice)
    if places != sorted(places):
        raise invalid(sentence("The track “{track}” has its tiers in another order."), track=track.name)


def check_ladder(track: TrackRule, ladder: Sequence[TierRule], criteria: Sequence[CriterionRule]) -> None:
    """Make sure that each tier asks for more than the one below it. Raises: PydanticCustomError."""
    for lower, upper in pairwise(ladder):
        words: dict[str, Any] = {"tier": upper.tier, "lower": lower.tier, "track": track.name}
        if upper.points < lower.points:
            raise invalid(sentence("“{tier}” asks for fewer points than “{lower}” below it."), **words)
        below = [one for one in criteria if one.tier == lower.tier and not one.any_of]
        asked = [one for one in criteria if one.tier == upper.tier]
        for one in asked:
            same = [other for other in below if (other.metric, other.months) == (one.metric, one.months)]
            if same and one.at_least <= max(other.at_least for other in same):
                raise invalid(
                    sentence("“{key}” asks for no more than “{lower}” below “{tier}” already does."),
                    key=one.key,
                    **words,
                )
        if upper.points == lower.points and not asked:
            raise invalid(
                sentence("Nobody would ever be in “{lower}”: on the track “{track}”, “{tier}” asks for no more."),
                **words,
            )
