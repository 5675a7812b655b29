"""Lists of the API as files: `format=csv`, or the media type in `Accept`, on whatever answers a list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, get_args, get_origin

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from pydantic import BaseModel

from steelyard.kernel.pages import MAX_PAGE_SIZE
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.exporting import export_table, rows_of
from steelyard.platform.exports.tables import table_of
from steelyard.platform.exports.terms import FileFormat, format_named
from steelyard.platform.http.asking import asker
from steelyard.platform.http.conditions import shape_of
from steelyard.platform.http.schemas import PageSchema

PARAMETER = "format"
_BY_MEDIA_TYPE = {one.media_type: one for one in FileFormat}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the API: its name, the shape of its rows, and whether it comes in pages."""

    name: str
    row: type[BaseModel]
    is_paged: bool


def export_lists(api: NinjaAPI) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the API's lists answer with a file where one is asked for."""

    def exporting(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            listing = listings(api).get(view.__name__) if request.method == "GET" else None
            if listing is None or (file_format := _format_asked_for(request)) is None:
                return view(request, *args, **kwargs)

            def read(cursor: str) -> Any:
                return view(request, *args, **{**kwargs, "page": 1, "page_size": MAX_PAGE_SIZE, "cursor": cursor})

            rows = rows_of(read) if listing.is_paged else _at_once(lambda: view(request, *args, **kwargs))
            return export_table(
                name=listing.name,
                table=table_of(listing.row, rows, getattr(request, "selected_fields", ())),
                file_format=file_format,
                asked=request.GET.urlencode(),
                actor=asker(request),
                now=utc_now(),
            )

        return answering

    return exporting


@cache
def listings(api: NinjaAPI) -> dict[str, Listing]:
    """Return the lists of the API by the names of the operations that answer them."""
    return {
        operation.view_func.__name__: listing
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for operation in view.operations
        if "GET" in operation.methods and (listing := _listing(path, operation)) is not None
    }


def _listing(path: str, operation: Operation) -> Listing | None:
    shape = shape_of(operation)
    name = "-".join(part for part in path.split("/") if part and not part.startswith("{"))
    if get_origin(shape) is list:
        return Listing(name, get_args(shape)[0], is_paged=False)
    if isinstance(shape, type) and issubclass(shape, PageSchema):
        return Listing(name, get_args(shape.model_fields["items"].annotation)[0], is_paged=True)
    return None


def _at_once(read: Callable[[], list[BaseModel]]) -> Iterator[BaseModel]:
    yield from read()


def _format_asked_for(request: HttpRequest) -> FileFormat | None:
    """Return the format that the address names, else the media type that the caller would rather have than JSON."""
    if named := request.GET.get(PARAMETER):
        return format_named(named)
    preferred = request.get_preferred_type(["application/json", *_BY_MEDIA_TYPE])
    return _BY_MEDIA_TYPE.get(preferred or "")
