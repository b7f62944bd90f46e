"""Which addresses are part of the public internet. Everything else is refused, by name where it has one.

IANA's special-purpose registries (RFC 6890 and its successors) for IPv4 and IPv6, and what clouds use beside them.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

REFUSED_V4 = {
    "unspecified": "0.0.0.0/8",
    "private (10)": "10.0.0.0/8",
    "shared by a carrier's customers (CGNAT)": "100.64.0.0/10",
    "loopback": "127.0.0.0/8",
    "link-local, with the clouds' metadata": "169.254.0.0/16",
    "private (172.16)": "172.16.0.0/12",
    "protocol assignments, with Oracle's metadata": "192.0.0.0/24",
    "documentation (1)": "192.0.2.0/24",
    "AS112, sink of private names": "192.31.196.0/24",
    "multicast tunnels (AMT)": "192.52.193.0/24",
    "6to4 relays": "192.88.99.0/24",
    "private (192.168)": "192.168.0.0/16",
    "AS112, direct": "192.175.48.0/24",
    "benchmarks": "198.18.0.0/15",
    "documentation (2)": "198.51.100.0/24",
    "documentation (3)": "203.0.113.0/24",
    "multicast": "224.0.0.0/4",
    "reserved, and broadcast": "240.0.0.0/4",
    "Azure's metadata": "168.63.129.16/32",
}
PUBLIC_V6 = IPv6Network("2000::/3")
"""Global unicast (RFC 4291). All the rest is refused without a list: unspecified, loopback, IPv4-compatible and
-mapped, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard-only, unique local, link-local, site-local, multicast, and
whatever is not assigned yet.
"""
REFUSED_V6 = {
    "protocol assignments: Teredo, benchmarks, ORCHID": "2001::/23",
    "documentation": "2001:db8::/32",
    "6to4": "2002::/16",
    "AS112": "2001:4:112::/48",
    "AS112, direct": "2620:4f:8000::/48",
    "6bone": "3ffe::/16",
    "documentation (long)": "3fff::/20",
}
_V4 = tuple(IPv4Network(network) for network in REFUSED_V4.values())
_V6 = tuple(IPv6Network(network) for network in REFUSED_V6.values())
_ISATAP = (0x00005EFE, 0x02005EFE)
"""Interface ids that hold an IPv4 address, whatever the prefix (RFC 5214)."""


def is_public(address: Address) -> bool:
    """Does this address belong to a host of the public internet, and to nothing nearer?"""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _V4)
    if address not in PUBLIC_V6 or address.scope_id is not None:
        return False
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return address.is_global and not any(address in network for network in _V6)
