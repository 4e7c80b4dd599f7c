"""The platform's own words in the reader's language. Source texts are the English ones, in the code where they are used;
`locale/<language>/LC_MESSAGES/*.po` hold what they are in the others: a file for each context of the domain, and `platform.po`
for the rest and for what several contexts say. Together they are one catalogue, in which a message stands once.

A value that is put into a text (a field's name, a role) has its own translations, under the context `word`.
"""

from pathlib import Path
from typing import Final, TypeVar

from babel import Locale
from babel.core import UnknownLocaleError, parse_locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"
LOCALES: Final = {"ar": "ar_MA", "fr": "fr_MA", "en": "en_GB"}
"""The interface's languages, the first the one for those who ask for none; and the locale of numbers and dates in each."""

NAMES: Final = {"ar": "العربية", "fr": "Français", "en": "English"}
DEFAULT: Final = "ar"
MOST_RANGES = 20
WORD = "word"

T = TypeVar("T")


def parts(language: str) -> dict[str, Catalog]:
    """What a language's files hold, by their names (`communities`, `platform`)."""
    found = {}
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=language, domain=path.stem, abort_invalid=True)
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of a language: all of its files together."""
    whole = Catalog(locale=language, domain="sijill")
    for part in parts(language).values():
        for message in part:
            if message.id:
                whole[message.id] = message
    return whole


_catalogues = {language: catalogue(language) for language in LOCALES}


def translate(text: str, language: str, /, **values: str | int) -> str:
    """A source text in a language, its `{placeholders}` filled. What has no translation stays in English."""
    spoken = interface_language([language], "en")
    found = _catalogues[spoken].get(" ".join(text.split()))
    pattern = str(found.string) if found is not None and found.string else " ".join(text.split())
    return pattern.format(**{name: word(value, spoken) for name, value in values.items()})


def word(value: str | int, language: str) -> str:
    """What the code calls something (`focal_point`), as people of a language call it; a value it does not know as it is."""
    found = _catalogues[language].get(str(value), context=WORD) if language in _catalogues else None
    return str(found.string) if found is not None and found.string else str(value)


def languages(accept_language: str | None) -> list[str]:
    """The language tags that a client wants, the dearest first (RFC 9110, 12.5.4), then the interface's own.

    Each tag is followed by the wider one that it belongs to (`fr-MA`, `fr`), in lower case.
    """
    asked: list[tuple[float, int, str]] = []
    for place, item in enumerate((accept_language or "").split(",")[:MOST_RANGES]):
        tag, _, parameter = item.strip().lower().partition(";")
        weight = quality(parameter)
        if weight > 0 and tag.strip() not in {"", "*"}:
            asked.append((-weight, place, tag.strip()))
    tags = [wider for _, _, tag in sorted(asked) for wider in (tag, tag.split("-", maxsplit=1)[0])]
    return list(dict.fromkeys([*tags, *LOCALES]))


def quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def interface_language(tags: list[str], otherwise: str = DEFAULT) -> str:
    """The first of some language tags that the interface speaks."""
    bases = (tag.split("-", maxsplit=1)[0].lower() for tag in tags)
    return next((base for base in bases if base in LOCALES), otherwise)


def chosen(by_language: dict[str, T], tags: list[str]) -> tuple[str, T] | None:
    """Of a text in several languages the one that a reader understands best, with its language; none of an empty map."""
    return next(((tag, by_language[tag]) for tag in [*tags, *by_language] if tag in by_language), None)


def direction(language: str) -> str:
    """`rtl` or `ltr`: the value of HTML's `dir` for a language tag. Tamazight is taken as written in Tifinagh or Latin."""
    try:
        locale = Locale.parse(language, sep="-") if "-" in language else Locale(parse_locale(language)[0])
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return locale.text_direction
