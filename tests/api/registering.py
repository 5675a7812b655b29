"""A registration as a program sends it and as a browser does, and how many there are."""

import json
from typing import Any

from steelyard.deals.models import DealRegistration
from steelyard.platform.db import as_system
from tests.deals.test_api import body
from tests.deals_pages.test_registering import typed

__all__ = ["JSON", "REGISTER", "as_json", "body", "count", "typed"]

REGISTER = "/api/v1/deal-registrations"
JSON = "application/json"


def as_json(value: Any) -> bytes:
    """Return the value as a program sends it."""
    return json.dumps(value).encode()


def count() -> int:
    """Return how many registrations were submitted."""
    with as_system():
        return DealRegistration.objects.exclude(state="draft").count()
