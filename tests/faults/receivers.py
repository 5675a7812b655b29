"""Receivers of webhooks in processes of their own: one that counts, one that never answers."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_server
from tempfile import TemporaryDirectory

_COUNTING = """
import asyncio, sys

class Receiver(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.said = transport, b""

    def data_received(self, data):
        self.said += data
        head, complete, body = self.said.partition(b"\\r\\n\\r\\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\\r\\n")[1:])
        if complete and len(body) >= int(headers[b"content-length"]):
            seen.write(headers[b"webhook-id"] + b"\\n")
            self.transport.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n")
            self.transport.close()

async def receive():
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

with open(sys.argv[1], "ab", buffering=0) as seen:
    asyncio.run(receive())
"""


@dataclass
class CountingReceiver:
    """Answers at once, and keeps the id of every message."""

    url: str
    file: Path
    seen: Counter[str] = field(default_factory=Counter)

    def count(self) -> Counter[str]:
        """Return how often each message came."""
        self.seen = Counter(self.file.read_text().split())
        return self.seen


@contextmanager
def counting_receiver() -> Iterator[CountingReceiver]:
    """Run a receiver that answers at once while the block runs."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seen"
        file.touch()
        process = subprocess.Popen([sys.executable, "-c", _COUNTING, str(file)], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield CountingReceiver(f"http://127.0.0.1:{int(process.stdout.readline())}/hook", file)
        finally:
            process.kill()
            process.wait()


@contextmanager
def deaf_receiver() -> Iterator[str]:
    """Yield the address of a receiver to which one can connect, and which says nothing."""
    with create_server(("127.0.0.1", 0), backlog=1000) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook"
