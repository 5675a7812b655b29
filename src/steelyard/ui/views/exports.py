"""Lists as files: one address for every list of the pages, with the question that the list's own page was asked."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from steelyard.kernel.refusals import SignInRequired
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import export_list
from steelyard.platform.exports.terms import format_named
from steelyard.platform.http.asking import asker


@require_GET
def export(request: HttpRequest, name: str, file_format: str) -> FileResponse:
    """Answer with the rows that the page of a list shows under the same question, all of them, as a file."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    chosen = format_named(file_format)
    return export_list(name=name, file_format=chosen, asked=request.GET, actor=actor, now=utc_now())
