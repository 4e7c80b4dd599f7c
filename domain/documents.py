"""Documents: references to files, which are stored outside of the log, by their hash."""

import re

import msgspec

from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

NAME_LENGTH, MOST_BYTES = 300, 50_000_000

_sha256 = re.compile(r"[0-9a-f]{64}")
_media_type = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,126}")


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reference to a file: `sha256` of its bytes in hex, `size` in bytes, and `media_type`, such as application/pdf. The caller
    of the record checks that the file is stored."""

    sha256: str
    name: Words
    media_type: str
    size: int


class BadDocument(Refusal):
    """A document is named by the SHA-256 of its file in hex, its media type, and its size, of {most} bytes at most."""

    code = "document.bad-document"


def fit(document: Document) -> Document:
    """Checks a document. Raises BadDocument, and the refusals of `domain.words.named`."""
    named(document.name, "name", NAME_LENGTH)
    if (
        not _sha256.fullmatch(document.sha256)
        or not _media_type.fullmatch(document.media_type)
        or not 0 < document.size <= MOST_BYTES
    ):
        raise BadDocument(most=MOST_BYTES)
    return document


def fit_all(documents: list[Document]) -> list[Document]:
    """Checks several documents, as `fit` does."""
    return [fit(document) for document in documents]
