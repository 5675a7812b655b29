"""Cells that no spreadsheet takes for a formula. Source: OWASP, CSV injection."""

import re
from datetime import datetime
from typing import Any

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count in East Asia


def safe_text(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would otherwise run it."""
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text


def safe_cell(value: Any) -> str:
    """Return the value as safe text; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return safe_text(str(value)) if isinstance(value, str) else str(value)


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text without the characters that no XML document may hold."""
    return _NOT_IN_XML.sub("", text)
