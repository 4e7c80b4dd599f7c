"""The address of a client behind proxies: only trusted proxies are believed, from the right."""

import pytest

from api.clients import BadProxy, Clients, household, networks

TRUSTED = Clients(networks("10.0.0.0/8, 192.0.2.7 fd00::/8"))


def client(peer: str, *headers: tuple[str, str], clients: Clients = TRUSTED) -> str:
    return clients.address(peer, [(name.lower().encode(), value.encode()) for name, value in headers])


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ([], "10.0.0.1"),
        ([("X-Forwarded-For", "203.0.113.9")], "203.0.113.9"),
        ([("X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.0.0.2")], "203.0.113.9"),
        ([("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")], "203.0.113.9"),
        ([("X-Forwarded-For", "198.51.100.1, 203.0.113.9:4711")], "203.0.113.9"),
        ([("X-Forwarded-For", "[2001:db8::1]:4711")], "2001:db8::1"),
        ([("X-Forwarded-For", "::ffff:203.0.113.9")], "203.0.113.9"),
        ([("X-Forwarded-For", "10.0.0.3, 10.0.0.2")], "10.0.0.3"),
        ([("X-Forwarded-For", "198.51.100.1, unknown, 10.0.0.2")], "10.0.0.2"),
        ([("X-Forwarded-For", "")], "10.0.0.1"),
        ([("Forwarded", 'for=198.51.100.1, for="[2001:db8::1]:80";proto=https;by=10.0.0.1')], "2001:db8::1"),
        ([("Forwarded", "proto=https;For=203.0.113.9")], "203.0.113.9"),
        ([("Forwarded", "for=203.0.113.9"), ("X-Forwarded-For", "203.0.113.9")], "203.0.113.9"),
        ([("Forwarded", "for=198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")], "10.0.0.1"),
        ([("Forwarded", "for=_hidden")], "10.0.0.1"),
    ],
)
def test_hops_are_read_from_the_right(headers: list[tuple[str, str]], address: str) -> None:
    assert client("10.0.0.1", *headers) == address


def test_nobody_else_is_believed() -> None:
    forwarded = ("X-Forwarded-For", "198.51.100.1")
    assert client("203.0.113.9", forwarded) == "203.0.113.9"
    assert client("10.0.0.1", forwarded, clients=Clients()) == "10.0.0.1"
    assert client("192.0.2.7", forwarded) == "198.51.100.1"
    assert client("192.0.2.8", forwarded) == "192.0.2.8"
    assert client("fd00::1", forwarded) == "198.51.100.1"
    assert client("::ffff:10.0.0.1", forwarded) == "198.51.100.1"


def test_a_household_is_an_ipv6_network_and_an_ipv4_address() -> None:
    def of(host: str) -> str:
        return household({"client": (host, 1)})

    assert of("2001:db8:0:1::1") == of("2001:db8::1:ffff:0:0:9") == "2001:db8:0:1::/64"
    assert of("2001:db8:0:2::1") != of("2001:db8:0:1::1")
    assert of("203.0.113.9") == of("::ffff:203.0.113.9") == "203.0.113.9"
    assert household({"client": None}) == "unknown"


def test_a_proxy_is_an_address_or_a_network() -> None:
    assert networks("") == ()
    with pytest.raises(BadProxy):
        networks("10.0.0.0/8, proxy.example.org")
