"""Cells into values: money, dates, countries, as people write them. A cell that cannot be read says why."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import pycountry
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from steelyard.kernel.money import MAX_AMOUNT, is_currency
from steelyard.platform.http.schemas import clean_text
from steelyard.platform.imports.conventions import USUAL, Convention, DateOrder, DecimalSign

Parser = Callable[..., Any]
"""Reads a cell; those of `BY_CONVENTION` also take the file's convention."""

_UNAMBIGUOUS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d %b %Y",
    "%d %b, %Y",
    "%d %B %Y",
    "%d. %B %Y",
    "%d. %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%b %d, %y",
    "%B %d, %y",
    "%d %b %y",
    "%Y%m%d",
)
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d-%m-%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
# With points the day comes first wherever it is written so.
_WITH_POINTS = ("%d.%m.%Y", "%d.%m.%y")
_GERMAN_MONTHS = {
    "januar": "January",
    "j\u00e4nner": "January",
    "februar": "February",
    "m\u00e4rz": "March",
    "mai": "May",
    "juni": "June",
    "juli": "July",
    "oktober": "October",
    "dezember": "December",
    "m\u00e4r": "Mar",
    "okt": "Oct",
    "dez": "Dec",
}
_WORD = re.compile(r"[^\W\d_]+")
_SERIAL = re.compile(r"[1-7]\d{4}(\.\d+)?")
_SERIALS_BEGIN = datetime(1899, 12, 30, tzinfo=UTC)
_TIME_TAIL = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$")
_MULTIPLES = {"K": Decimal(1_000), "M": Decimal(1_000_000), "B": Decimal(1_000_000_000), "": Decimal(1)}
_AMOUNT = re.compile(r"^(?P<digits>[\d.,' \u00a0\u202f]+)(?P<multiple>[KMB]?)$", re.IGNORECASE)


def text(cell: str) -> str:
    """Return the cell as clean text. Raises: ValueError."""
    return clean_text(cell)


def amount(cell: str, convention: Convention = USUAL) -> Decimal:
    """Return an amount of money: `1,234.50`, `1.234,50 €`, `£43,200`, `$342.09K`, `(12.00)` for a credit. Raises: ValueError."""
    bare = re.sub(r"[A-Za-z]{3}$|^[A-Za-z]{3}", "", cell.strip()).strip()
    is_negative = bare.startswith(("-", "(")) or bare.endswith("-")
    bare = bare.strip("()-+ \u2212").lstrip("$€£¥ ").rstrip("$€£¥ ").strip("-")
    found = _AMOUNT.match(bare)
    if not found:
        raise ValueError(_("not an amount of money"))
    try:
        value = Decimal(_plain_digits(found["digits"], convention.decimals)) * _MULTIPLES[found["multiple"].upper()]
    except InvalidOperation as error:
        raise ValueError(_("not an amount of money")) from error
    if value > MAX_AMOUNT:
        raise ValueError(_("an absurd amount"))
    return -value if is_negative else value


def _plain_digits(digits: str, decimals: DecimalSign) -> str:
    digits = re.sub(r"[' \u00a0\u202f]", "", digits)
    if decimals is not DecimalSign.EITHER:
        sign, group = (",", ".") if decimals is DecimalSign.COMMA else (".", ",")
        return digits.replace(group, "").replace(sign, ".")
    comma, point = digits.rfind(","), digits.rfind(".")
    decimal_sign = "," if comma > point else "."
    if comma >= 0 and point < 0:
        # One comma followed by exactly three digits divides thousands; anything else is a decimal comma.
        decimal_sign = "." if digits.count(",") > 1 or len(digits) - comma == 4 else ","
    if point >= 0 and comma < 0 and digits.count(".") > 1:
        decimal_sign = ","
    grouping = "." if decimal_sign == "," else ","
    return digits.replace(grouping, "").replace(decimal_sign, ".")


@lru_cache(maxsize=4096)
def day(cell: str, convention: Convention = USUAL) -> date:
    """Return a date; a time of day behind it is dropped, a spreadsheet's day number understood. Raises: ValueError."""
    bare = _TIME_TAIL.sub("", cell.strip())
    if _SERIAL.fullmatch(bare):
        return (_SERIALS_BEGIN + timedelta(days=float(bare))).date()
    bare = _WORD.sub(lambda word: _GERMAN_MONTHS.get(word[0].lower(), word[0]), bare)
    ambiguous = _MONTH_FIRST if convention.dates is DateOrder.MONTH_FIRST else _DAY_FIRST
    for form in (*_UNAMBIGUOUS, *_WITH_POINTS, *ambiguous):
        try:
            return datetime.strptime(bare, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(_("not a date; write 2026-11-22"))


def instant(cell: str, convention: Convention = USUAL) -> datetime:
    """Return an instant in UTC; a bare date means its first moment. Raises: ValueError."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError:
        at = day(cell, convention)
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# Names in daily use that ISO 3166 does not carry, as files from CRMs and data vendors write them.
_COUNTRY_WORDS = {
    "britain": "GB",
    "brunei": "BN",
    "cape verde": "CV",
    "deutschland": "DE",
    "east timor": "TL",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "ivory coast": "CI",
    "korea": "KR",
    "macau": "MO",
    "netherlands antilles": "CW",
    "northern ireland": "GB",
    "russia": "RU",
    "scotland": "GB",
    "swaziland": "SZ",
    "turkey": "TR",
    "u.k.": "GB",
    "u.s.": "US",
    "u.s.a.": "US",
    "uae": "AE",
    "uk": "GB",
    "wales": "GB",
    "\u00f6sterreich": "AT",
    "schweiz": "CH",
}


@lru_cache(maxsize=4096)
def country(cell: str) -> str:
    """Return the ISO 3166 two-letter code of a country given by code or name. Raises: ValueError."""
    bare = cell.strip()
    if bare.lower() in _COUNTRY_WORDS:
        return _COUNTRY_WORDS[bare.lower()]
    try:
        return str(pycountry.countries.lookup(bare).alpha_2)
    except LookupError:
        pass
    try:
        likely = pycountry.countries.search_fuzzy(bare)
    except LookupError as error:
        raise ValueError(_("not a country")) from error
    if len(likely) > 1:
        raise ValueError(_("more than one country could be meant"))
    return str(likely[0].alpha_2)


def line(cell: str) -> str:
    """Return the cell as clean text on one line. Raises: ValueError."""
    return " ".join(clean_text(cell).split())


def currency(cell: str) -> str:
    """Return an ISO 4217 code. Raises: ValueError."""
    code = cell.strip().upper()
    if not is_currency(code):
        raise ValueError(_("not an ISO 4217 currency code"))
    return code


def email(cell: str) -> str:
    """Return a mail address in lower case. Raises: ValueError."""
    address = cell.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError(_("not a mail address")) from error
    return address


def flag(cell: str) -> bool:
    """Return yes or no. Raises: ValueError."""
    word = cell.strip().lower()
    if word in {"1", "1.0", "y", "yes", "t", "true", "x", "j", "ja", "wahr", "oui", "on"}:
        return True
    if word in {"", "0", "0.0", "n", "no", "f", "false", "nein", "falsch", "non", "off", "-"}:
        return False
    raise ValueError(_("neither yes nor no"))


def number(cell: str) -> int:
    """Return a whole number that is not negative: `1,200`, `1 200`, `1200`. Raises: ValueError."""
    digits = re.sub(r"[,. '\u00a0\u202f](?=\d{3}(\D|$))", "", cell.strip())
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise ValueError(_("not a whole number"))
    return int(digits)


def words(cell: str) -> tuple[str, ...]:
    """Return the parts of a list written with semicolons, bars or commas."""
    return tuple(part for part in (clean_text(p) for p in re.split(r"[;|,]", cell)) if part)


BY_CONVENTION: frozenset[Parser] = frozenset({amount, day, instant})
"""The readers that the file's convention tells how to take what could mean two things."""
