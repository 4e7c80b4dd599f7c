"""The words of a plan's spreadsheet, in Arabic, French and English, in any spelling: headers, statuses, months, words of totals
and notes. They stand in `words.json`; add there the words that a file uses and that are not recognised."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from domain.letters import folded
from domain.participation.proposal_events import Origin
from domain.plans.activity_events import Status

_DASHES = " \t\n\r\xa0-–—−_/.*…·"
_between = re.compile(r"[^\w%]+|_")

PARTICLES = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "et", "and", "en", "in"])


@lru_cache(50_000)
def plain(text: str) -> str:
    """The normal form of a text for comparison: the normal form of its letters, without punctuation, with single blanks. A text
    of punctuation alone keeps it."""
    letters = folded(text)
    return " ".join(_between.sub(" ", letters).split()) or " ".join(letters.split())


def is_nothing(text: str) -> bool:
    """Whether a text stands for an empty cell: a dash, “néant”, لا شيء."""
    return plain(text) in NOTHING or not text.strip(_DASHES)


def words(text: str) -> tuple[str, ...]:
    """The significant words of a header: without articles and particles."""
    return tuple(bare(word) for word in plain(text).split() if word not in PARTICLES)


def bare(word: str) -> str:
    """A word without its Arabic article and the prefixes joined to it."""
    for article in ("بال", "وال", "لل", "ال"):
        if word.startswith(article) and len(word) >= len(article) + 3:
            return word.removeprefix(article)
    return word


class Header(msgspec.Struct, frozen=True):
    """A parsed header: the column's `field`, the language of its texts if the header names one, and the remaining words (the unit
    of a budget)."""

    field: str
    language: str | None
    rest: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """The content of `words.json`.

    `columns`, `facts`, `projects` and `ideas`: the names of each column of activities, of each fact about a plan, and of each
    column of a list of projects or of ideas, by language. `channels`: the words of each channel by which ideas come.
    `qualifiers`: words that may follow the name of a column, and do not change its meaning.
    `statuses`: the names of each status. `totals`: the first words of lines that are totals. `notes`: words before the colon of a
    note. `closings`: the first words of signatures and of lines about the file, which nobody takes for a title. `nothing`:
    texts that stand for an empty cell. `months`: the names of each month.
    """

    columns: Mapping[str, Mapping[str, Sequence[str]]]
    facts: Mapping[str, Mapping[str, Sequence[str]]]
    projects: Mapping[str, Mapping[str, Sequence[str]]]
    ideas: Mapping[str, Mapping[str, Sequence[str]]]
    channels: Mapping[Origin, Sequence[str]]
    qualifiers: Mapping[str, Sequence[str]]
    statuses: Mapping[Status, Sequence[str]]
    totals: Sequence[str]
    notes: Sequence[str]
    closings: Sequence[str]
    nothing: Sequence[str]
    months: Sequence[Sequence[str]]


WORDS = msgspec.json.decode(Path(__file__).with_name("words.json").read_bytes(), type=Words)

COLUMNS, FACTS, STATUSES = WORDS.columns, WORDS.facts, WORDS.statuses

PLAN_SHEETS = {"plan", "برنامج", "بيانات برنامج", "fiche plan", "plan action", "informations", "معلومات"}
TOTALS = frozenset(map(plain, WORDS.totals))
CLOSINGS = frozenset(map(plain, WORDS.closings))
NOTES = frozenset(map(plain, WORDS.notes)) | CLOSINGS
NOTHING = frozenset(map(plain, WORDS.nothing))
"""Texts that stand for an empty cell, in normal form."""

MONTHS = {plain(name): number for number, names in enumerate(WORDS.months, 1) for name in names}
"""Months by their names, those of Morocco, of the other Maghreb and of the Mashriq."""

LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("ar", "arabe", "arabic", "عربي", "عربيه"), "ar"),
    **dict.fromkeys(("fr", "francais", "french", "فرنسي", "فرنسيه"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "انجليزيه", "انكليزيه"), "en"),
}


@cache
def names_of(what: str) -> Mapping[tuple[str, ...], tuple[str, frozenset[str]]]:
    """By the words of each name: its field, and the languages that have this name. `what` is `columns`, `facts`,
    `projects` or `ideas`."""
    table = {"columns": COLUMNS, "facts": FACTS, "projects": WORDS.projects, "ideas": WORDS.ideas}[what]
    names_of_fields: dict[tuple[str, ...], tuple[str, frozenset[str]]] = {}
    for field, names in table.items():
        for language, several in names.items():
            for name in several:
                _, others = names_of_fields.get(words(name), (field, frozenset()))
                names_of_fields[words(name)] = field, others | {language}
    return names_of_fields


def header(text: str, what: str = "columns") -> Header | None:
    """Parses a header; None if it is unknown. Of a header in two languages, as “المحور / Axe”, either part may be known."""
    parsed: list[Header] = []
    for part in [text, *re.split(r"[/|\n\r]| - ", text)]:
        one = of_words(words(part), what) or of_words(words(re.sub(r"[(\[].*?[)\]]", " ", part)), what)
        if one is not None:
            parsed.append(one)
    if len({one.field for one in parsed}) != 1:
        return None
    languages = {one.language for one in parsed}
    units = next((one.rest for one in parsed if one.rest), words(" ".join(re.findall(r"[(\[](.*?)[)\]]", text))))
    return Header(parsed[0].field, languages.pop() if len(languages) == 1 else None, units)


def of_words(text: tuple[str, ...], what: str) -> Header | None:
    """The field whose name some words are, or begin with: then a language (activité fr) or a unit (budget mdh) follows."""
    names = names_of(what)
    if text[-1:] == ("%",) and text not in names:
        return of_words(text[:-1], what)
    if text in names:
        field, languages = names[text]
        return Header(field, min(languages) if len(languages) == 1 else None)
    if len(text) > 1 and text[:-1] in names and text[-1] in LANGUAGES:
        return Header(names[text[:-1]][0], LANGUAGES[text[-1]])
    if len(text) > 1 and text[-1] in qualifiers():
        return of_words(text[:-1], what)
    for end in range(len(text) - 1, 0, -1):
        if text[:end] in names and names[text[:end]][0] == "budget":
            languages = names[text[:end]][1]
            return Header("budget", min(languages) if len(languages) == 1 else None, text[end:])
    return None


@cache
def qualifiers() -> frozenset[str]:
    """The words that may follow the name of a column."""
    return frozenset(bare(plain(word)) for several in WORDS.qualifiers.values() for word in several)


def begins_with(text: str, names: frozenset[str]) -> bool:
    """Whether the first words of a text are one of some names, in normal form."""
    first = plain(text).split()[:4]
    return any(" ".join(first[:end]) in names for end in range(1, len(first) + 1))


@cache
def statuses() -> Mapping[str, Status]:
    """The statuses by their names in normal form."""
    return {plain(name): status for status, names in STATUSES.items() for name in (*names, status)}


def status_of(text: str) -> Status | None:
    """The status that a word stands for; None if it is unknown."""
    return statuses().get(plain(text))


@cache
def channels() -> Sequence[tuple[frozenset[str], Origin]]:
    """The words of each name of a channel, the longest names first."""
    names = [(frozenset(words(name)), origin) for origin, names in WORDS.channels.items() for name in names]
    return sorted(names, key=lambda one: -len(one[0]))


def origin_of(channel: str) -> Origin:
    """The origin that a channel says, if all words of one of its names stand in it; else `unknown`."""
    said = frozenset(words(channel))
    return next((origin for name, origin in channels() if name <= said), "unknown")


def is_about_the_plan(sheet: str | None) -> bool:
    """Whether a sheet's name says that it holds the facts about the plan."""
    return sheet is not None and " ".join(words(sheet)) in PLAN_SHEETS
