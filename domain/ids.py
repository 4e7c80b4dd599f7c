"""Ids that are derived from other ids."""

from hashlib import sha1
from uuid import UUID

VERSION_5 = 0x5 << 76 | 0x8 << 60
OTHER_BITS = ~(0xF << 76 | 0xC << 60)


def named(namespace: UUID, name: str) -> UUID:
    """The version 5 UUID of a name (RFC 9562, 5.5). As `uuid.uuid5`, in half the time: every command derives several of them."""
    digest = sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    return UUID(int=int.from_bytes(digest[:16], "big") & OTHER_BITS | VERSION_5)
