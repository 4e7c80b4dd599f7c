"""The address of a client: that of the connection or, behind proxies that are trusted, the one that these name."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network
MOST_HOPS = 20
"""The most proxies that a request is followed through, from the last one back."""

_for = re.compile(r"(?:^|;)\s*for\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)


class BadProxy(ValueError):
    """A trusted proxy must be an address or a network, such as 10.0.0.5 or 10.0.0.0/8."""


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks in a text, between commas or blanks. Raises BadProxy."""
    try:
        return tuple(ip_network(one, strict=False) for one in text.replace(",", " ").split())
    except ValueError as error:
        raise BadProxy(f"{BadProxy.__doc__} ({error})") from None


class Clients:
    """Finds the address of a request's client. `trusted` are the proxies that are believed.

    Each proxy adds the address of its own client at the right. So hops are read from the right, as long as they are trusted
    proxies: everything left of the first other one can be invented. If a request has both headers and they differ, one of them
    was not written by the proxy, and neither is believed.
    """

    def __init__(self, trusted: Iterable[Network] = ()) -> None:
        self._trusted = tuple(trusted)

    def place(self, scope: Scope) -> None:
        """Replaces the address of the connection in a scope by that of the client."""
        peer = scope.get("client")
        if self._trusted and peer is not None:
            scope["client"] = (self.address(peer[0], scope["headers"]), peer[1])

    def address(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The client's address, of a connection's peer and a request's headers."""
        if not self._trusts(peer):
            return peer
        named = {"x-forwarded-for": b"", "forwarded": b""}
        for name, value in headers:
            if (key := name.decode("latin-1").lower()) in named:
                named[key] += b"," + value
        found = {
            self._first_untrusted(hops(text.decode("latin-1")), peer)
            for hops, text in ((forwarded_for, named["x-forwarded-for"]), (forwarded, named["forwarded"]))
            if text
        }
        return found.pop() if len(found) == 1 else peer

    def _first_untrusted(self, hops: Iterator[str], peer: str) -> str:
        address = peer
        for _, hop in zip(range(MOST_HOPS), hops, strict=False):
            if (plain := plain_address(hop)) is None:
                break  # a name in place of an address: the proxy before it is the last that is known
            address = plain
            if not self._trusts(address):
                break
        return address

    def _trusts(self, address: str) -> bool:
        plain = plain_address(address)
        return plain is not None and any(ip_address(plain) in network for network in self._trusted)


def forwarded_for(text: str) -> Iterator[str]:
    """The hops of X-Forwarded-For, from the right."""
    return (hop for hop in map(str.strip, reversed(text.split(","))) if hop)


def forwarded(text: str) -> Iterator[str]:
    """The hops of Forwarded (RFC 7239), from the right. One without `for` stops the search."""
    for element in reversed(text.split(",")):
        if element.strip():
            match = _for.search(element)
            yield match[1].strip().strip('"') if match else ""


def plain_address(text: str) -> str | None:
    """An address without port, brackets and zone, IPv4 within IPv6 as IPv4; None if it is none."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def household(scope: Scope) -> str:
    """The key of a client for rate limits: its address or, for IPv6, the /64 network, since a household gets a whole one."""
    peer = scope.get("client")
    return household_of(peer[0]) if peer else "unknown"


@lru_cache(maxsize=10_000)
def household_of(host: str) -> str:
    plain = plain_address(host)
    if plain is None or ":" not in plain:
        return plain or host
    return str(ip_network((plain, 64), strict=False))
