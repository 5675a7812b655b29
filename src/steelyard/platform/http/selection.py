"""Field selection: `fields=id,state` on whatever reads one thing or a list of things."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any, get_args, get_origin

from django.http import HttpRequest
from ninja import NinjaAPI

from steelyard.platform.http.conditions import shape_of
from steelyard.platform.http.schemas import PageSchema
from steelyard.platform.refusals import FieldUnknown

PARAMETER = "fields"
SELECTION_TYPE = "application/vnd.steelyard.selection+json"
"""The media type of a selection: the document promises every field only of whole answers."""


def select_fields(api: NinjaAPI) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the API's reading operations refuse unknown `fields` before they begin."""

    def selecting(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "GET" and PARAMETER in request.GET:
                wanted = [name.strip() for name in request.GET[PARAMETER].split(",") if name.strip()]
                known = selectable(api).get(view.__name__)
                if known is not None and wanted:
                    _require_known(wanted, known)
                    request.selected_fields = frozenset(wanted)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return reading

    return selecting


def reduced(data: Any, wanted: frozenset[str]) -> Any:
    """Return an answer with only the wanted fields of the thing, or of each thing in the list."""
    if isinstance(data, list):
        return [_only(item, wanted) for item in data]
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return {**data, "items": [_only(item, wanted) for item in data["items"]]}
    return _only(data, wanted)


@cache
def selectable(api: NinjaAPI) -> dict[str, tuple[str, ...]]:
    """Return the fields of what each reading operation answers, by the operation's name."""
    return {
        operation.view_func.__name__: fields
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        if "GET" in operation.methods and (fields := _fields(shape_of(operation)))
    }


def _fields(shape: Any) -> tuple[str, ...]:
    if get_origin(shape) is list:
        return _fields(get_args(shape)[0])
    if not hasattr(shape, "model_fields"):
        return ()
    if issubclass(shape, PageSchema) or "items" in shape.model_fields:
        return _fields(shape.model_fields["items"].annotation)
    return tuple(shape.model_fields)


def _require_known(wanted: Iterable[str], known: tuple[str, ...]) -> None:
    for name in wanted:
        if name not in known:
            said = {"field": name, "known": ", ".join(known)}
            raise FieldUnknown(fields={PARAMETER: FieldUnknown.text}, **said)


def _only(item: dict[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in wanted}
