"""The rules of the long tail in plain words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steelyard.kernel.refusals import sentence
from steelyard.partners.tiers.metrics import name_of
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.longtail.rules import LongTailRules


def say_rules(rules: "LongTailRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    return list(_say(rules))


def _say(rules: "LongTailRules") -> Iterator[RuleSentence]:
    who, tracks, rising = sentence("Who is in it"), sentence("Tracks"), sentence("Rising partners")
    yield RuleSentence(
        rule="LT-1",
        text=sentence("In the long tail is who won less than {value} in the last {months} months."),
        params={"value": plain(rules.value_below), "months": rules.months},
        section=who,
        fields=("value_below", "months"),
        is_confidential=True,
    )
    if rules.touches_below is not None:
        yield RuleSentence(
            rule="LT-2",
            text=sentence("Besides, it gave a sign of life on fewer than {days} days of that time."),
            params={"days": rules.touches_below},
            section=who,
            fields=("touches_below",),
            is_confidential=True,
        )
    if rules.tiers:
        yield RuleSentence(
            rule="LT-3",
            text=sentence("Besides, it is in one of the tiers {tiers}, or in none."),
            params={"tiers": rules.tiers},
            section=who,
            fields=("tiers",),
            is_confidential=True,
        )
    if rules.spares_managed:
        yield RuleSentence(
            rule="LT-4",
            text=sentence("Partners with a manager are not in it."),
            section=who,
            fields=("spares_managed",),
            is_confidential=True,
        )
    for number, track in enumerate(rules.tracks, start=1):
        yield RuleSentence(
            rule=f"LT-T{number}",
            text=sentence("The track “{track}” is open to: {types}. No manager is needed.")
            if track.types
            else sentence("The track “{track}” is open to every partner. No manager is needed."),
            params={"track": track.name, "types": track.types},
            section=tracks,
            fields=("tracks",),
            is_confidential=True,
        )
    for one in rules.rises:
        yield RuleSentence(
            rule=f"LT-R/{one.key}",
            text=sentence(
                "A small partner rises by {metric}: at least {least} in the last {months} months, and {factor} times what its"
                " own {before} months before let expect."
            ),
            params={
                "metric": Term(name_of(one.metric)),
                "least": plain(one.least),
                "months": one.months,
                "before": one.months_before,
                "factor": plain(one.factor),
            },
            section=rising,
            fields=("rises",),
            is_confidential=True,
        )
    yield RuleSentence(
        rule="LT-CHANCE",
        text=sentence(
            "It counts only if so many times without growth have a chance of at most {chance} %, so that one small deal does"
            " not ring."
        ),
        params={"chance": plain(rules.chance)},
        section=rising,
        fields=("chance",),
        is_confidential=True,
    )
    yield RuleSentence(
        rule="LT-ONCE",
        text=sentence("A rise is told once. The next one of a partner is told {days} days later at the earliest."),
        params={"days": rules.again_days},
        section=rising,
        fields=("again_days",),
        is_confidential=True,
    )
    if rules.task_title:
        yield RuleSentence(
            rule="LT-TASK",
            text=sentence("The channel lead of the region is asked within {days} days: {title}."),
            params={"days": rules.task_days, "title": rules.task_title},
            section=rising,
            fields=("task_title", "task_days"),
            is_confidential=True,
        )
