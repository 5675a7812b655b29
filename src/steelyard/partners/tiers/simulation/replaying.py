"""Living a time again: each partner twice, by the rules of their day and by the draft, on the same measured values.

What is simulated, and what is not, is said in `offering`; the page of a simulation shows the same sentences.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import sentence
from steelyard.partners.benefits.queries import list_catalog
from steelyard.partners.benefits.terms import BenefitTerms
from steelyard.partners.models import Tier
from steelyard.partners.queries import today
from steelyard.partners.tiers.levels import Level, Levels
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.simulation.past import PastPartner, PastValues, list_instants, read_partners
from steelyard.partners.tiers.simulation.worlds import Catalog, Life
from steelyard.partners.tiers.terms import NOTHING, TierFacts
from steelyard.platform.db import as_system
from steelyard.program.public import (
    Direction,
    RulesOfTheDay,
    SimulatedDecision,
    Verdict,
    program_in_force,
)

RULEBOOK = "tiers"
NOT_AS_RECORDED = sentence("By the rules of its days it ends in another tier than recorded.")
_AT_ONCE = 5_000
_CENT = Decimal("0.01")


@dataclass(slots=True)
class _Twice:
    """One partner in both worlds, with the levels last found, which hold until its values change."""

    past: PastPartner
    was: Life
    would: Life
    seen: tuple[object, ...] = ()
    levels: tuple[Level | None, Level | None] = (None, None)
    track: str = ""
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)


def replay(window: Period, rules: RulesOfTheDay) -> Iterator[SimulatedDecision]:
    """Yield every active partner with the tier in which the time leaves it, by the rules of its days and by the draft."""
    instants = list_instants(window)
    with as_system():
        catalog, worth = _read_catalog()
    batches = read_partners(window, at_once=_AT_ONCE)
    while True:
        with as_system():
            partners = next(batches, None)
            if partners is None:
                return
            decided = list(_live(partners, instants, today(window.starts_at), rules, catalog, worth))
        yield from decided


def _read_catalog() -> tuple[Catalog, Mapping[str, tuple[Decimal, str]]]:
    tiers = {tier.key: tier for tier in Tier.objects.all()}
    ranks = {key: tier.rank for key, tier in tiers.items()}
    benefits = list_catalog()
    terms = tuple(
        BenefitTerms(
            key=one.key,
            from_rank=ranks[one.from_tier] if one.from_tier else None,
            types=frozenset(one.types),
            is_offered=one.is_offered,
        )
        for one in benefits
    )
    catalog = Catalog({key: tier.name for key, tier in tiers.items()}, ranks, terms)
    return catalog, {one.key: (one.value.amount, one.value.currency) for one in benefits}


def _live(
    partners: Sequence[PastPartner],
    instants: Sequence[datetime],
    since: date,
    rules: RulesOfTheDay,
    catalog: Catalog,
    worth: Mapping[str, tuple[Decimal, str]],
) -> Iterator[SimulatedDecision]:
    lives = [_begin(one, since) for one in partners]
    values = PastValues([one.id for one in partners])
    for at in instants:
        _live_until(lives, values, at, rules)
    for one in lives:
        yield _decided(one, instants[-1], catalog, worth)


def _begin(past: PastPartner, since: date) -> _Twice:
    start = max(since, past.enrolled_on)
    held = past.tier_on(start)
    if held is not None and not held.by_hand and held.since_on > since:
        held = None  # What the rules gave within the time, they decide again.
    was, would = (Life(held.key if held else "", start, past.notice) for _world in range(2))
    if held and held.fixed_until:
        for life in (was, would):
            life.take(held.key, held.fixed_until)
    return _Twice(past, was, would)


def _live_until(lives: Sequence[_Twice], past: PastValues, at: datetime, rules: RulesOfTheDay) -> None:
    """Let a month pass for all that were there by then, and let both rulebooks decide at its end."""
    day = today(at)
    there = [one for one in lives if one.past.enrolled_on <= day]
    for held, drafted, some in _alike(there, at, rules):
        books = [held] if drafted is held else [held, drafted]
        values = past.measure([one.past.id for one in some], books, at)
        levels = [Levels(book) for book in books]
        for one in some:
            one.rates = drafted.rate_of
            one.currency = drafted.currency
            _step(one, day, [value.get(one.past.id, {}) for value in values], levels, books)


def _alike(
    lives: Collection[_Twice], at: datetime, rules: RulesOfTheDay
) -> Iterator[tuple[TierRules, TierRules, list[_Twice]]]:
    """Yield partners together that are under the same rules, held and drafted."""
    by_region: defaultdict[str, list[_Twice]] = defaultdict(list)
    for one in lives:
        by_region[one.past.region].append(one)
    program = program_in_force(RULEBOOK, at=at)
    found: dict[tuple[int, int], tuple[TierRules, TierRules, list[_Twice]]] = {}
    for region, some in by_region.items():
        versions = program.rules_in(region).version_ids
        held, drafted = rules.held(versions), rules.drafted(versions, region)
        found.setdefault((id(held), id(drafted)), (held, drafted, []))[2].extend(some)
    yield from found.values()


def _step(
    one: _Twice,
    day: date,
    values: Sequence[Mapping[str, Decimal]],
    levels: Sequence[Levels],
    books: Sequence[TierRules],
) -> None:
    types = one.past.types_on(day)
    given = one.past.given_by_hand(one.was.on, day)
    seen = (*values, types, *map(id, books))
    if one.seen != seen:
        found = [asked.find(TierFacts(types=types, values=value)) for asked, value in zip(levels, values, strict=True)]
        one.seen, one.levels = seen, (found[0], found[-1])
    for life, level, book in ((one.was, one.levels[0], books[0]), (one.would, one.levels[1], books[-1])):
        life.pass_until(day, types)
        if given is not None:
            life.take(given.key, given.fixed_until)
        life.decide(level, book)
    best = one.levels[1]
    one.track = next((track.name for track in books[-1].tracks if best and track.key == best.track), "")


def _decided(
    one: _Twice, until: datetime, catalog: Catalog, worth: Mapping[str, tuple[Decimal, str]]
) -> SimulatedDecision:
    types = one.past.types_on(today(until))
    before, after = one.was.verdict(catalog, types), one.would.verdict(catalog, types)
    recorded = one.past.tier_on(today(until))
    gap = _worth_of(after, one, worth) - _worth_of(before, one, worth)
    return SimulatedDecision(
        subject_id=one.past.id,
        label=one.past.name,
        partner_id=one.past.id,
        region=one.past.region,
        kind=one.track,
        decided_at=until,
        value=abs(gap),
        currency=one.currency,
        before=before,
        after=after,
        direction=_direction(catalog.rank_of(one.was.tier), catalog.rank_of(one.would.tier)),
        departure=NOT_AS_RECORDED if one.was.tier != (recorded.key if recorded else "") else "",
    )


def _worth_of(verdict: Verdict, one: _Twice, worth: Mapping[str, tuple[Decimal, str]]) -> Decimal:
    """Return what the benefits at the end are worth in a year, in the currency of the rules."""
    lasting = [worth[grant.key] for grant in verdict.grants if grant.lasts]
    total = sum((amount * one.rates.get(currency, NOTHING) for amount, currency in lasting), NOTHING)
    return total.quantize(_CENT)


def _direction(before: int, after: int) -> Direction | None:
    if before == after:
        return None
    return Direction.BETTER if after > before else Direction.WORSE
