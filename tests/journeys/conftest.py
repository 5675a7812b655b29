"""The product in a real browser: a server over a database of its own, and visitors who are signed in."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page

from steelyard.kernel.actors import Actor
from tests import browser as browsers
from tests.partners.making import browser_of


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(own_database: str) -> Iterator[str]:
    """The address of a server over the test's own database."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with browsers.launched() as running:
        yield running


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Callable[..., Page]:
    """Open a page in which an actor is signed in."""

    def visit(actor: Actor, **how: Any) -> Page:
        page = browsers.visit(browser, address, **how)
        session = browser_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return page

    return visit
