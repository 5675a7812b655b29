"""One request to one endpoint: to a checked address, within ten seconds, following nothing."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import httpcore

from steelyard.platform.outgoing.connecting import AddressRefused, CheckedBackend, NotResolved, trust
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


def post(url: str, *, headers: dict[str, str], body: bytes, allows_loopback: bool = False) -> Answer:
    """Send the body to the endpoint and return what came back; what goes wrong on the way is an answer too."""
    began = time.monotonic()
    allowed = partial(is_allowed, allows_loopback=allows_loopback)
    backend = CheckedBackend(until=began + TIMEOUT_SECONDS, is_allowed=allowed)
    failure, status, said, retry_after = None, None, b"", None
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=trust()) as pool,
            pool.stream("POST", url, headers=_all_headers(headers), content=body) as response,
        ):
            status = response.status
            retry_after = _find_retry_after(response.headers)
            said = _read(response.iter_stream())
    except AddressRefused:
        failure = Failure.ADDRESS_REFUSED
    except NotResolved:
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
