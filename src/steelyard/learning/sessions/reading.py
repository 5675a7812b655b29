"""Reading who was there, and how long, from what meeting software writes: a mail address and minutes on each line."""

import re
from collections.abc import Mapping

from steelyard.learning.sessions.refusals import AttendanceUnreadable

_LINE = re.compile(r"""\s*"?(?P<mail>[^\s,;"@]+@[^\s,;"@]+)"?\s*[,;\t]\s*"?(?P<minutes>-?\d{1,6})"?\s*""")
MOST_LINES = 5_000


def read_presence(text: str) -> Mapping[str, int]:
    """Return the minutes by mail address in lower case. Whoever left and came back has several lines, which are added up.

    A first line without an address is a heading. Raises: AttendanceUnreadable.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not line.strip() or (number == 1 and "@" not in line):
            continue
        said = _LINE.fullmatch(line)
        if said is None or number > MOST_LINES:
            raise AttendanceUnreadable(line=number, fields={"file": AttendanceUnreadable.text.format(line=number)})
        mail = said["mail"].lower()
        found[mail] = found.get(mail, 0) + int(said["minutes"])
    return found
