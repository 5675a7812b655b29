"""One request to one endpoint: to a checked address, within ten seconds, following nothing."""

import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import httpcore

from steelyard.platform.webhooks.addresses import is_allowed
from steelyard.platform.webhooks.terms import Failure

TIMEOUT_SECONDS = 10.0
MAX_ANSWER_BYTES = 64 * 1024
KEPT_ANSWER_BYTES = 1024
AGENT = "Steelyard-Webhooks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint answered: a status, or why there is none. `failure` is None where the delivery counts as made."""

    status: int | None = None
    failure: Failure | None = None
    text: str = ""
    seconds: float = 0.0
    retry_after: int | None = None
    """Units: seconds that the receiver asked to be left alone for."""


class _AddressRefused(Exception):
    """The host's name leads where webhooks may not go."""


class _NotResolved(Exception):
    """The host's name leads nowhere."""


def post(url: str, *, headers: dict[str, str], body: bytes, allows_loopback: bool = False) -> Answer:
    """Send the body to the endpoint and return what came back; what goes wrong on the way is an answer too."""
    began = time.monotonic()
    backend = _CheckedBackend(until=began + TIMEOUT_SECONDS, allows_loopback=allows_loopback)
    failure, status, said, retry_after = None, None, b"", None
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=_trust()) as pool,
            pool.stream("POST", url, headers=_all_headers(headers), content=body) as response,
        ):
            status = response.status
            retry_after = _find_retry_after(response.headers)
            said = _read(response.iter_stream())
    except _AddressRefused:
        failure = Failure.ADDRESS_REFUSED
    except _NotResolved:
        failure = Failure.NOT_RESOLVED
    except httpcore.TimeoutException:
        failure = Failure.TIMED_OUT
    except (httpcore.ConnectError, httpcore.UnsupportedProtocol):
        failure = Failure.NOT_CONNECTED
    except (httpcore.NetworkError, httpcore.ProtocolError):
        failure = Failure.BROKEN_OFF
    return Answer(
        status=status,
        failure=failure or _judge(status),
        text=said[:KEPT_ANSWER_BYTES].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}"),
        seconds=time.monotonic() - began,
        retry_after=retry_after,
    )


def _judge(status: int | None) -> Failure | None:
    if status is not None and 200 <= status < 300:
        return None
    return Failure.REDIRECTED if status is not None and 300 <= status < 400 else Failure.REFUSED


def _read(parts: Iterable[bytes]) -> bytes:
    """Return the beginning of the answer; the rest of a longer one is not waited for."""
    said = b""
    for part in parts:
        said += part
        if len(said) >= MAX_ANSWER_BYTES:
            break
    return said


def _find_retry_after(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    said = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    return int(said) if said.isdigit() and len(said) <= 6 else None


def _all_headers(headers: dict[str, str]) -> list[tuple[str, str]]:
    # What was answered is logged, not worked with: compressed it would have to be unpacked first, to any size.
    fixed = {"content-type": "application/json", "user-agent": AGENT, "accept-encoding": "identity"}
    return list({**fixed, **headers}.items())


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return what certificates are checked against: the authorities that this machine trusts, over TLS of today."""
    trust = ssl.create_default_context()
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    return trust


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the address that was checked, resolved once: a name that changes its mind in between changes nothing.

    The request keeps the name for its Host header and for the certificate.
    """

    def __init__(self, *, until: float, allows_loopback: bool) -> None:
        self._network = httpcore.SyncBackend()
        self._until = until
        self._allows_loopback = allows_loopback

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
            raise _NotResolved from error
        addresses = [str(sockaddr[0]) for *_, sockaddr in found]
        # One address inside is enough to refuse: a name that mixes them has no good reason to.
        for address in addresses:
            if not is_allowed(ip_address(address), allows_loopback=self._allows_loopback):
                raise _AddressRefused
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
