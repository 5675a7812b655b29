"""The words of exports."""

from enum import StrEnum

from steelyard.platform.exports.refusals import FormatUnknown

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = "application/vnd.steelyard.rows+json"
"""An array of rows, which is not the page that a list answers as plain JSON."""


class FileFormat(StrEnum):
    """What a list can be written as; the word is also the file's extension."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {FileFormat.XLSX: _SHEET, FileFormat.CSV: "text/csv", FileFormat.JSON: _ROWS}


def format_named(text: str) -> FileFormat:
    """Return the format of that name. Raises: FormatUnknown."""
    if text not in set(FileFormat):
        raise FormatUnknown
    return FileFormat(text)
