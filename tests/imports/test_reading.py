"""Files as people send them: every encoding and delimiter is found out, a broken row is named and the rest goes on."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard.platform.imports.reading import FileUnreadable, open_table


def write(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f'name{delimiter}city\r\nMüller & Söhne{delimiter}Köln\r\n"Zwei\nZeilen{delimiter}"{delimiter}Bern\r\n'
    table = open_table(write(tmp_path, text.encode(encoding)))
    assert table.columns == ("name", "city")
    assert [row.cells["city"] for row in table.rows()] == ["Köln", "Bern"]


def test_a_ragged_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, b"a,b\n1,2\n3\n4,5,6\n7,8\n"))
    assert [(row.number, bool(row.problem)) for row in table.rows()] == [(2, False), (3, True), (4, True), (5, False)]


def test_a_badly_encoded_row_is_named(tmp_path: Path) -> None:
    content = b"name,city\n" + b"x,y\n" * 70_000 + b"M\xfcller,K\xf6ln\n"
    table = open_table(write(tmp_path, content))
    assert [row.problem for row in table.rows() if row.problem] == ["characters that are not utf-8"]


def test_doubled_and_empty_headers_stay_apart(tmp_path: Path) -> None:
    assert open_table(write(tmp_path, b"a,a,\n1,2,3\n")).columns == ("a", "a (2)", "column 3")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02\x03", b"PK\x03\x04\x00\x00"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        open_table(write(tmp_path, content))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_crash_the_reader(tmp_path: Path, content: bytes) -> None:
    try:
        table = open_table(write(tmp_path, content))
    except FileUnreadable:
        return
    for row in table.rows():
        assert set(row.cells) <= set(table.columns)
