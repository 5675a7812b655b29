"""The OpenAPI document: what it says of a shape is true of that shape alone."""

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from steelyard.platform.http.api import api
from steelyard.platform.http.schemas import Schema


def _below(shape: type[Schema]) -> Iterator[type[Schema]]:
    for one in shape.__subclasses__():
        yield one
        yield from _below(one)


def _enums(annotation: Any) -> Iterator[type[Enum]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield annotation
    for part in get_args(annotation):
        yield from _enums(part)


def test_no_two_shapes_have_one_name() -> None:
    """The document names shapes by their classes, so a second one of a name would take the place of the first."""
    assert api.get_openapi_schema()["paths"]
    shapes = {shape for shape in _below(Schema) if shape.__module__.startswith("steelyard.")}
    assert len(shapes) > 100
    enums = {one for shape in shapes for field in shape.model_fields.values() for one in _enums(field.annotation)}
    named: dict[str, set[type]] = defaultdict(set)
    for one in shapes | enums:
        named[one.__name__].add(one)
    assert {name: same for name, same in named.items() if len(same) > 1} == {}
