"""Keys for pseudonyms, sealed words and fingerprints, derived from, or wrapped by, one master key outside of the database.

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
"""Bytes."""


_length = struct.Struct(">I")


class BadMasterKey(Exception):
    """The master key is not 32 bytes in base64, or is not the one that this record was written with."""


class Keyring:
    """The keys that are derived from the master key. `pseudonym` and `scope` are cached."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise BadMasterKey
        self._pseudonyms = derive(master, b"sijill pseudonyms")
        self._wrapping = AESGCM(derive(master, b"sijill data keys"))
        self._fingerprints = hmac_states(derive(master, b"sijill fingerprints"))
        self._search = derive(master, b"sijill search")
        self.scope = lru_cache(10_000)(self._scope)
        self.pseudonym = lru_cache(100_000)(self._pseudonym)

    def _scope(self, scope: UUID) -> bytes:
        return derive(self._pseudonyms, scope.bytes)

    def _pseudonym(self, scope: UUID, person: bytes) -> UUID:
        """A person's pseudonym within a consultation or community: HMAC(key of the scope, person)."""
        return UUID(bytes=derive(self.scope(scope), person)[:16])

    def fingerprint(self, *parts: bytes) -> bytes:
        """A keyed digest of some parts, 16 bytes: equal for equal parts, and it reveals nothing else."""
        inner, outer = self._fingerprints[0].copy(), self._fingerprints[1].copy()
        for part in parts:
            inner.update(_length.pack(len(part)) + part)
        outer.update(inner.digest())
        digest: bytes = outer.digest()
        return digest[:16]

    def token(self, term: str) -> int:
        """The token of a search term: the first 8 bytes of HMAC(key of the search, term), as PostgreSQL's bigint."""
        return int.from_bytes(derive(self._search, term.encode())[:8], "big", signed=True)

    def wrap(self, key_id: UUID, key: bytes) -> bytes:
        """Encrypts a data key under the master key."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, key_id.bytes)

    def unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        """Decrypts a data key. Raises BadMasterKey."""
        try:
            return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], key_id.bytes)
        except InvalidTag:
            raise BadMasterKey from None


def hmac_states(key: bytes) -> tuple[Any, Any]:
    """The inner and outer hash states of HMAC-SHA-256 (RFC 2104) after the key: a copy of them takes half the time of a new
    HMAC."""
    padded = key.ljust(64, b"\0")
    return sha256(bytes(byte ^ 0x36 for byte in padded)), sha256(bytes(byte ^ 0x5C for byte in padded))


def derive(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def commitment(salt: bytes, event: UUID, field: str, text: str) -> str:
    """The commitment in an entry, as hex: see the docstring of this module."""
    digest = sha256(salt)
    for part in (event.bytes, field.encode(), text.encode()):
        digest.update(struct.pack(">I", len(part)))
        digest.update(part)
    return digest.hexdigest()


def seal(data_key: bytes, key_id: UUID, event: UUID, field: str, text: str) -> tuple[str, bytes, bytes]:
    """Encrypts words under a new salt: gives commitment, nonce and ciphertext."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    sealed = AESGCM(data_key).encrypt(nonce, salt + text.encode(), associated_data(key_id, event, field))
    return commitment(salt, event, field, text), nonce, sealed


def unseal(data_key: bytes, key_id: UUID, event: UUID, field: str, nonce: bytes, sealed: bytes) -> tuple[bytes, str]:
    """Decrypts salt and words. Raises BadMasterKey if the key, or the event or field that it is bound to, does not match."""
    try:
        opened = AESGCM(data_key).decrypt(nonce, sealed, associated_data(key_id, event, field))
    except InvalidTag:
        raise BadMasterKey from None
    return opened[:SALT], opened[SALT:].decode()


def associated_data(key_id: UUID, event: UUID, field: str) -> bytes:
    """The associated data that binds a ciphertext to its event, field and key."""
    return event.bytes + field.encode() + key_id.bytes


def read_master_key(file: Path) -> bytes:
    """The master key from SIJILL_MASTER_KEY (base64), else from the file, which is created if it does not exist. Raises
    BadMasterKey."""
    if given := os.environ.get("SIJILL_MASTER_KEY"):
        return decode_key(given)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(b64encode(secrets.token_bytes(32)) + b"\n")
        with suppress(FileExistsError):  # another process was faster: use its key
            os.link(fresh, file)
        fresh.unlink()
    return decode_key(file.read_text())


def decode_key(text: str) -> bytes:
    """32 bytes from base64. Raises BadMasterKey."""
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        raise BadMasterKey from None
    if len(key) != 32:
        raise BadMasterKey
    return key
