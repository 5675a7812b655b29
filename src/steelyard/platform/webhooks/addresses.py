"""Where a webhook may lead: to hosts of the public internet, never into a network that only this server reaches."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

MAX_URL_LENGTH = 2000

Address = IPv4Address | IPv6Address

_PUBLIC_IPV6 = ip_network("2000::/3")
# Within the public part of IPv6: what leads to an IPv4 address in disguise, or nowhere. The library calls some of it global.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo (2001::/32) and ORCHID among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
    )
)


def is_public(address: Address) -> bool:
    """Tell whether the address belongs to a host of the public internet.

    IPv6 is asked for what it is, not for what it is not: mapped and compatible IPv4, NAT64, unique local, link-local, site-local
    and multicast addresses all lie outside 2000::/3. Source: the IANA registries of special-purpose addresses; RFC 6890.
    """
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _PUBLIC_IPV6):
        return False
    if any(address in block for block in _NOT_PUBLIC if block.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


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
