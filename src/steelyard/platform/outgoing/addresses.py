"""Which network addresses belong to hosts of the public internet, and not to a network that only this server reaches."""

from ipaddress import IPv4Address, IPv6Address, ip_network

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
