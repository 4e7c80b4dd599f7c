"""Texts: official ones in clear, and people's own words, sealed."""

import msgspec


class Sealed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Words that a person wrote.

    A command carries them in clear (`text`). The record stores them encrypted beside the log, and puts the commitment `sha256` in
    the entry: SHA-256, as hex, of (salt || field id || text), by docs/ledger.md. The event's id and the field's name
    together are the id of the opening, by which the words are read.
    """

    language: str
    text: str | None = None
    sha256: str | None = None


NEVER_SHOWN = frozenset({"submitter"})
"""Sealed fields that nobody can read through the platform: names of persons. They are kept for whoever holds the master key."""

Words = dict[str, str]
"""An official title or name by language tag, in clear: {"ar": "...", "fr": "..."}."""

SealedWords = dict[str, Sealed]
"""An official text by language tag, each language sealed by itself."""
