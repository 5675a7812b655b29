"""A receiver of webhooks: a real web server on this machine that remembers what came and answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any

import orjson
from standardwebhooks import Webhook as Verifier


@dataclass
class Message:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = orjson.loads(self.body)
        return event

    def is_signed_by(self, secret: str) -> bool:
        """Tell what the reference implementation says of the signature."""
        from standardwebhooks import WebhookVerificationError

        try:
            Verifier(secret).verify(self.body, self.headers)
        except WebhookVerificationError:
            return False
        return True


@dataclass
class Receiver:
    """What came, and what is answered: the statuses in turn, the last for ever."""

    url: str = ""
    messages: list[Message] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])
    answer: bytes = b"thank you"
    headers: dict[str, str] = field(default_factory=dict)
    takes_seconds: float = 0.0

    @property
    def types(self) -> list[str]:
        return [message.event["type"] for message in self.messages]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver while the block runs."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.messages.append(Message(self.path, headers, body))
            sleep(receiver.takes_seconds)
            status = receiver.statuses.pop(0) if len(receiver.statuses) > 1 else receiver.statuses[0]
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(receiver.answer)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked has heard enough
                self.wfile.write(receiver.answer)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
