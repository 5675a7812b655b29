"""A list as a table: its columns are the fields of what the API answers for each row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows on their way into a file, and how one of them is put into cells and into JSON."""

    header: Sequence[str]
    rows: Iterable[Any]
    cells: Callable[[Any], Sequence[Any]]
    as_json: Callable[[Any], Any]


def table_of(shape: type[BaseModel], rows: Iterable[BaseModel], fields: Collection[str] = ()) -> Table:
    """Return the rows with a column for each of their fields, or for those named.

    What stands in a field is opened into columns of its own: `value` becomes `value_amount` and `value_currency`.
    """
    wanted = [name for name in shape.model_fields if not fields or name in fields]
    columns = [column for name in wanted for column in _columns(shape, name)]
    reads = [read for _, read in columns]
    kept = set(wanted)
    return Table(
        header=[name for name, _ in columns],
        rows=rows,
        cells=lambda row: [read(row) for read in reads],
        as_json=lambda row: row.model_dump(mode="json", include=kept),
    )


def plain_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """Return rows that are cells already, under their header."""
    return Table(
        header=header, rows=rows, cells=lambda row: row, as_json=lambda row: dict(zip(header, row, strict=True))
    )


def _columns(shape: type[BaseModel], name: str) -> Iterator[tuple[str, Read]]:
    part = _model_in(shape.model_fields[name].annotation)
    if part is None:
        yield name, _cell_of(name)
        return
    for inner in part.model_fields:
        for path, read in _columns(part, inner):
            yield f"{name}_{path}", _through(name, read)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, perhaps optionally; None where it holds anything else."""
    if get_origin(annotation) in (Union, UnionType):
        inside = [one for one in get_args(annotation) if one is not NoneType]
        return _model_in(inside[0]) if len(inside) == 1 else None
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _cell_of(name: str) -> Read:
    return lambda row: _plain(getattr(row, name))


def _through(name: str, read: Read) -> Read:
    def reading(row: Any) -> Any:
        part = getattr(row, name)
        return None if part is None else read(part)

    return reading


def _plain(value: Any) -> Any:
    """Return what one cell can hold: several words by commas, whatever has parts as JSON."""
    if isinstance(value, list | tuple | set | frozenset):
        if all(isinstance(one, str | int | float) for one in value):
            return ", ".join(str(one) for one in value)
        return _json([one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in value])
    if isinstance(value, BaseModel):
        return _json(value.model_dump(mode="json"))
    return _json(value) if isinstance(value, dict) else value


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
