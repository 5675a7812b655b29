"""The product in a real browser: a server over a database of its own, and visitors who are signed in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from steelyard.kernel.actors import Actor
from tests import browser as browsers
from tests.partners.making import browser_of
from tests.serving import serving


@pytest.fixture
def address(own_database: str) -> Iterator[str]:
    """The address of a server over the test's own database."""
    with serving() as address:
        yield address


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Callable[..., Page]:
    """Open a page in which an actor is signed in."""

    def visit(actor: Actor, **how: Any) -> Page:
        page = browsers.visit(browser, address, **how)
        session = browser_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return page

    return visit
