"""Events that change nothing: the same answer, title or body again. They are not recorded.

An event that only replaces values carries the value before beside each of them (`title_was` and `title`); of sealed words, the
version of the stream that had set them.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from domain.kernel import Event
from domain.text import Sealed

WordsAt = Callable[[UUID, int], Mapping[str, tuple[str, str]]]
"""`(stream, version)` gives language and text of the words that an event had, by their fields (`body`, `report.ar`); erased words
are missing."""


def no_words(stream: UUID, version: int) -> Mapping[str, tuple[str, str]]:
    return {}


@cache
def replaced(event: type[Event]) -> tuple[str, ...]:
    """The fields of an event that only replaces values; none if a field has no value before."""
    names = set(event.__struct_fields__)
    fields = tuple(name for name in event.__struct_fields__ if not name.endswith("_was"))
    return fields if all(f"{name}_was" in names for name in fields) else ()


def changes_nothing(event: Event, stream: UUID, words_at: WordsAt) -> bool:
    """Whether an event replaces each value by the same one."""
    fields = replaced(type(event))
    return bool(fields) and all(
        is_same(getattr(event, f"{name}_was"), getattr(event, name), name, stream, words_at) for name in fields
    )


def is_same(before: Any, after: Any, name: str, stream: UUID, words_at: WordsAt) -> bool:
    """Whether the value of a field is the one before."""
    sealed = {name: after} if isinstance(after, Sealed) else in_languages(name, after)
    if not sealed:
        return bool(before == after)
    if not isinstance(before, int):
        return False
    there = words_at(stream, before)
    own = {field: words for field, words in there.items() if field.partition(".")[0] == name}
    return own == {field: (words.language, words.text) for field, words in sealed.items()}


def in_languages(name: str, value: Any) -> dict[str, Sealed]:
    """The words of a text that is sealed in each language, by their fields."""
    if not isinstance(value, dict) or not all(isinstance(words, Sealed) for words in value.values()):
        return {}
    return {f"{name}.{language}": words for language, words in value.items()}
