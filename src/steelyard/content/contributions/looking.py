"""Looking whether an address is still there: from this installation, to the public internet alone, following nothing."""

import time
from functools import partial

import httpcore

from steelyard.content.contributions.terms import Reached
from steelyard.platform.outgoing.connecting import AddressRefused, CheckedBackend, NotResolved, trust
from steelyard.platform.webhooks.addresses import is_allowed, is_url_allowed

TIMEOUT_SECONDS = 10.0
_AGENT = "Steelyard-Contributions/1"
_GONE = frozenset({404, 410})


def look_at(address: str, *, allows_loopback: bool = False) -> Reached:
    """Return whether there is something at the address: gone is what says so itself, or has no name any more.

    What refuses, is slow or is broken today may be back tomorrow, and cannot be known.
    """
    url = address.partition("#")[0]
    if not is_url_allowed(url, allows_loopback=allows_loopback):
        return Reached.UNKNOWN
    allowed = partial(is_allowed, allows_loopback=allows_loopback)
    backend = CheckedBackend(until=time.monotonic() + TIMEOUT_SECONDS, is_allowed=allowed)
    headers = [("user-agent", _AGENT), ("accept-encoding", "identity")]
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=trust()) as pool,
            pool.stream("GET", url, headers=headers) as response,
        ):
            status = response.status
    except NotResolved:
        return Reached.GONE
    except (
        AddressRefused,
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ):
        return Reached.UNKNOWN
    if status in _GONE:
        return Reached.GONE
    return Reached.THERE if status < 400 else Reached.UNKNOWN
