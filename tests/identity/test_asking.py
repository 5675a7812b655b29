"""Asking identity providers: nobody names an address inside, by a name that changes its mind or by the provider's own document."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from time import monotonic, sleep
from typing import Any

import pytest
import requests

from steelyard.identity.asking import MAX_ANSWER_BYTES, ProviderSession
from tests.resolving import resolving

NAME = "login.example.com"
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answer) -> Iterator[tuple[int, list[str]]]:
    """Run a server that answers so; yields its port and the paths that it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer(self)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_what_a_provider_answers_is_read() -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        form = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        says(f'{{"form": "{form}", "host": "{handler.headers["Host"]}"}}'.encode())(handler)

    with answering(echo) as (port, asked), ProviderSession() as session:
        answer = session.post(f"http://127.0.0.1:{port}/token?a=1", data={"code": "7"}, auth=("client", "secret"))
    assert answer.json() == {"form": "code=7", "host": f"127.0.0.1:{port}"}
    assert answer.headers["content-type"] == "application/json"
    assert asked == ["/token?a=1"]


def test_it_is_connected_to_the_address_that_was_checked() -> None:
    with answering(says(b"{}")) as (port, asked), resolving(NAME, "127.0.0.1", "10.255.255.1") as resolver:
        with ProviderSession() as session:
            assert session.get(f"http://{NAME}:{port}/keys").status_code == 200
        assert resolver.asked == 1
    assert asked == ["/keys"]


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::1", "192.168.1.1", "64:ff9b::7f00:1"])
def test_a_name_that_leads_inside_is_not_asked(address: str) -> None:
    with resolving(NAME, address), ProviderSession() as session, pytest.raises(requests.ConnectionError):
        session.get(f"https://{NAME}/.well-known/openid-configuration")


def test_this_machine_is_asked_only_where_the_operator_says_so(settings: Any) -> None:
    with answering(says(b"{}")) as (port, asked), ProviderSession() as session:
        settings.PROVIDER_NETWORKS = (ip_network("10.20.0.0/16"), ip_network("fd00:20::/32"))
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
            with pytest.raises(requests.ConnectionError):
                session.get(f"http://{host}:{port}/")
        settings.PROVIDER_NETWORKS = (ip_network("127.0.0.0/8"),)
        assert session.get(f"http://127.0.0.1:{port}/").ok
    assert asked == ["/"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_leads_nowhere(status: int) -> None:
    with answering(says(b"secret")) as (inside, reached):
        to = says(b"", status, Location=f"http://127.0.0.1:{inside}/")
        with answering(to) as (port, _), ProviderSession() as session:
            assert session.get(f"http://127.0.0.1:{port}/", allow_redirects=True).status_code == status
    assert reached == []


def test_an_answer_without_an_end_is_not_read_to_it() -> None:
    long = says(b"x" * (MAX_ANSWER_BYTES + 1))
    with answering(long) as (port, _), ProviderSession() as session, pytest.raises(requests.ConnectionError):
        session.get(f"http://127.0.0.1:{port}/")


def test_a_provider_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            sleep(0.1)

    monkeypatch.setattr("steelyard.identity.asking.TIMEOUT_SECONDS", 0.5)
    began = monotonic()
    with answering(drip) as (port, _), ProviderSession() as session, pytest.raises(requests.Timeout):
        session.get(f"http://127.0.0.1:{port}/")
    assert monotonic() - began < 3


def test_a_proxy_in_front_resolves_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(says(b'{"by": "the proxy"}')) as (port, asked):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "")
        with ProviderSession() as session:
            assert session.get(f"http://{NAME}/keys").json() == {"by": "the proxy"}
    assert asked == [f"http://{NAME}/keys"]
