"""Checks of the openings: each sealed field has one, and what it opens to is what the entry has committed to.

No event erases words yet. When one does, its fields are those that may be without an opening.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.kernel import Entry
from domain.text import Sealed
from ops.checks.report import Report
from ops.keys import BadMasterKey, Keyring, commitment, unseal
from ops.store.vault import sealed_fields
from projections.toolkit.sql import Queries

CACHED_KEYS = 10_000

Opening = tuple[UUID, str, bytes, bytes]
"""Of a field: the id of its data key, its language, nonce and ciphertext."""


class Openings:
    """The openings of a record, under its master key, if that is known."""

    def __init__(self, db: Connection[Any], keyring: Keyring | None, report: Report, queries: Queries) -> None:
        self._db, self._keyring, self._report, self._queries = db, keyring, report, queries
        self._keys: dict[UUID, bytes] = {}

    def take(self, entries: Sequence[tuple[int, Entry[Any]]]) -> None:
        """Checks the sealed fields of some entries, given with their positions."""
        ids = [entry.event_id for _, entry in entries]
        stored: dict[UUID, dict[str, Opening]] = {}
        for event, field, *opening in self._db.execute(self._queries["openings"], {"events": ids}, binary=True):
            stored.setdefault(event, {})[field] = tuple(opening)
        if self._keyring:
            self._read_keys({opening[0] for fields in stored.values() for opening in fields.values()})
        for position, entry in entries:
            openings = stored.pop(entry.event_id, {})
            for name, language, words in sealed_fields(entry.data):
                field = f"{name}.{language}" if language else name
                self._check(f"position {position}, {field}", entry.event_id, field, words, openings.pop(field, None))
            for field in openings:
                self._report.expect("openings", f"position {position}, {field}", False, "The entry has no such field.")

    def _check(self, place: str, event: UUID, field: str, words: Sealed, opening: Opening | None) -> None:
        if opening is None or words.sha256 is None:
            missing = "opening" if words.sha256 else "commitment"
            self._report.expect("openings", place, False, f"The sealed field has no {missing}.")
            return
        key, language, nonce, sealed = opening
        same = language == words.language
        self._report.expect("openings", place, same, f"The opening is in another language ({language}).")
        if self._keyring:
            fault = self._fault(event, field, words, key, nonce, sealed)
            self._report.expect("commitments", place, not fault, fault)

    def _fault(self, event: UUID, field: str, words: Sealed, key: UUID, nonce: bytes, sealed: bytes) -> str:
        """How an opening does not fit a commitment."""
        if key not in self._keys:
            return f"The data key {key} of the opening is missing, or is not one of this master key."
        try:
            salt, text = unseal(self._keys[key], key, event, field, nonce, sealed)
        except (BadMasterKey, UnicodeDecodeError):
            return "The opening cannot be decrypted."
        if commitment(salt, event, field, text) != words.sha256:
            return "The words in the opening are not those that the entry has committed to."
        return ""

    def _read_keys(self, ids: Collection[UUID]) -> None:
        assert self._keyring
        if len(self._keys) > CACHED_KEYS:
            self._keys.clear()
        missing = [id for id in ids if id not in self._keys]
        for id, wrapped in self._db.execute(self._queries["keys"], {"keys": missing}, binary=True):
            try:
                self._keys[id] = self._keyring.unwrap(id, wrapped)
            except BadMasterKey:
                continue
