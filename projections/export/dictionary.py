"""What every column of an export is, in Arabic, French and English: the data dictionary.

Form and place follow from the read models; what is said of them stands in dictionary.json, under `kind.column`, or `*.column`
where that is the same in every kind.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from projections.export.export import Column, Kind
from projections.export.formats import cell

LANGUAGES = ("ar", "fr", "en")
FIELDS = ("file", "column", "type", "nullable", "refers_to", *LANGUAGES)

HEAD = """\
# Data dictionary

Types: `id` (a UUID), `text`, `number` (whole), `decimal`, `truth` (true or false), `day` (ISO 8601), `instant` (ISO 8601, UTC),
`list`, `texts` (an object of texts by language tag), `object`. In CSV, `list`, `texts` and `object` are JSON, and a value that
is not there is empty. In CSV and XLSX an apostrophe (') stands before = + - and @ at the start of a text, and behind
semicolons, tabs and line breaks in it, also where invisible characters are between, so that no spreadsheet takes them for a
formula; plain numbers are left as they are. JSON Lines has every text as it is. In XLSX, numbers, truths, days and instants (UTC)
are typed cells.

`events.jsonl`: line n, counted from 0, is the entry of the log at position n, byte by byte.
"""


class Described(msgspec.Struct, frozen=True):
    """One line of the dictionary."""

    file: str
    column: str
    type: str
    nullable: bool
    refers_to: str | None
    ar: str
    fr: str
    en: str


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All that is said, by key and language."""
    file = Path(__file__).with_suffix(".json")
    return msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, str]])


def descriptions(kind: Kind, column: Column) -> Mapping[str, str]:
    """What is said of a column, by language. Raises KeyError if nothing is."""
    known = texts()
    event = "*._event" if column.refers == "events" and column.name.endswith("_event") else f"*.{column.name}"
    return known.get(f"{kind.name}.{column.name}") or known[event]


def dictionary(kinds: Iterable[Kind]) -> list[Described]:
    """The whole dictionary, file by file. Where nothing is said of a column, its texts are empty."""
    return [
        Described(kind.name, column.name, column.type, column.nullable, column.refers, **in_all_languages(kind, column))
        for kind in kinds
        for column in kind.columns
    ]


def in_all_languages(kind: Kind, column: Column) -> dict[str, str]:
    try:
        translations = descriptions(kind, column)
    except KeyError:
        translations = {}
    return {language: translations.get(language, "") for language in LANGUAGES}


def as_markdown(kinds: Iterable[Kind]) -> str:
    """The dictionary for people: a table for each file."""
    parts = [HEAD]
    for kind in kinds:
        about = texts().get(kind.name, {})
        parts += [f"\n## {kind.name}\n", "\n".join(about[one] for one in LANGUAGES if one in about) + "\n"]
        parts.append("| column | type | may be empty | refers to | العربية | français | English |")
        parts.append("|---|---|---|---|---|---|---|")
        for one in dictionary([kind]):
            values = (one.column, one.type, "yes" if one.nullable else "", one.refers_to or "", one.ar, one.fr, one.en)
            parts.append("| " + " | ".join(cell(value).replace("|", "\\|") for value in values) + " |")
    return "\n".join(parts) + "\n"
