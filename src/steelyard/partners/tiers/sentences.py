"""The rules of tiers in plain words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steelyard.kernel.refusals import sentence
from steelyard.partners.tiers.metrics import name_of
from steelyard.partners.tiers.parts import CriterionRule, MetricRule, TierRule, TrackRule
from steelyard.partners.tiers.sections import COOLING, METRICS, MONEY, TIERS, TRACKS
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.tiers.rules import TierRules


def say_rules(rules: "TierRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    if not rules.tracks:
        return [
            RuleSentence(
                rule="TR-1",
                text=sentence("Tiers are assigned by hand; nothing is measured."),
                section=TRACKS,
                fields=("tracks",),
            )
        ]
    said: list[RuleSentence] = []
    for number, track in enumerate(rules.tracks, start=1):
        said += _say_track(f"TR-{number}", track, rules)
    said += _say_cooling(rules)
    return said


def _say_track(number: str, track: TrackRule, rules: "TierRules") -> Iterator[RuleSentence]:
    words = {"track": track.name, "types": track.types}
    yield RuleSentence(
        rule=number,
        text=sentence("The track “{track}” is open to: {types}.")
        if track.types
        else sentence("The track “{track}” is open to every partner."),
        params=words,
        section=TRACKS,
        fields=("tracks",),
    )
    metrics = rules.metrics_of(track.key)
    for place, metric in enumerate(metrics, start=1):
        yield _say_metric(f"{number}.{place}", track, metric)
    if metrics and track.every_metric_counts:
        yield RuleSentence(
            rule=f"{number}.0",
            text=sentence("On “{track}” points count only when every metric is above zero."),
            params={"track": track.name},
            section=METRICS,
            fields=("tracks",),
        )
    for step in rules.ladder_of(track.key):
        yield _say_step(number, track, step, bool(metrics))
        for criterion in rules.criteria_of(track.key):
            if criterion.tier == step.tier:
                yield _say_criterion(number, track, criterion)


def _say_metric(number: str, track: TrackRule, one: MetricRule) -> RuleSentence:
    return RuleSentence(
        rule=number,
        text=_METRIC[bool(one.months), bool(one.per)],
        params={
            "track": track.name,
            "metric": Term(name_of(one.metric)),
            "weight": plain(one.weight),
            "threshold": plain(one.threshold),
            "months": one.months,
            "per": Term(name_of(one.per)),
            "units": plain(one.per_units),
        },
        section=METRICS,
        fields=("metrics",),
    )


_METRIC = {
    (False, False): sentence(
        "{metric} counts up to {weight} points on “{track}”: all of them from {threshold} on, evenly fewer below."
    ),
    (True, False): sentence(
        "{metric} of the last {months} months counts up to {weight} points on “{track}”: all of them from {threshold} on,"
        " evenly fewer below."
    ),
    (False, True): sentence(
        "{metric} for each {units} of {per} counts up to {weight} points on “{track}”: all of them from {threshold} on,"
        " evenly fewer below. Whoever has less than {units} counts as having that much."
    ),
    (True, True): sentence(
        "{metric} of the last {months} months for each {units} of {per} counts up to {weight} points on “{track}”: all of"
        " them from {threshold} on, evenly fewer below. Whoever has less than {units} counts as having that much."
    ),
}


def _say_step(number: str, track: TrackRule, step: TierRule, has_points: bool) -> RuleSentence:  # noqa: FBT001
    return RuleSentence(
        rule=f"{number}/{step.tier}",
        text=sentence("On “{track}” the tier {tier} asks for {points} points.")
        if has_points and step.points
        else sentence("On “{track}” the tier {tier} asks for no points."),
        params={"track": track.name, "tier": step.tier, "points": plain(step.points)},
        section=TIERS,
        fields=("tiers",),
    )


def _say_criterion(number: str, track: TrackRule, one: CriterionRule) -> RuleSentence:
    return RuleSentence(
        rule=f"{number}/{one.tier}/{one.key}",
        text=_CRITERION[bool(one.months), bool(one.any_of)],
        params={
            "track": track.name,
            "tier": one.tier,
            "metric": Term(name_of(one.metric)),
            "count": plain(one.at_least),
            "months": one.months,
            "group": one.any_of,
        },
        section=TIERS,
        fields=("criteria",),
    )


_CRITERION = {
    (False, False): sentence("On “{track}” the tier {tier} asks for {metric}: at least {count}."),
    (True, False): sentence(
        "On “{track}” the tier {tier} asks for {metric}: at least {count} within the last {months} months."
    ),
    (False, True): sentence(
        "On “{track}” one of “{group}” is enough for the tier {tier}; one is {metric}: at least {count}."
    ),
    (True, True): sentence(
        "On “{track}” one of “{group}” is enough for the tier {tier}; one is {metric}: at least {count} within the last"
        " {months} months."
    ),
}


def _say_cooling(rules: "TierRules") -> Iterator[RuleSentence]:
    yield RuleSentence(
        rule="TR-UP",
        text=sentence("Whoever reaches a tier is in it at once. Where several tracks are open, the best counts."),
        section=COOLING,
        fields=("tracks",),
    )
    yield RuleSentence(
        rule="TR-KEEP",
        text=sentence("A tier is kept while no requirement is missed by more than {margin} %."),
        params={"margin": plain(rules.margin)},
        section=COOLING,
        fields=("margin",),
    )
    yield RuleSentence(
        rule="TR-DOWN",
        text=sentence(
            "Whoever is below that for {grace} days gets notice. The tier is lost at the first end of a {period} that is at"
            " least {notice} days later, unless it is met again before."
        ),
        params={
            "grace": rules.grace_days,
            "notice": rules.notice_days,
            "period": Term(rules.demotes_at_end_of.label),
        },
        section=COOLING,
        fields=("grace_days", "notice_days", "demotes_at_end_of", "year_starts_in"),
    )
    yield RuleSentence(
        rule="TR-MONEY",
        text=sentence("Amounts count in {currency}, at the rates of these rules."),
        params={"currency": rules.currency},
        section=MONEY,
        fields=("currency", "rates"),
    )
