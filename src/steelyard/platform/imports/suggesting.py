"""Suggesting which column is which field: as the usual programs name their columns, by words of two languages, by values."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path

from steelyard.platform.imports import parsing
from steelyard.platform.imports.conventions import Convention, guess_convention
from steelyard.platform.imports.mapping import ColumnMapping, Field, plain_word, suggest_mapping
from steelyard.platform.imports.reading import Table

SAMPLE = 200
_HERE = Path(__file__).parent
_TELLING = frozenset({parsing.email, parsing.currency, parsing.day, parsing.instant})
"""Readers whose values are hardly anything else."""
_MOST = 0.8
_DOMAIN = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Template:
    """How one program names the columns of its exports: for each kind, the columns of each field, the likeliest first."""

    key: str
    name: str
    kinds: Mapping[str, Mapping[str, Sequence[str]]]

    def columns_of(self, kind: str, columns: Sequence[str]) -> dict[str, str]:
        """Return which of the columns are which fields."""
        by_word = {plain_word(column): column for column in columns}
        named = self.kinds.get(kind, {})
        found = {}
        for field, words in named.items():
            column = next((by_word[plain_word(word)] for word in words if plain_word(word) in by_word), None)
            if column is not None:
                found[field] = column
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mapping with its convention, which template it follows, and a few cells of each column to see what it holds."""

    mapping: ColumnMapping
    template: str
    samples: Mapping[str, tuple[str, ...]]


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates by key."""
    return _read(_HERE / "templates")


@cache
def languages() -> Mapping[str, Template]:
    """Return how columns are called in other languages, by the language's code."""
    return _read(_HERE / "words")


def _read(folder: Path) -> Mapping[str, Template]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        kinds = {key: table for key, table in said.items() if isinstance(table, dict)}
        found[path.stem] = Template(path.stem, said["name"], kinds)
    return found


def fingerprint_of(columns: Iterable[str]) -> str:
    """Return what stands for a header, whatever the order of its columns."""
    return sha256("\n".join(sorted(map(plain_word, columns))).encode()).hexdigest()[:32]


def suggest(kind: str, fields: Sequence[Field], table: Table, *, template: str = "") -> Suggestion:
    """Return what the header and the first rows suggest; `template` says whose export it is, without one the best fitting counts.

    A template's column counts before the field's own words, and those before what the values look like.
    """
    sampled = [row.cells for row in islice(table.rows(), SAMPLE)]
    samples = {column: tuple(cell for cells in sampled if (cell := cells.get(column, ""))) for column in table.columns}
    chosen = templates().get(template) or _best_template(kind, table.columns)
    named = chosen.columns_of(kind, table.columns) if chosen else {}
    by_words = dict(suggest_mapping(fields, table.columns).columns)
    for language in languages().values():
        translated = language.columns_of(kind, [one for one in table.columns if one not in by_words.values()])
        by_words = {**translated, **by_words}
    columns = {field.name: column for field in fields if (column := named.get(field.name, by_words.get(field.name)))}
    convention = guess_convention(cell for cells in samples.values() for cell in cells)
    columns |= _by_values(fields, columns, samples, convention)
    return Suggestion(
        mapping=ColumnMapping(columns=columns, convention=convention),
        template=chosen.key if chosen else "",
        samples={column: tuple(dict.fromkeys(cells))[:3] for column, cells in samples.items()},
    )


def _best_template(kind: str, columns: Sequence[str]) -> Template | None:
    best = max(templates().values(), key=lambda one: len(one.columns_of(kind, columns)), default=None)
    return best if best and len(best.columns_of(kind, columns)) > 1 else None


def _by_values(
    fields: Sequence[Field],
    columns: Mapping[str, str],
    samples: Mapping[str, tuple[str, ...]],
    convention: Convention,
) -> dict[str, str]:
    """Return columns for fields that no word told, where exactly one column that is left looks like it."""
    found: dict[str, str] = {}
    free = [column for column in samples if column not in columns.values() and samples[column]]
    for field in fields:
        if field.name in columns or (field.parse not in _TELLING and field.name != "domain"):
            continue
        if field.name == "domain" and "website" in columns:
            continue
        like = [column for column in free if _is_like(field, samples[column], convention)]
        if len(like) == 1 and like[0] not in found.values():
            found[field.name] = like[0]
    return found


def _is_like(field: Field, cells: Sequence[str], convention: Convention) -> bool:
    return sum(_fits(field, cell, convention) for cell in cells) >= _MOST * len(cells)


def _fits(field: Field, cell: str, convention: Convention) -> bool:
    if field.name == "domain":
        return _DOMAIN.fullmatch(cell) is not None
    if field.parse is not parsing.email and cell.isdecimal():
        # A number may be a spreadsheet's day, but hardly ever is.
        return False
    try:
        field.read(cell, convention)
    except ValueError:
        return False
    return True
