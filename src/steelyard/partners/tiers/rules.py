"""The rulebook of tiers: tracks, what counts how much on them, what each tier asks for, and how a tier cools."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.money import is_currency
from steelyard.kernel.refusals import sentence
from steelyard.partners.tiers import checks
from steelyard.partners.tiers.metrics import find_metric
from steelyard.partners.tiers.parts import CriterionRule, MetricRule, Rate, TierRule, TrackRule
from steelyard.partners.tiers.sections import COOLING, CRITERIA, METRICS, MONEY, TIERS, TRACKS
from steelyard.partners.tiers.sentences import say_rules
from steelyard.partners.tiers.terms import DemotionPeriod, evidence_key
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

_HUNDRED = Decimal(100)


class TierRules(Rulebook):
    """Which tier a partner is in. Without tracks nothing is measured, and tiers are assigned by hand alone."""

    prefix: ClassVar[str] = "TR"
    title: ClassVar[str] = sentence("Tiers")
    summary: ClassVar[str] = sentence("What counts towards a tier, what each tier asks for, and when a tier is lost.")
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"tracks", "metrics", "criteria", "tiers", "margin", "grace_days", "notice_days"}
    )

    tracks: tuple[TrackRule, ...] = setting(
        (),
        label=sentence("Tracks"),
        help=sentence("Where several are open to a partner, the best counts."),
        section=TRACKS,
        max_length=20,
    )
    metrics: tuple[MetricRule, ...] = setting(
        (),
        label=sentence("What counts"),
        help=sentence("Credit grows evenly up to the threshold. The weights of a track make its points together."),
        section=METRICS,
        max_length=60,
    )
    tiers: tuple[TierRule, ...] = setting(
        (),
        label=sentence("Tiers, the lowest first"),
        help=sentence("Whoever is in a tier also meets what the tiers below it ask for."),
        section=TIERS,
        max_length=40,
    )
    criteria: tuple[CriterionRule, ...] = setting(
        (),
        label=sentence("Criteria"),
        help=sentence("All must be met; of those with the same word under “one of”, one is enough."),
        section=CRITERIA,
        max_length=100,
    )

    margin: Decimal = setting(
        Decimal(0),
        label=sentence("A tier is kept down to this far below"),
        unit="%",
        section=COOLING,
        ge=0,
        le=50,
    )
    grace_days: int = setting(
        0, label=sentence("Below it before notice is given"), unit=sentence("days"), section=COOLING, ge=0, le=365
    )
    notice_days: int = setting(
        30, label=sentence("Notice before a tier is lost"), unit=sentence("days"), section=COOLING, ge=0, le=365
    )
    demotes_at_end_of: DemotionPeriod = setting(
        DemotionPeriod.QUARTER, label=sentence("A tier is lost at the end of a"), section=COOLING
    )
    year_starts_in: int = setting(
        1, label=sentence("Month in which the program year begins"), section=COOLING, ge=1, le=12
    )

    currency: str = setting("EUR", label=sentence("Currency"), section=MONEY)
    rates: tuple[Rate, ...] = setting(
        (Rate(currency="USD", rate=Decimal("0.90")), Rate(currency="GBP", rate=Decimal("1.15"))),
        label=sentence("Exchange rates"),
        help=sentence("An amount in a currency that is not listed does not count."),
        section=MONEY,
        max_length=200,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for code in (self.currency, *(rate.currency for rate in self.rates)):
            if not is_currency(code):
                raise invalid(sentence("{code} is not an ISO 4217 currency."), code=code)
        for code, times in Counter((self.currency, *(rate.currency for rate in self.rates))).items():
            if times > 1:
                raise invalid(sentence("The currency {code} is there twice."), code=code)
        checks.check_keys(self.tracks, self.metrics, self.criteria, self.tiers)
        checks.check_evidence(self.metrics, self.criteria)
        for track in self.tracks:
            checks.check_track(track, self.metrics_of(track.key), self.ladder_of(track.key), self.ranking)
            checks.check_ladder(track, self.ladder_of(track.key), self.criteria_of(track.key))
        return self

    @property
    def ranking(self) -> tuple[str, ...]:
        """The tiers from the lowest up, whatever their tracks."""
        return tuple(dict.fromkeys(step.tier for step in self.tiers))

    def rank_of(self, tier: str) -> int:
        """Return the place of a tier, from 0 up; -1 for one that the rules do not speak of, and for none."""
        return self.ranking.index(tier) if tier in self.ranking else -1

    def metrics_of(self, track: str) -> tuple[MetricRule, ...]:
        """Return what counts on a track."""
        return tuple(one for one in self.metrics if one.track == track)

    def ladder_of(self, track: str) -> tuple[TierRule, ...]:
        """Return the tiers of a track, the lowest first."""
        return tuple(one for one in self.tiers if one.track in ("", track))

    def criteria_of(self, track: str) -> tuple[CriterionRule, ...]:
        """Return the criteria of a track."""
        return tuple(one for one in self.criteria if one.track in ("", track))

    def tracks_for(self, types: frozenset[str]) -> tuple[TrackRule, ...]:
        """Return the tracks that are open to a partner of these types."""
        return tuple(track for track in self.tracks if not track.types or types.intersection(track.types))

    def evidence(self) -> dict[str, tuple[str, int | None]]:
        """Return what has to be measured: metric and months, by the name under which the value is kept."""
        asked = [(one.metric, one.months) for one in self.metrics]
        asked += [(one.metric, one.months) for one in self.criteria]
        for one in self.metrics:
            metric = find_metric(one.per)
            if metric is not None:
                asked.append((one.per, one.months if metric.has_window else None))
        return {evidence_key(metric, months): (metric, months) for metric, months in asked}

    def per_key(self, one: MetricRule) -> str:
        """Return under which name the size is kept that a metric is held against."""
        metric = find_metric(one.per)
        return evidence_key(one.per, one.months if metric is not None and metric.has_window else None)

    @property
    def rate_of(self) -> Mapping[str, Decimal]:
        """What one unit of each currency counts in that of the rules."""
        return {self.currency: Decimal(1), **{rate.currency: rate.rate for rate in self.rates}}

    @property
    def kept_share(self) -> Decimal:
        """Which share of a requirement is enough to keep a tier."""
        return 1 - self.margin / _HUNDRED

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, step in enumerate(self.tiers):
            yield f"tiers.{number}.tier", "tiers", step.tier
        for number, track in enumerate(self.tracks):
            for word in track.types:
                yield f"tracks.{number}.types", "partner_types", word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: tracks, what counts on each, what each tier asks for, how a tier cools."""
        return say_rules(self)
