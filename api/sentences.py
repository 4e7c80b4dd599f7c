"""Describes an entry in one sentence: event, thing, changes, actor; in the reader's language.

Marks of direction in titles and values are left out: what stands after them would be shown reversed.

A sentence is composed of the catalogues' words for events, fields, values and roles: a new event needs no sentence of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel import dates

from api.i18n import LOCALES, chosen, direction, translate, word
from domain.kernel import Actor, Entry, Office, Organisation, System
from domain.letters import without_turns
from domain.text import Words
from projections.queries.changes import Change, changes
from projections.queries.timeline import things

MOST_CHANGES, LONGEST = 4, 80
QUOTES = {"ar": ("«", "»"), "fr": ("« ", " »"), "en": ("“", "”")}
COMMA = {"ar": "؛ ", "fr": " ; ", "en": "; "}
OMITTED = {"sha256", "certainty", "key", "kind"}
"""Fields for proof or for programs."""

NAMES = {"title", "name"}
"""Fields that name a new thing: the sentence starts with the name."""


def sentence(entry: Entry[Any], titles: Mapping[UUID, Words], language: str, tags: Sequence[str] = ()) -> str:
    """The sentence for an entry in one of the interface's languages. `titles` are the official names of things; they appear in
    the first available language of `tags`."""
    text = word(type(entry.data).__name__, language)
    if name := called(entry, titles, [language, *tags]):
        before, after = QUOTES[language]
        text = f"{text}: {before}{without_turns(name)}{after}"
    if parts := [part for one in plain(entry) if (part := changed(one, language))][:MOST_CHANGES]:
        text = f"{text} ({COMMA[language].join(parts)})"
    return f"{text} — {by_whom(entry.on_behalf_of or entry.actor, language)}"


def called(entry: Entry[Any], titles: Mapping[UUID, Words], tags: list[str]) -> str | None:
    """The name in the event itself; else the name of the nearest thing that the entry concerns and that has one."""
    own = next((value for name in sorted(NAMES) if type(value := getattr(entry.data, name, None)) is dict), {})
    if name := chosen({tag: text for tag, text in own.items() if isinstance(text, str)}, tags):
        return name[1]
    for thing in things(entry):
        if name := chosen(titles.get(thing, {}), tags):
            return name[1]
    return None


def plain(entry: Entry[Any]) -> Iterable[Change]:
    """The changes of an entry whose values are words or numbers. The false values of a new thing are left out."""
    for one in changes(entry, {}):
        is_implied = one.before is None and (one.after is False or one.field.partition(".")[0] in NAMES)
        if one.before == one.after or is_implied or one.field in OMITTED:
            continue
        if fits(one.before) and fits(one.after):
            yield one


def fits(value: Any) -> bool:
    """Whether a sentence has room for a value."""
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST
    return value is None or isinstance(value, int | date)


def changed(one: Change, language: str) -> str | None:
    """A change as text: `status: planned → in progress`; only the new value if the field was empty before."""
    name, _, tag = one.field.partition(".")
    if tag and tag != language:
        return None
    after = formatted(one.after, language)
    if one.before is not None:
        arrow = "←" if direction(language) == "rtl" else "→"
        after = f"{formatted(one.before, language)} {arrow} {after}"
    return f"{word(name, language)}: {after}"


def formatted(value: Any, language: str) -> str:
    """A value in the format of a language."""
    if value is None:
        return translate("nothing", language)
    if isinstance(value, bool):
        return translate("yes" if value else "no", language)
    if isinstance(value, datetime):
        return dates.format_datetime(value, "d MMMM y HH:mm 'UTC'", locale=LOCALES[language])
    if isinstance(value, date):
        return dates.format_date(value, "d MMMM y", locale=LOCALES[language])
    return word(without_turns(value) if isinstance(value, str) else value, language)


def by_whom(actor: Actor, language: str) -> str:
    """The actor: a role, a process, an organisation or a person, without a name."""
    match actor:
        case Office(role):
            return word(role, language)
        case System(name):
            return word(name, language)
        case Organisation():
            return translate("an organisation", language)
    return translate("a person", language)
