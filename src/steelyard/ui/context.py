"""The context processor that gives every template its `shell`."""

from django.http import HttpRequest

from steelyard.ui.shell import Shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Return `shell`, which computes nothing until a layout reads it."""
    return {"shell": Shell(request)}
