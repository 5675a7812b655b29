"""The product behind a socket of this process, for a real browser to ask."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def handle(self) -> None:
        try:
            super().handle()
        finally:
            connection.close()  # this thread's own; nobody else ends it with the thread

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(application: Callable[..., Any] | None = None) -> Iterator[str]:
    """Answer requests for the time of the block; yields the address."""
    server = make_server("127.0.0.1", 0, application or WSGIHandler(), server_class=_Server, handler_class=_Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
