"""Periods: which days a name means, what came before, and how a period is cut."""

from datetime import date, timedelta

from steelyard.insights.terms import Grain, Span, Spell
from steelyard.kernel.periods import add_months

_DAY = timedelta(days=1)
LONGEST = timedelta(days=3660)


def compute_spell(span: Span, on: date) -> Spell:
    """Return the days that a named span means on a day, which is the last of them unless the span ended before."""
    until = on + _DAY
    match span:
        case Span.QUARTER:
            return Spell(start_of(Grain.QUARTER, on), until)
        case Span.LAST_QUARTER:
            end = start_of(Grain.QUARTER, on)
            return Spell(start_of(Grain.QUARTER, end - _DAY), end)
        case Span.NINETY_DAYS:
            return Spell(until - timedelta(days=90), until)
        case Span.YEARS:
            return Spell(add_months(start_of(Grain.MONTH, on), -35), until)
    return Spell(add_months(start_of(Grain.MONTH, on), -11), until)


def compute_before(span: Span | None, spell: Spell) -> Spell:
    """Return what a spell is compared with: the same days a year, a quarter or as many days before."""
    if span in {Span.TWELVE_MONTHS, Span.YEARS}:
        months = -12 if span is Span.TWELVE_MONTHS else -36
        return Spell(add_months(spell.since_on, months), add_months(spell.until, months))
    if span in {Span.QUARTER, Span.LAST_QUARTER}:
        since = add_months(spell.since_on, -3)
        return Spell(since, min(since + (spell.until - spell.since_on), spell.since_on))
    return Spell(spell.since_on - (spell.until - spell.since_on), spell.since_on)


def list_periods(spell: Spell, grain: Grain) -> list[date]:
    """Return the first days of the periods that a spell touches, the earliest first."""
    first, found = start_of(grain, spell.since_on), []
    while first < spell.until:
        found.append(first)
        first = end_of(grain, first)
    return found


def start_of(grain: Grain, on: date) -> date:
    """Return the first day of the month or quarter that a day is in."""
    month = on.month if grain is Grain.MONTH else 3 * ((on.month - 1) // 3) + 1
    return on.replace(month=month, day=1)


def end_of(grain: Grain, first: date) -> date:
    """Return the day after the last of the period that begins at `first`."""
    return add_months(first, 1 if grain is Grain.MONTH else 3)
