"""The preview of an import as a page for people: how each sheet was understood, what is left out, each doubt, and each
thing as it would stand. It has no script, fetches nothing, and escapes everything that comes from a file.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.i18n import chosen, direction, languages, translate, word
from ops.imports.common.findings import Findings
from ops.imports.common.report import Counts, Doubt, Finding, LeftOut, Notice, Problem, Thing
from ops.imports.common.sentences import SENTENCES, Sentence

TITLE = Sentence("preview-title", "Preview of an import")
NOTHING = Sentence("preview-nothing", "Nothing is recorded yet: this page shows the import as it would be.")
FIGURES = Sentence(
    "preview-figures", "Rows to be recorded: {recorded}. Already there: {already_there}. Skipped: {skipped}."
)
UNDERSTOOD = Sentence("preview-understood", "How the sheets and columns were understood")
UNUSED = Sentence("preview-unused", "not used")
LETTERS = Sentence("preview-letters", "Column")
HEADER = Sentence("preview-header", "Its header")
MEANING = Sentence("preview-meaning", "Understood as")
DOUBTS = Sentence("preview-doubts", "Doubts: not recorded until somebody accepts them")
ACCEPT = Sentence("preview-accept", "To accept: {option}")
ACCEPTED = Sentence("preview-accepted", "accepted")
PROBLEMS = Sentence("preview-problems", "Problems: not recorded until they are corrected in the file")
LEFT_OUT = Sentence("preview-left-out", "Left out")
NOTICES = Sentence("preview-notices", "Notices")
THINGS = Sentence("preview-things", "The things as they would stand")
STATE = Sentence("preview-state", "State")
NEW = Sentence("preview-state-new", "new")
CHANGED = Sentence("preview-state-changed", "changed")
ALREADY_THERE = Sentence("preview-state-already_there", "already there")
WITHHELD = Sentence("preview-state-withheld", "not recorded")
TRUTH = (Sentence("preview-no", "no"), Sentence("preview-yes", "yes"))

environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_preview(file: Path, counts: Counts, findings: Findings, language: str) -> None:
    """Writes the page, piece by piece: it may not fit in memory. Raises OSError."""
    lists: list[tuple[Sentence, type[Finding]]] = [
        (DOUBTS, Doubt), (PROBLEMS, Problem), (LEFT_OUT, LeftOut), (NOTICES, Notice),
    ]  # fmt: skip
    template = environment.get_template("preview.html")
    page = template.generate(
        language=language,
        direction=direction(language),
        say=lambda code, **values: translate(SENTENCES[code].text, language, **values),
        word=lambda name: word(name, language),
        counts=counts,
        understood=findings.understood(),
        lists=((heading.code, findings.of(kind)) for heading, kind in lists if findings.count(kind)),
        tables=tables(findings),
        value=lambda value: value_for_people(value, language),
    )
    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(page)


def tables(findings: Findings) -> Iterator[tuple[str, list[str], Iterator[Thing]]]:
    """The things in tables, one for each run of one kind with the same fields: the kind, the fields, and the things."""
    for (kind, fields), things in groupby(findings.things(), key=lambda thing: (thing.kind, tuple(thing.fields))):
        yield kind, list(fields), things


def value_for_people(value: Any, language: str) -> str:
    """A field's value as a text: of texts by language the reader's; a list with one item a line."""
    match value:
        case None:
            return ""
        case bool():
            return translate(TRUTH[value].text, language)
        case list():
            return "\n".join(value_for_people(one, language) for one in value)
        case Mapping():
            if value and all(isinstance(text, str) for text in value.values()):
                text = chosen(dict(value), languages(language))
                return text[1] if text else ""
            return "\n".join(
                f"{word(name, language)}: {value_for_people(one, language)}" for name, one in value.items()
            )
        case str():
            return word(value, language)
        case _:
            return str(value)
