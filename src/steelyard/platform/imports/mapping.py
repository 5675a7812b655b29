"""Which column of a file is which field: from a mapping file, or by the header's own words."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anyascii import anyascii
from django.utils.translation import gettext as _

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.imports.conventions import USUAL, Convention, DateOrder, DecimalSign
from steelyard.platform.imports.parsing import BY_CONVENTION, Parser, text


class MappingWrong(Refusal):
    """The mapping names a column or field that is not there, or leaves a required field without one."""

    code = "mapping_wrong"
    text = sentence("The mapping does not fit the file: {problem}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an importer: its name, how a cell is read, and other words by which a header may call it."""

    name: str
    parse: Parser = text
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    longest: int = 200
    """How many characters the cell may have."""
    help: str = ""

    def read(self, cell: str, convention: Convention = USUAL) -> Any:
        """Return the cell's value. Raises: ValueError, with what is wrong."""
        if len(cell) > self.longest:
            raise ValueError(_("longer than {limit} characters").format(limit=self.longest))
        return self.parse(cell, convention) if self.parse in BY_CONVENTION else self.parse(cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Columns by field, and constants for fields that no column has."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the importer itself wants to know, for example whether to replay decisions."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field, what to read in place of a cell."""
    convention: Convention = USUAL


def plain_word(word: str) -> str:
    """Return a header's word without what writers vary: case, spaces, signs, accents."""
    return re.sub(r"[^a-z0-9]", "", anyascii(word).lower())


def suggest_mapping(fields: Iterable[Field], columns: Iterable[str]) -> ColumnMapping:
    """Return the mapping that the header's own words suggest."""
    by_word = {plain_word(column): column for column in columns}
    found: dict[str, str] = {}
    for wanted in fields:
        for word in (wanted.name, *wanted.aliases):
            if plain_word(word) in by_word:
                found[wanted.name] = by_word[plain_word(word)]
                break
    return ColumnMapping(columns=found)


def read_mapping(path: Path) -> ColumnMapping:
    """Return the mapping of a TOML file: tables `columns`, `constants`, `options`, `values`, `convention`. Raises: MappingWrong."""
    try:
        tables = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingWrong(problem=str(error)) from error
    unknown = set(tables) - {"columns", "constants", "options", "values", "convention"}
    if unknown:
        raise MappingWrong(problem=f"unknown table {', '.join(sorted(unknown))}")
    constants = {name: str(value) for name, value in tables.get("constants", {}).items()}
    values = {name: {k: str(v) for k, v in table.items()} for name, table in tables.get("values", {}).items()}
    said = tables.get("convention", {})
    try:
        convention = Convention(
            dates=DateOrder(said.get("dates", USUAL.dates)), decimals=DecimalSign(said.get("decimals", USUAL.decimals))
        )
    except ValueError as error:
        raise MappingWrong(problem=str(error)) from error
    return ColumnMapping(
        columns=tables.get("columns", {}),
        constants=constants,
        options=tables.get("options", {}),
        values=values,
        convention=convention,
    )


def require_fit(
    mapping: ColumnMapping, fields: Iterable[Field], columns: Iterable[str], options: Iterable[str] = ()
) -> None:
    """Refuse a mapping that cannot work on this file. Raises: MappingWrong."""
    known, present, possible = {f.name: f for f in fields}, set(columns), sorted(options)
    if unknown := sorted(set(mapping.options) - set(possible)):
        raise MappingWrong(
            problem=f"there is no option {', '.join(unknown)}; there are {', '.join(possible) or 'none'}"
        )
    for name, column in mapping.columns.items():
        if name not in known:
            raise MappingWrong(problem=f"there is no field {name}; there are {', '.join(known)}")
        if column not in present:
            raise MappingWrong(problem=f"there is no column {column!r}; there are {', '.join(sorted(present))}")
    for name in (*mapping.constants, *mapping.values):
        if name not in known:
            raise MappingWrong(problem=f"there is no field {name}; there are {', '.join(known)}")
    missing = [
        f.name for f in known.values() if f.is_required and f.name not in {**mapping.columns, **mapping.constants}
    ]
    if missing:
        raise MappingWrong(problem=f"no column for {', '.join(missing)}")
