"""Checks of texts before they are recorded: language, length, characters."""

import re

from domain.letters import blank
from domain.refusal import Refusal
from domain.text import Sealed, SealedWords, Words

MOST_LANGUAGES = 20

_language = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
"""A BCP 47 language tag, its first subtag in lower case: `ar`, `zgh-Tfng`."""

_unkeepable = re.compile(r"[\x00\ud800-\udfff]")
_control = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TooLong(Refusal):
    """The field {field} must not exceed {most} characters."""

    code = "text.too-long"


class Empty(Refusal):
    """The field {field} may not be empty."""

    code = "text.empty"


class BadCharacters(Refusal):
    """The field {field} contains characters that cannot be stored."""

    code = "text.bad-characters"


class BadLanguage(Refusal):
    """{language} is not a language tag (such as ar, fr or zgh-Tfng), or not that of the text."""

    code = "text.bad-language"


class TooLongInAll(Refusal):
    """A command must not exceed {most} bytes: shorten the texts, use fewer languages, or split it into several commands."""

    code = "text.too-long-in-all"


class TooManyLanguages(Refusal):
    """A text may be given in {most} languages at most."""

    code = "text.too-many-languages"


def written(words: Sealed, field: str, most: int, *, may_be_empty: bool = False) -> Sealed:
    """Checks a person's words: in clear, in a language, of at most `most` characters, not blank. Raises a refusal of this
    module."""
    in_a_language(words.language)
    if words.text is None:
        raise Empty(field=field)
    within(words.text, field, most, may_be_empty=may_be_empty)
    if _unkeepable.search(words.text):
        raise BadCharacters(field=field)
    return words


def written_in_each(words: SealedWords, field: str, most: int, *, may_be_empty: bool = False) -> SealedWords:
    """Checks an official text that is sealed: as `written`, in each language. With `may_be_empty` the map may be empty too."""
    bounded(words, field, may_be_empty=may_be_empty)
    for language, sealed in words.items():
        if sealed.language != language:
            raise BadLanguage(language=sealed.language[:40])
        written(sealed, field, most, may_be_empty=may_be_empty)
    return words


def named(words: Words, field: str, most: int) -> Words:
    """Checks an official title or name in clear: in at least one language, not blank in any."""
    bounded(words, field)
    for language, text in words.items():
        in_a_language(language)
        plain(text, field, most)
    return words


def plain(text: str, field: str, most: int) -> str:
    """Checks a text in clear: of at most `most` characters, not blank, without control characters."""
    within(text, field, most)
    if _control.search(text):
        raise BadCharacters(field=field)
    return text


def within(text: str, field: str, most: int, *, may_be_empty: bool = False) -> None:
    """Checks a text's length, and that it shows something: invisible characters alone are as empty as blanks. Raises TooLong,
    Empty."""
    if len(text) > most:
        raise TooLong(field=field, most=most)
    if not may_be_empty and blank(text):
        raise Empty(field=field)


def bounded(words: Words | SealedWords, field: str, *, may_be_empty: bool = False) -> None:
    """Checks the number of a text's languages. Raises Empty, TooManyLanguages."""
    if not words and not may_be_empty:
        raise Empty(field=field)
    if len(words) > MOST_LANGUAGES:
        raise TooManyLanguages(most=MOST_LANGUAGES)


def in_a_language(tag: str) -> None:
    """Checks a language tag. Raises BadLanguage."""
    if not _language.fullmatch(tag):
        raise BadLanguage(language=tag[:40])
