"""A rule set out of the bytes of its file.

A file is one JSON object: `id`, `version`, `jurisdiction`, `communities` (the kinds that it is for; none: all), `title`;
`texts` and `sources`, each under a key that its rules refer to; and `rules`. Texts for people are maps by language tag.
What a file may not leave out, even where nothing is known, it says as null: an article, a beginning, an end.
"""

import re
from datetime import date
from typing import Annotated

import msgspec

from domain.refusal import Refusal
from domain.rules.rulesets import Certainty, Rule, RuleFault, RuleRef, RuleSet, Text
from domain.rules.subjects import SUBJECTS, subject_named
from domain.rules.values import Process, Value
from domain.text import Words
from domain.words import named

LONGEST = 1_000
"""Characters of a title, source or note."""

_id = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_community = re.compile(r"[a-z][a-z0-9_]*")
"""As communities write their kind."""

_values: tuple[type[Value], ...] = (Process, *(subject.kind for subject in SUBJECTS.values()))
_kinds = {kind.__struct_config__.tag: kind for kind in _values}


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    jurisdiction: str
    communities: tuple[str, ...]
    title: Words
    texts: dict[str, Text]
    sources: dict[str, Words]
    rules: tuple[msgspec.Raw, ...]


class Named(msgspec.Struct, frozen=True):
    subject: str


class Kind(msgspec.Struct, frozen=True):
    kind: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as it is written."""

    subject: str
    value: msgspec.Raw
    text: str
    article: str | None
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty
    source: str
    note: Words = {}


def read(file: str, content: bytes) -> RuleSet:
    """The rule set in a file's content; `file` is what faults call it. Raises RuleFault."""
    try:
        written = msgspec.json.decode(content, type=File)
        if not _id.fullmatch(written.id):
            raise ValueError(
                f"id {written.id!r} has other characters than small letters and digits, with - between them"
            )
        for kind in written.communities:
            if not _community.fullmatch(kind):
                raise ValueError(f"{kind!r} is no kind of community: small letters, digits and _, a letter first")
        if not written.jurisdiction.strip():
            raise ValueError("jurisdiction may not be empty")
        named(written.title, "title", LONGEST)
        for key, text in written.texts.items():
            named(text.title, f"texts.{key}.title", LONGEST)
        for key, source in written.sources.items():
            named(source, f"sources.{key}", LONGEST)
    except (ValueError, Refusal) as fault:
        raise RuleFault(file, str(fault)) from None
    rules: list[Rule[Value]] = []
    for number, raw in enumerate(written.rules, 1):
        name = str(number)
        try:
            name = f"{number} ({msgspec.json.decode(raw, type=Named).subject})"
            rule = rule_of(written, msgspec.json.decode(raw, type=Line))
            if any(rule.ref == other.ref and rule.overlaps(other) for other in rules):
                raise ValueError("there is another one on this subject for the same days")
        except (ValueError, Refusal) as fault:
            raise RuleFault(file, str(fault), name) from None
        rules.append(rule)
    return RuleSet(
        written.id,
        written.version,
        written.jurisdiction,
        frozenset(written.communities),
        written.title,
        tuple(rules),
    )


def rule_of(file: File, line: Line) -> Rule[Value]:
    if line.text not in file.texts:
        raise ValueError(f"text {line.text} is not among the texts of the file")
    if line.source not in file.sources:
        raise ValueError(f"source {line.source} is not among the sources of the file")
    if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
        raise ValueError(f"it ends on {line.valid_to}, before it begins")
    if line.article is not None and not line.article.strip():
        raise ValueError("article may not be empty: where none is known it is null")
    if line.note:
        named(line.note, "note", LONGEST)
    return Rule(
        RuleRef(file.id, file.version, line.subject),
        value_of(line),
        file.texts[line.text],
        line.article,
        line.valid_from,
        line.valid_to,
        line.certainty,
        file.sources[line.source],
        line.note,
    )


def value_of(line: Line) -> Value:
    subject = subject_named(line.subject)
    if subject is None:
        raise ValueError(f"the subject {line.subject} is unknown")
    kind = msgspec.json.decode(line.value, type=Kind).kind
    if kind not in _kinds:
        raise ValueError(f"the kind of value {kind} is unknown")
    if _kinds[kind] is not subject.kind:
        raise ValueError(f"its value is a {subject.kind.__struct_config__.tag}, not a {kind}")
    return msgspec.json.decode(line.value, type=subject.kind)
