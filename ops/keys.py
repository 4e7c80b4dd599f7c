"""Keys: pseudonyms, sealed words, fingerprints. All derive from, or are wrapped by, one master key outside the database.

The commitment in an entry is SHA-256(salt || event id || field || text): the salt is 32 random bytes, the event id is 16
bytes, field and text are UTF-8, and each of the last three is preceded by its length as 32-bit big-endian. The opening (salt
and text) is kept encrypted by AES-256-GCM under its author's data key, with event id, field and key id as associated data.
"""

import hmac
import os
import secrets
import struct
from base64 import b64decode, b64encode
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT, NONCE = 32, 12


_length = struct.Struct(">I")


class BadMasterKey(Exception):
    """The master key is not 32 bytes in base64, or it belongs to another record."""


class Keyring:
    """What follows from the master key alone."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise BadMasterKey
        self._pseudonyms = derive(master, b"sijill pseudonyms")
        self._wrapping = AESGCM(derive(master, b"sijill data keys"))
        self._fingerprints = begun(derive(master, b"sijill fingerprints"))
        self.scope = lru_cache(10_000)(self._scope)
        self.pseudonym = lru_cache(100_000)(self._pseudonym)

    def _scope(self, scope: UUID) -> bytes:
        return derive(self._pseudonyms, scope.bytes)

    def _pseudonym(self, scope: UUID, person: bytes) -> UUID:
        """The name under which a person is known within one consultation or community: HMAC(key of the scope, person)."""
        return UUID(bytes=derive(self.scope(scope), person)[:16])

    def fingerprint(self, *parts: bytes) -> bytes:
        """A keyed digest (16 bytes) that tells whether two requests are the same, and nothing else about them."""
        inner, outer = self._fingerprints[0].copy(), self._fingerprints[1].copy()
        for part in parts:
            inner.update(_length.pack(len(part)) + part)
        outer.update(inner.digest())
        digest: bytes = outer.digest()
        return digest[:16]

    def wrap(self, key_id: UUID, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, key_id.bytes)

    def unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], key_id.bytes)
        except InvalidTag:
            raise BadMasterKey from None


def begun(key: bytes) -> tuple[Any, Any]:
    """The inner and the outer hash of HMAC-SHA-256 (RFC 2104) after the key: copies of them take half the time of a new HMAC."""
    padded = key.ljust(64, b"\0")
    return sha256(bytes(byte ^ 0x36 for byte in padded)), sha256(bytes(byte ^ 0x5C for byte in padded))


def derive(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def commitment(salt: bytes, event: UUID, field: str, text: str) -> str:
    """What an entry holds in the place of the words: see the head of this file."""
    digest = sha256(salt)
    for part in (event.bytes, field.encode(), text.encode()):
        digest.update(struct.pack(">I", len(part)))
        digest.update(part)
    return digest.hexdigest()


def seal(data_key: bytes, key_id: UUID, event: UUID, field: str, text: str) -> tuple[str, bytes, bytes]:
    """Commitment, nonce and ciphertext of some words under a new random salt."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    sealed = AESGCM(data_key).encrypt(nonce, salt + text.encode(), bound_to(key_id, event, field))
    return commitment(salt, event, field, text), nonce, sealed


def unseal(data_key: bytes, key_id: UUID, event: UUID, field: str, nonce: bytes, sealed: bytes) -> tuple[bytes, str]:
    """Salt and words. Raises BadMasterKey if the key or what it is bound to does not fit."""
    try:
        opened = AESGCM(data_key).decrypt(nonce, sealed, bound_to(key_id, event, field))
    except InvalidTag:
        raise BadMasterKey from None
    return opened[:SALT], opened[SALT:].decode()


def bound_to(key_id: UUID, event: UUID, field: str) -> bytes:
    return event.bytes + field.encode() + key_id.bytes


def read_master_key(file: Path) -> bytes:
    """The master key from SIJILL_MASTER_KEY (base64), else from the file, which is made if it is not there."""
    if given := os.environ.get("SIJILL_MASTER_KEY"):
        return decoded(given)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(b64encode(secrets.token_bytes(32)) + b"\n")
        with suppress(FileExistsError):  # another process was faster: its key is the one
            os.link(fresh, file)
        fresh.unlink()
    return decoded(file.read_text())


def decoded(text: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        raise BadMasterKey from None
    if len(key) != 32:
        raise BadMasterKey
    return key
