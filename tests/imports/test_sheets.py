"""Workbooks: read as they show, and refused when they would unpack to too much or carry entities that grow."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from steelyard.platform.imports import sheets
from steelyard.platform.imports.reading import FileUnreadable, Reading, TooManyRows, open_table
from steelyard.platform.imports.sheets import WorkbookUnsafe

SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = Workbook()
    workbook.active.title = "Empty"  # type: ignore[union-attr]
    accounts = workbook.create_sheet("Accounts")
    accounts.append(["Firma", "Land", "Mitarbeiter", "Seit", "Aktiv", "Umsatz"])
    accounts.append(["Nordlicht Werke GmbH", "DE", 1200, date(2023, 12, 31), True, 1234.5])
    accounts.append([None, None])
    accounts.append(["=1+1", "DE", 7.0, datetime(2024, 1, 2, 10, 30), False, None])  # noqa: DTZ001 - a sheet knows no zone
    more = workbook.create_sheet("More")
    more.append(["Name"])
    more.append(["Hafen AG"])
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    return path


def altered(book: Path, **members: str) -> Path:
    """Return a copy of the workbook in which parts say something else."""
    path = book.with_name("altered.xlsx")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = members.get(name.rpartition("/")[2].partition(".")[0])
            target.writestr(name, source.read(name) if content is None else content)
    return path


def test_a_sheet_is_read_as_it_shows(book: Path) -> None:
    table = open_table(book)
    assert table.reading == Reading(sheet="Accounts")
    assert table.sheets == ("Empty", "Accounts", "More")
    rows = list(table.rows())
    assert rows[0].number == 2
    assert list(rows[0].cells.values()) == ["Nordlicht Werke GmbH", "DE", "1200", "2023-12-31", "yes", "1234.5"]
    # A formula counts by its last result, of which this file has none.
    assert list(rows[1].cells.values()) == ["", "DE", "7", "2024-01-02 10:30:00", "no", ""]
    assert [row.number for row in table.rows(skip=1)] == [4]


def test_another_sheet_may_be_chosen(book: Path) -> None:
    table = open_table(book, Reading(sheet="More"))
    assert [row.cells for row in table.rows()] == [{"Name": "Hafen AG"}]


def test_a_bomb_is_refused_by_what_comes_out_of_it(book: Path) -> None:
    bomb = altered(book, sheet2=SHEET.format(doctype="", rows="<row/>" * 40_000_000))
    assert bomb.stat().st_size < 2_000_000
    with pytest.raises(WorkbookUnsafe):
        open_table(bomb)


def test_entities_that_grow_are_refused(book: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    with pytest.raises(WorkbookUnsafe):
        list(open_table(altered(book, sheet2=SHEET.format(doctype=laughs, rows=row)), Reading(sheet="Accounts")).rows())


def test_a_cell_at_the_far_corner_costs_nothing(book: Path) -> None:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    far = f'{cells}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    table = open_table(altered(book, sheet2=SHEET.format(doctype="", rows=far)), Reading(sheet="Accounts"))
    (row,) = table.rows()
    assert "cells instead of 1" in row.problem


def test_too_many_rows_are_refused_while_they_are_read(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 1)
    with pytest.raises(TooManyRows):
        list(open_table(book).rows())


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing else", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .xls"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable):
        open_table(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(FileUnreadable):
        open_table(path)
