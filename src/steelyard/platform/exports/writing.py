"""Writing a table into a file of one of the formats, row by row."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO

import orjson

from steelyard.platform.exports.cells import safe_cell
from steelyard.platform.exports.sheets import write_sheet
from steelyard.platform.exports.tables import Table
from steelyard.platform.exports.terms import FileFormat

_BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def write_table(out: IO[bytes], table: Table, file_format: FileFormat) -> int:
    """Write the table and return how many rows it had."""
    counted = _Counted()
    match file_format:
        case FileFormat.CSV:
            _write_csv(out, table, counted)
        case FileFormat.XLSX:
            write_sheet(out, table.header, (table.cells(row) for row in counted.of(table)))
        case FileFormat.JSON:
            _write_json(out, table, counted)
    return counted.rows


class _Counted:
    """Counts rows as they pass."""

    rows = 0

    def of(self, table: Table) -> Iterator[object]:
        for row in table.rows:
            self.rows += 1
            yield row


def _write_csv(out: IO[bytes], table: Table, counted: _Counted) -> None:
    text = TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=False)
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([safe_cell(cell) for cell in table.header])
    writer.writerows([safe_cell(cell) for cell in table.cells(row)] for row in counted.of(table))
    text.detach()


def _write_json(out: IO[bytes], table: Table, counted: _Counted) -> None:
    out.write(b"[")
    for row in counted.of(table):
        out.write(b",\n" if counted.rows > 1 else b"\n")
        out.write(orjson.dumps(table.as_json(row), default=str))
    out.write(b"\n]\n")
