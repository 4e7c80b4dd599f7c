"""The sentences with which imports report: each has a stable code, and an English text that the catalogues translate
(`imports.po`).

A sentence is declared once, beside the code that reports by it, and called with the values of its placeholders:
`TWICE = Sentence("activity-twice", "the same activity is already in line {line}")`, then `TWICE(line=7)`.
"""

from collections.abc import Mapping, Sequence
from typing import Union

import msgspec

from api.i18n import interface_language, translate, word
from domain.refusal import Refusal

COMMA = {"ar": "، ", "fr": ", ", "en": ", "}

Value = Union[str, int, list[str], "Message"]


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence with its values. `source` is the English text of a sentence that is not declared here: a refusal's."""

    code: str
    values: dict[str, Value] = {}
    source: str | None = None

    def text(self, language: str) -> str:
        """The message in a language. The names in a list are translated one by one."""
        source = SENTENCES[self.code].text if self.source is None else self.source
        return translate(
            source, language, **{name: in_language(value, language) for name, value in self.values.items()}
        )

    def __str__(self) -> str:
        return self.text("en")


def in_language(value: Value, language: str) -> str | int:
    """A value of a message in a language."""
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, list):
        spoken = interface_language([language], "en")
        return COMMA[spoken].join(word(one, spoken) for one in value)
    return value


class Sentence:
    """A sentence: `code` is its stable name. A `doubt` is one that `--accept` may name."""

    def __init__(self, code: str, text: str, *, doubt: bool = False) -> None:
        if code in SENTENCES:
            raise ValueError(f"two sentences have the code {code}")
        self.code, self.text, self.doubt = code, text, doubt
        SENTENCES[code] = self

    def __call__(self, **values: Value | Refusal | Sequence[str]) -> Message:
        return Message(self.code, {name: value_of(value) for name, value in values.items()})


SENTENCES: dict[str, Sentence] = {}
"""All sentences by their codes."""

OTHER = Sentence("other", "{reason}")
"""A reason that has no sentence of its own: it is shown as it is."""


def value_of(value: Value | Refusal | Sequence[str]) -> Value:
    """A value as a message holds it: a refusal becomes a message of its own."""
    if isinstance(value, Refusal):
        details: Mapping[str, str | int] = value.details
        return Message(value.code, dict(details), " ".join((value.__doc__ or value.code).split()))
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]


def doubt_codes() -> list[str]:
    """The codes that `--accept` may name."""
    return sorted(code for code, sentence in SENTENCES.items() if sentence.doubt)
