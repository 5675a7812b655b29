"""The product behind a socket of this process, for a real browser to ask.

Its threads take their connections to the database from a pool, as in operation; a new one for each request would take longer
than the request.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from psycopg_pool import ConnectionPool


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pools: dict[str, ConnectionPool] = {}

    def connect(self) -> Any:
        """Return a connection, not yet made, from this server's own pool; the next server's database is another."""
        wrapper = connections.create_connection("default")
        options = {**wrapper.settings_dict.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8}}
        wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
        wrapper._connection_pools = self._pools
        return wrapper

    def server_close(self) -> None:
        super().server_close()
        for pool in self._pools.values():
            pool.close()


class _Handler(WSGIRequestHandler):
    server: _Server

    def handle(self) -> None:
        connections["default"] = self.server.connect()  # this thread's own
        try:
            super().handle()
        finally:
            connection.close()  # back into the pool; nobody else gives it back with the thread's end

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
