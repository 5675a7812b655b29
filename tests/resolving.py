"""A resolver that changes its mind: a name leads to one address when it is asked first, and to another the next time."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Resolver:
    """Answers for one name, with each address in turn, the last for ever; for all others as always."""

    def __init__(self, name: str, *addresses: str) -> None:
        self._name, self._addresses = name, list(addresses)
        self._real = socket.getaddrinfo
        self.asked = 0

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != self._name:
            return self._real(host, port, *args, **kwargs)
        self.asked += 1
        address = self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]


@contextmanager
def resolving(name: str, *addresses: str) -> Iterator[Resolver]:
    """Let the name lead to the addresses, one after the other, while the block runs."""
    resolver = Resolver(name, *addresses)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolver)
        yield resolver
