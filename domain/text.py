"""Words: official ones in clear, and what people wrote, sealed."""

import msgspec


class Sealed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Words that a person wrote.

    On their way in they are there in clear (`text`). The record takes them out, keeps them encrypted in one place, and
    leaves `sha256` in the entry: SHA-256, as hex, of (salt || field id || text), by docs/ledger.md. Such a field is known
    everywhere by its event's id and its own name: that pair is the id of its opening.
    """

    language: str
    text: str | None = None
    sha256: str | None = None


Words = dict[str, str]
"""An official title or name by language tag, in clear: {"ar": "...", "fr": "..."}."""

SealedWords = dict[str, Sealed]
"""An official text by language tag, each language sealed by itself."""
