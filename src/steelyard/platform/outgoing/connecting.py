"""Connecting to the address that was checked, within one stretch of time."""

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import httpcore

from steelyard.platform.outgoing.addresses import Address


class AddressRefused(Exception):
    """The host's name leads where requests may not go."""


class NotResolved(Exception):
    """The host's name leads nowhere."""


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """Return what certificates are checked against: the authorities that this machine trusts, over TLS of today."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the address that was checked, resolved once: a name that changes its mind in between changes nothing.

    The request keeps the name for its Host header and for the certificate. `until` is an instant of the monotonic clock.
    """

    def __init__(self, *, until: float, is_allowed: Callable[[Address], bool]) -> None:
        self._network = httpcore.SyncBackend()
        self._until = until
        self._is_allowed = is_allowed

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        *others, last = self._resolve(host, port)
        for address in others:
            with suppress(httpcore.ConnectError):
                return self._connect(address, port)
        return self._connect(last, port)

    def _connect(self, address: str, port: int) -> httpcore.NetworkStream:
        return _LimitedStream(self._network.connect_tcp(address, port, timeout=_left(self._until)), self._until)

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NotResolved from error
        addresses = [str(sockaddr[0]) for *_, sockaddr in found]
        # One address inside is enough to refuse: a name that mixes them has no good reason to.
        for address in addresses:
            if not self._is_allowed(ip_address(address)):
                raise AddressRefused
        return list(dict.fromkeys(addresses))


class _LimitedStream(httpcore.NetworkStream):
    """A connection that ends at one instant, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _LimitedStream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
