"""Addresses are looked at on the public internet alone, and only what says that it is gone is gone."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from steelyard.content.contributions.looking import look_at
from steelyard.content.contributions.terms import Reached

STATUSES = {"/there": 200, "/moved": 301, "/gone": 410, "/missing": 404, "/private": 403, "/broken": 500}


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    """A web site on this machine that answers each path with its status, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(STATUSES[self.path])
            self.send_header("Location", "/there")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("/there", Reached.THERE),
        ("/moved", Reached.THERE),
        ("/gone", Reached.GONE),
        ("/missing", Reached.GONE),
        ("/private", Reached.UNKNOWN),
        ("/broken", Reached.UNKNOWN),
    ],
)
def test_an_answer_says_whether_something_is_there(site: tuple[str, list[str]], path: str, reached: Reached) -> None:
    address, asked = site
    asked.clear()
    assert look_at(f"{address}{path}#part", allows_loopback=True) is reached
    assert asked == [path]  # where it leads is not followed


def test_nothing_inside_is_looked_at(site: tuple[str, list[str]]) -> None:
    address, asked = site
    asked.clear()
    assert look_at(f"{address}/there") is Reached.UNKNOWN
    assert look_at(f"{address.replace('http:', 'https:')}/there") is Reached.UNKNOWN
    assert look_at("https://localhost/there") is Reached.UNKNOWN
    assert asked == []


def test_nobody_listening_may_be_back_tomorrow() -> None:
    assert look_at("http://127.0.0.1:9/there", allows_loopback=True) is Reached.UNKNOWN
