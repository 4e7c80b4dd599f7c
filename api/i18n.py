"""Translates the platform's texts. The source texts are the English ones in the code; `locale/<language>/LC_MESSAGES/*.po` hold
the translations: a file for each context of the domain, and `platform.po` for the rest. Together they are one catalogue, which
has each message once.

A value that fills a placeholder (a field's name, a role) has its own translation, in the gettext context `word`.
"""

from pathlib import Path
from typing import Final, TypeVar

from babel import Locale
from babel.core import UnknownLocaleError, parse_locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

FOLDER = Path(__file__).parent / "locale"
LOCALES: Final = {"ar": "ar_MA", "fr": "fr_MA", "en": "en_GB"}
"""The interface's languages with their locales for numbers and dates. The first one is the default."""

NAMES: Final = {"ar": "العربية", "fr": "Français", "en": "English"}
DEFAULT: Final = "ar"
MOST_RANGES = 20
WORD = "word"

FORMS: Final = {"ar": ("one", "two", "few", "many", "other"), "fr": ("one", "other"), "en": ("one", "other")}
"""The forms of a noun beside a number, as translations give them; a category that is not here takes the last one."""

T = TypeVar("T")


def parts(language: str) -> dict[str, Catalog]:
    """The catalogues of a language's files, by their names (`communities`, `platform`)."""
    catalogues = {}
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalogues[path.stem] = read_po(file, locale=language, domain=path.stem, abort_invalid=True)
    return catalogues


def catalogue(language: str) -> Catalog:
    """The whole catalogue of a language."""
    whole = Catalog(locale=language, domain="sijill")
    for part in parts(language).values():
        for message in part:
            if message.id:
                whole[message.id] = message
    return whole


_catalogues = {language: catalogue(language) for language in LOCALES}


def translate(text: str, language: str, /, **values: str | int) -> str:
    """A source text in a language, its `{placeholders}` filled. A text without a translation stays in English."""
    spoken = interface_language([language], "en")
    message = _catalogues[spoken].get(" ".join(text.split()))
    pattern = str(message.string) if message is not None and message.string else " ".join(text.split())
    filled = {
        name: Number(value).in_language(spoken) if type(value) is int else word(value, spoken)
        for name, value in values.items()
    }
    return pattern.format(**filled)


class Number(int):
    """A number that a translation may give with its noun, in the forms that the language has: `{days:# jour|# jours}`, and in
    Arabic for one, two, a few (3 to 10), many (11 to 99) and others (100 to 102), with the number in place of `#`:
    `{days:يوم واحد|يومان|# أيام|# يوما|# يوم}`."""

    language = "en"

    def in_language(self, language: str) -> "Number":
        self.language = language
        return self

    def __format__(self, forms: str) -> str:
        if not forms:
            return str(int(self))
        locale, nouns = LOCALES[self.language], forms.split("|")
        categories = FORMS[self.language]
        category = Locale.parse(locale).plural_form(int(self))
        noun = nouns[categories.index(category) if category in categories else -1]
        return noun.replace("#", format_decimal(int(self), locale=locale))


def word(value: str | int, language: str) -> str:
    """A name in the code (`focal_point`) in a language; an unknown value stays as it is."""
    message = _catalogues[language].get(str(value), context=WORD) if language in _catalogues else None
    return str(message.string) if message is not None and message.string else str(value)


def languages(accept_language: str | None) -> list[str]:
    """The language tags of an Accept-Language header by weight (RFC 9110, 12.5.4), then the interface's own.

    Each tag is followed by the wider one that it belongs to (`fr-MA`, `fr`), in lower case.
    """
    weighted: list[tuple[float, int, str]] = []
    for index, item in enumerate((accept_language or "").split(",")[:MOST_RANGES]):
        tag, _, parameter = item.strip().lower().partition(";")
        weight = quality(parameter)
        if weight > 0 and tag.strip() not in {"", "*"}:
            weighted.append((-weight, index, tag.strip()))
    tags = [wider for _, _, tag in sorted(weighted) for wider in (tag, tag.split("-", maxsplit=1)[0])]
    return list(dict.fromkeys([*tags, *LOCALES]))


def quality(parameter: str) -> float:
    """The weight of a language tag: 1 by default, 0 if it cannot be parsed."""
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def interface_language(tags: list[str], otherwise: str = DEFAULT) -> str:
    """The first of some language tags that is an interface language; `otherwise` if none is."""
    bases = (tag.split("-", maxsplit=1)[0].lower() for tag in tags)
    return next((base for base in bases if base in LOCALES), otherwise)


def chosen(by_language: dict[str, T], tags: list[str]) -> tuple[str, T] | None:
    """The language and the text, of a text in several languages, that come first in `tags`; None of an empty map."""
    return next(((tag, by_language[tag]) for tag in [*tags, *by_language] if tag in by_language), None)


def direction(language: str) -> str:
    """`rtl` or `ltr`: the value of HTML's `dir` for a language tag. Tamazight is taken as written in Tifinagh or Latin."""
    try:
        locale = Locale.parse(language, sep="-") if "-" in language else Locale(parse_locale(language)[0])
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return locale.text_direction
