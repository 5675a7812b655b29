"""Reading delimited text as people send it: any encoding, any delimiter, ragged rows named instead of guessed."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from steelyard.kernel.refusals import Refusal, sentence

MAX_COLUMNS = 500
MAX_CELL_CHARACTERS = 50_000
_SAMPLE_BYTES = 256 * 1024
_DELIMITERS = ",;\t|"
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class FileUnreadable(Refusal):
    """The file is not delimited text with a header line."""

    code = "file_unreadable"
    text = sentence(
        "This is not a table that can be read: it needs a header line and columns divided by comma, semicolon or tab."
    )


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of the file: its number, its cells by column, or what is wrong with its shape."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was understood: how it is written and which columns it has."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows in file order; the header is line 1."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(_without_nul(file), delimiter=self.delimiter)
            next(reader, None)
            for cells in _lenient(reader):
                if any(cell.strip() for cell in cells):
                    yield self._row(reader.line_num, cells)

    def count(self) -> int:
        """Return about how many rows there are, for a progress bar: the lines of the file less the header."""
        with self.path.open("rb") as file:
            return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1)

    def _row(self, number: int, cells: list[str]) -> RawRow:
        by_column = dict(zip(self.columns, (cell.strip() for cell in cells), strict=False))
        if len(cells) != len(self.columns):
            return RawRow(number, by_column, f"{len(cells)} cells instead of {len(self.columns)}")
        if any("\ufffd" in cell for cell in cells):
            return RawRow(number, by_column, f"characters that are not {self.encoding}")
        return RawRow(number, by_column)


def open_table(path: Path) -> Table:
    """Find out how a file is written.

    Raises: FileUnreadable.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    encoding = _encoding_of(sample)
    text = sample.decode(encoding, errors="replace")
    if not text.strip() or "\x00" in text:
        raise FileUnreadable
    delimiter = _delimiter_of(text)
    try:
        header = next(csv.reader(text.splitlines(), delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise FileUnreadable from error
    if len(header) > MAX_COLUMNS or not any(cell.strip() for cell in header):
        raise FileUnreadable
    return Table(path, encoding, delimiter, tuple(_unique(cell.strip() for cell in header)))


def _encoding_of(sample: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if sample.startswith(bom):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter_of(text: str) -> str:
    """Return the delimiter that divides the first lines into the same number of cells, and into the most."""
    lines = text.splitlines()[:20]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        return (widths.count(widths[0]) if widths and widths[0] > 1 else 0, widths[0] if widths else 0)

    best = max(_DELIMITERS, key=agreement)
    return best if agreement(best)[0] else ","


def _unique(names: Iterator[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\x00", "\ufffd") for line in lines)


def _lenient(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield ["\ufffd"]
