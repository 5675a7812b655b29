"""The rulebook of the long tail: who is in it, which track holds, and when a small partner rises."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.longtail.parts import STARTING_RISES, STARTING_TRACKS, RiseRule, TailTrack
from steelyard.partners.longtail.sentences import say_rules
from steelyard.partners.tiers.metrics import find_metric
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

WHO, TRACKS, RISING = sentence("Who is in it"), sentence("Tracks"), sentence("Rising partners")


class LongTailRules(Rulebook):
    """Who is looked after without a manager, and whom to notice."""

    prefix: ClassVar[str] = "LT"
    title: ClassVar[str] = sentence("Long tail")
    summary: ClassVar[str] = sentence("Which small partners are looked after by tracks, and which of them rise.")
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"value_below", "touches_below", "tiers", "tracks", "rises", "task_title", "task_days"}
    )

    months: int = setting(
        12, label=sentence("Looked at are the last"), unit=sentence("months"), section=WHO, ge=1, le=36
    )
    value_below: Decimal = setting(
        Decimal(50_000), label=sentence("Value won is below"), section=WHO, gt=0, le=10**12, decimal_places=2
    )
    touches_below: int | None = setting(
        None,
        label=sentence("Days with a sign of life are fewer than"),
        help=sentence("Empty: they do not matter."),
        section=WHO,
        ge=1,
        le=1095,
    )
    tiers: tuple[str, ...] = setting(
        (),
        label=sentence("Only in the tiers"),
        help=sentence("Empty: whatever the tier. Those without a tier are small anyway."),
        section=WHO,
        max_length=40,
    )
    spares_managed: bool = setting(
        False,  # noqa: FBT003 - the default, not a switch
        label=sentence("Partners with a manager are not in it"),
        section=WHO,
    )
    tracks: tuple[TailTrack, ...] = setting(
        STARTING_TRACKS,
        label=sentence("Tracks"),
        help=sentence("The first that is open to a partner holds. Whoever finds none is not in the long tail."),
        section=TRACKS,
        max_length=20,
    )
    rises: tuple[RiseRule, ...] = setting(
        STARTING_RISES,
        label=sentence("A partner rises by"),
        help=sentence("One of these is enough."),
        section=RISING,
        max_length=20,
    )
    chance: Decimal = setting(
        Decimal(5),
        label=sentence("The chance of that much without growth is at most"),
        unit="%",
        section=RISING,
        gt=0,
        le=50,
        decimal_places=2,
    )
    again_days: int = setting(
        90, label=sentence("The next rise is told after"), unit=sentence("days"), section=RISING, ge=0, le=730
    )
    task_title: str = setting(
        "See what makes this small partner grow, and what it needs",
        label=sentence("Task for the channel lead"),
        help=sentence("Empty: none."),
        section=RISING,
        max_length=120,
    )
    task_days: int = setting(
        7, label=sentence("To be done within"), unit=sentence("days"), section=RISING, ge=0, le=365
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for parts in (self.tracks, self.rises):
            for key, times in Counter(one.key for one in parts).items():
                if times > 1:
                    raise invalid(sentence("“{key}” is there twice."), key=key)
        # The contexts above tell what they measure at start, after the rules that come with the product are made.
        if self.rises != STARTING_RISES:
            for one in self.rises:
                _check(one)
        return self

    def track_for(self, types: frozenset[str]) -> str:
        """Return the first track that is open to a partner of these types; empty for none."""
        return next((one.key for one in self.tracks if not one.types or types.intersection(one.types)), "")

    def name_of_track(self, key: str) -> str:
        """Return what a track is called."""
        return next((one.name for one in self.tracks if one.key == key), key)

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for tier in self.tiers:
            yield "tiers", "tiers", tier
        for number, track in enumerate(self.tracks):
            for word in track.types:
                yield f"tracks.{number}.types", "partner_types", word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return say_rules(self)


def _check(one: RiseRule) -> None:
    for key in (one.metric, one.times or one.metric):
        metric = find_metric(key)
        if metric is None:
            raise invalid(sentence("“{key}”: nobody measures “{metric}”."), key=one.key, metric=key)
        if not metric.looks_back:
            raise invalid(sentence("“{key}”: growth needs a metric that is known of the past."), key=one.key)
