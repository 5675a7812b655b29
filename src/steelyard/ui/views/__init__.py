"""Pages that belong to no context: home, palette, preferences, gallery, errors."""

from steelyard.ui.views.errors import bad_request, csrf_failure, forbidden, not_found, server_error

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]
