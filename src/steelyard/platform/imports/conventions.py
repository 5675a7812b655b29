"""How a file writes dates and decimals where both could be meant: said by a person, or guessed from what is there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from steelyard.kernel.refusals import sentence


class DateOrder(StrEnum):
    """Which comes first in 05/12/2023."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class DecimalSign(StrEnum):
    """What divides the whole from its parts in 1.234 or 1,234."""

    EITHER = "either"
    COMMA = "comma"
    POINT = "point"


DATE_ORDERS: dict[DateOrder, str] = {
    DateOrder.DAY_FIRST: sentence("Day first (31/12/2023)"),
    DateOrder.MONTH_FIRST: sentence("Month first (12/31/2023)"),
}
DECIMAL_SIGNS: dict[DecimalSign, str] = {
    DecimalSign.EITHER: sentence("As each cell suggests"),
    DecimalSign.COMMA: sentence("Comma (1.234,56)"),
    DecimalSign.POINT: sentence("Point (1,234.56)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How cells are read that could mean two things."""

    dates: DateOrder = DateOrder.DAY_FIRST
    decimals: DecimalSign = DecimalSign.EITHER


USUAL = Convention()

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}(?!\d)")
_COMMA_DECIMAL = re.compile(r"(?<!\d)(\d{1,3}(\.\d{3})+,\d{1,2}|\d+,\d{2})(?!\d)")
_POINT_DECIMAL = re.compile(r"(?<!\d)(\d{1,3}(,\d{3})+\.\d{1,2}|\d+\.\d{2})(?!\d)")


def guess_convention(cells: Iterable[str]) -> Convention:
    """Return the convention that the cells prove; where they prove nothing, or both, the usual one."""
    firsts = seconds = commas = points = 0
    for cell in cells:
        if found := _DATE.match(cell):
            firsts += int(found[1]) > 12
            seconds += int(found[2]) > 12
        else:
            commas += bool(_COMMA_DECIMAL.search(cell))
            points += bool(_POINT_DECIMAL.search(cell))
    return Convention(
        dates=DateOrder.MONTH_FIRST if seconds and not firsts else DateOrder.DAY_FIRST,
        decimals=DecimalSign.COMMA
        if commas and not points
        else DecimalSign.POINT
        if points and not commas
        else DecimalSign.EITHER,
    )
