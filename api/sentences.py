"""What happened, in one sentence: the event, the thing by its name, what it changed, who did it; in the reader's language.

It is put together from the catalogues' words for events, fields, values and roles: a new event needs no sentence of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel import dates

from api.i18n import LOCALES, chosen, direction, translate, word
from domain.kernel import Actor, Entry, Office, Organisation, System
from domain.text import Words
from projections.queries.changes import Change, changes
from projections.queries.timeline import things

MOST_CHANGES, LONGEST = 4, 80
QUOTES = {"ar": ("«", "»"), "fr": ("« ", " »"), "en": ("“", "”")}
COMMA = {"ar": "؛ ", "fr": " ; ", "en": "; "}
UNTOLD = {"sha256", "certainty", "key", "kind"}
"""What is in an event for proof or for programs, and says little to a reader."""
NAMES = {"title", "name"}
"""What something new is called has been told by then."""


def sentence(entry: Entry[Any], titles: Mapping[UUID, Words], language: str, tags: Sequence[str] = ()) -> str:
    """An entry as a sentence in one of the interface's languages. `titles` are the official names of things, told in the
    language that fits best of `tags`."""
    said = word(type(entry.data).__name__, language)
    if name := called(entry, titles, [language, *tags]):
        before, after = QUOTES[language]
        said = f"{said}: {before}{name}{after}"
    if told := [text for one in plain(entry) if (text := changed(one, language))][:MOST_CHANGES]:
        said = f"{said} ({COMMA[language].join(told)})"
    return f"{said} — {by_whom(entry.on_behalf_of or entry.actor, language)}"


def called(entry: Entry[Any], titles: Mapping[UUID, Words], tags: list[str]) -> str | None:
    """What the event itself calls something; else the name of the nearest thing that it is told of and that has one."""
    own = next((value for name in sorted(NAMES) if type(value := getattr(entry.data, name, None)) is dict), {})
    if found := chosen({tag: text for tag, text in own.items() if isinstance(text, str)}, tags):
        return found[1]
    for thing in things(entry):
        if found := chosen(titles.get(thing, {}), tags):
            return found[1]
    return None


def plain(entry: Entry[Any]) -> Iterable[Change]:
    """What an entry changed that can be told in a word or a number. What something new is not needs no word."""
    for one in changes(entry, {}):
        told = one.before is None and (one.after is False or one.field.partition(".")[0] in NAMES)
        if one.before != one.after and not told and one.field not in UNTOLD and fits(one.before) and fits(one.after):
            yield one


def fits(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST
    return value is None or isinstance(value, int | date)


def changed(one: Change, language: str) -> str | None:
    """`status: planned → in progress`; a field that was empty before only says what it is now."""
    name, _, tag = one.field.partition(".")
    if tag and tag != language:
        return None
    after = shown(one.after, language)
    if one.before is not None:
        arrow = "←" if direction(language) == "rtl" else "→"
        after = f"{shown(one.before, language)} {arrow} {after}"
    return f"{word(name, language)}: {after}"


def shown(value: Any, language: str) -> str:
    """A plain value as the reader writes it."""
    if value is None:
        return translate("nothing", language)
    if isinstance(value, bool):
        return translate("yes" if value else "no", language)
    if isinstance(value, datetime):
        return dates.format_datetime(value, "d MMMM y HH:mm 'UTC'", locale=LOCALES[language])
    if isinstance(value, date):
        return dates.format_date(value, "d MMMM y", locale=LOCALES[language])
    return word(value, language)


def by_whom(actor: Actor, language: str) -> str:
    match actor:
        case Office(role):
            return word(role, language)
        case System(name):
            return word(name, language)
        case Organisation():
            return translate("an organisation", language)
    return translate("a person", language)
