"""Where a webhook may lead: to hosts of the public internet, never into a network that only this server reaches."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from steelyard.platform.outgoing.addresses import Address, is_public

MAX_URL_LENGTH = 2000


def is_allowed(address: Address, *, allows_loopback: bool) -> bool:
    """Tell whether a webhook may be sent to the address; `allows_loopback` is for tests and developers."""
    return is_public(address) or (allows_loopback and address.is_loopback)


def is_url_allowed(url: str, *, allows_loopback: bool) -> bool:
    """Tell whether the URL may be an endpoint's: https, a host, no user in it, no address that is refused anyway."""
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username or parts.password or parts.fragment or "@" in parts.netloc:
        return False
    address = _as_address(parts.hostname)
    if address is not None and not is_allowed(address, allows_loopback=allows_loopback):
        return False
    is_loopback = address is not None and address.is_loopback
    return parts.scheme == "https" or (parts.scheme == "http" and allows_loopback and is_loopback)


def host_of(url: str) -> str:
    """Return the host that a URL names, as people read it."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_URL_LENGTH or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return None
    return parts


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
