"""Stretches of a list: numbered pages for people, cursors for programs.

A cursor holds where the last row stood in the order, so a row that comes or goes meanwhile neither repeats nor hides another; and
the total as it was counted for the first page, which is not counted again.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, IntegerField, Model, Q, QuerySet

from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.changes import only_changed_since
from steelyard.platform.refusals import CursorInvalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
_NOTHING = Q(pk__in=[])
_MAX_TOTAL = 1 << 53


@dataclass(frozen=True, slots=True)
class Stretch(Generic[M]):
    """The rows of one page, how many there are in all, and the cursor of the next page."""

    rows: list[M]
    total: int
    next_cursor: str | None


def take(rows: QuerySet[M], page: PageRequest, order: Sequence[str], *, total: int | None = None) -> Stretch[M]:
    """Return the stretch of the rows that the page asks for; `order` ends with something unique. `-` turns a column round.

    Where only changes are wanted the order is that of the changes. Raises: CursorInvalid.
    """
    if page.updated_since is not None:
        rows, order = only_changed_since(rows, page.updated_since), ("updated_at", "id")
    ordered = rows.order_by(*order)
    if page.cursor:
        values, total = _read(page.cursor, order, rows.model)
        found = list(ordered.filter(_behind(order, values, rows.model))[: page.size + 1])
    else:
        found = list(ordered[page.offset : page.offset + page.size + 1])
    if total is None:
        total = rows.order_by().count()
    shown = found[: page.size]
    has_more = len(found) > len(shown)
    return Stretch(shown, total, _write(order, shown[-1], total) if has_more and shown else None)


def cut(items: Sequence[T], page: PageRequest) -> Page[T]:
    """Return a page of a list that was computed whole: without rows to hold on to, its cursors count. Raises: CursorInvalid."""
    begins = _read_count(page.cursor) if page.cursor else page.offset
    ends = begins + page.size
    follows = urlsafe_b64encode(orjson.dumps(ends)).decode().rstrip("=") if ends < len(items) else None
    return Page(items=items[begins:ends], total=len(items), request=page, next_cursor=follows)


def _read_count(cursor: str) -> int:
    try:
        count = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise CursorInvalid from error
    if not isinstance(count, int) or count < 0:
        raise CursorInvalid
    return count


def _write(order: Sequence[str], last: Model, total: int) -> str:
    said = [list(order), total, [_value(last, column.lstrip("-")) for column in order]]
    return urlsafe_b64encode(orjson.dumps(said, default=str)).decode().rstrip("=")


def _read(cursor: str, order: Sequence[str], model: type[Model]) -> tuple[list[Any], int]:
    try:
        said, total, values = orjson.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if said != list(order) or len(values) != len(order) or not isinstance(total, int):
            raise CursorInvalid
        if not 0 <= total < _MAX_TOTAL:
            raise CursorInvalid
        parsed = [_field(model, column).to_python(value) for column, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, ValidationError, OverflowError) as error:  # neither base 64, nor JSON, nor ours
        raise CursorInvalid from error
    if parsed[-1] is None or any(isinstance(value, str) and "\0" in value for value in parsed):
        raise CursorInvalid
    return parsed, total


def _behind(order: Sequence[str], values: Sequence[Any], model: type[Model]) -> Q:
    """Return the condition for rows behind the one with those values. PostgreSQL has what is empty last, turned round first."""
    behind = _NOTHING
    for column, value in reversed(list(zip(order, values, strict=True))):
        path, is_turned = column.lstrip("-"), column.startswith("-")
        same = Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        if value is None:
            later = Q(**{f"{path}__isnull": False}) if is_turned else _NOTHING
        else:
            later = Q(**{f"{path}__{'lt' if is_turned else 'gt'}": value})
            if not is_turned and _may_be_empty(model, column):
                later |= Q(**{f"{path}__isnull": True})
        behind = later | (same & behind)
    first, value = order[0], values[0]
    if value is not None and not _may_be_empty(model, first):  # said apart, so that an index on the first column serves
        behind &= Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": value})
    return behind


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    """Return the field behind a column; what is only computed in the query, such as a rank, is a number."""
    field: Any = None
    for name in column.lstrip("-").split("__"):
        try:
            field = (model if field is None else field.related_model)._meta.get_field(name)
        except FieldDoesNotExist:
            return IntegerField(null=True)
    return field  # type: ignore[no-any-return]


def _may_be_empty(model: type[Model], column: str) -> bool:
    return bool(_field(model, column).null)
