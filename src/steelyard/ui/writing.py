"""Money, numbers, times and names as the reader writes them.

The same few thousand amounts and instants are written on page after page, and formatting one by its locale's pattern costs more
than all else about a row: so what was written is remembered.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zlib import crc32

from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_datetime_format,
    get_timezone_name,
)
from babel.numbers import format_compact_currency, format_compact_decimal, format_decimal, format_percent, parse_pattern
from django.utils import timezone
from django.utils.translation import get_language

from steelyard.kernel.money import Money, minor_units
from steelyard.platform.clock import utc_now
from steelyard.ui.locale import locale_of, reader_locale

_remembered = lru_cache(maxsize=4096)

# --- Amounts and numbers ----------------------------------------------------------------------------------------------


def money(value: Money | None) -> str:
    """Return the amount with its currency as the reader writes it; cents only where there are some."""
    return "" if value is None else _money(value, get_language())


@_remembered
def _money(value: Money, language: str | None) -> str:
    locale = locale_of(language)
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    is_whole = value.amount == value.amount.to_integral_value()
    digits = 0 if is_whole else minor_units(value.currency)
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(value.amount, locale, currency=value.currency, currency_digits=False))


def money_short(value: Money | None) -> str:
    """Return the amount in short form (€1.2M), for figures and lanes."""
    if value is None:
        return ""
    short = str(format_compact_currency(value.amount, value.currency, locale=reader_locale(), fraction_digits=1))
    # German has no short form of thousands: what stays long needs its separators.
    is_long = str(int(abs(value.amount))) in short
    return money(Money(Decimal(round(value.amount)), value.currency)) if is_long else short


def number(value: Decimal | int | None) -> str:
    """Return the number with the reader's separators."""
    return "" if value is None else _number(value, get_language())


@_remembered
def _number(value: Decimal | int, language: str | None) -> str:
    return str(format_decimal(value, locale=locale_of(language)))


def number_short(value: Decimal | int | None) -> str:
    """Return the number in short form (28K)."""
    return "" if value is None else _number_short(value, get_language())


@_remembered
def _number_short(value: Decimal | int, language: str | None) -> str:
    return str(format_compact_decimal(value, locale=locale_of(language), fraction_digits=1))


def percent(value: Decimal | float | None) -> str:
    """Return a rate (0..1) as a percentage."""
    return "" if value is None else str(format_percent(value, locale=reader_locale()))


def is_money(value: object) -> bool:
    """Tell whether the value is an amount with a currency."""
    return isinstance(value, Money)


def is_number(value: object) -> bool:
    """Tell whether the value is a plain number."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


# --- Times ------------------------------------------------------------------------------------------------------------


def day(value: date | datetime | None) -> str:
    """Return the date in words short enough for a table: 12 Jan 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return str(format_date(value, "medium", locale=reader_locale()))


def moment(value: datetime | None) -> str:
    """Return date and time in the reader's zone."""
    return "" if value is None else _moment(value, timezone.get_current_timezone_name(), get_language())


def moment_with_zone(value: datetime | None) -> str:
    """Return date, time and the name of the reader's zone, for the hover."""
    return "" if value is None else _moment_with_zone(value, timezone.get_current_timezone_name(), get_language())


@_remembered
def _moment(value: datetime, _zone: str, language: str | None) -> str:
    local, locale = timezone.localtime(value), locale_of(language)
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern.format(format_time(local, "short", locale=locale), format_date(local, "medium", locale=locale))


@_remembered
def _moment_with_zone(value: datetime, _zone: str, language: str | None) -> str:
    local, locale = timezone.localtime(value), locale_of(language)
    zone = get_timezone_name(local, width="short", locale=locale)
    return f"{format_datetime(local, 'full', locale=locale, tzinfo=local.tzinfo)} ({zone})"


def relative(value: datetime | None, now: datetime | None = None) -> str:
    """Return how far away the instant is: in 3 days, 2 hours ago."""
    if value is None:
        return ""
    return str(format_timedelta(value - (now or utc_now()), add_direction=True, locale=reader_locale()))


def duration(value: timedelta | None) -> str:
    """Return a length of time in its largest unit: 3 hours."""
    return "" if value is None else str(format_timedelta(value, locale=reader_locale()))


def clock_tone(due_at: datetime, now: datetime | None = None) -> str:
    """Return how urgent an instant is: red when it has passed, amber in the last four hours, otherwise neutral."""
    left = due_at - (now or utc_now())
    if left <= timedelta(0):
        return "red"
    return "amber" if left <= timedelta(hours=4) else "neutral"


# --- Names ------------------------------------------------------------------------------------------------------------


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]]))


def tone_of(name: str) -> str:
    """Return one of the tones for a name, always the same one; colours avatars."""
    tones = ("blue", "violet", "teal", "green", "amber")
    return tones[crc32(str(name).encode()) % len(tones)]
