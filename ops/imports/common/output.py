"""The report of an import as one JSON object, for programs: piece by piece, because it may not fit in memory."""

from collections.abc import Iterator
from typing import Any

import msgspec

from api.i18n import word
from ops.imports.common.findings import Findings
from ops.imports.common.report import FINDINGS, Counts, Doubt, Finding, Problem, Thing, Understood


def report_as_json(counts: Counts, findings: Findings, language: str, *, dry_run: bool) -> Iterator[str]:
    """The pieces of the object: the counts, then the lists. A dry run records 0, and lists the things that would be recorded."""
    values = msgspec.to_builtins(counts)
    if dry_run:
        values["recorded"] = 0
    yield encoded(values).removesuffix("}")
    yield from one_list("understood", (understood_as_json(one, language) for one in findings.understood()))
    for kind in FINDINGS:
        yield from one_list(kind.list_name, (finding_as_json(one, language) for one in findings.of(kind)))
    if dry_run:
        changing = (one for one in findings.things() if one.state in ("new", "changed"))
        yield from one_list("would_record", (thing_as_json(one, language) for one in changing))
    yield "}\n"


def one_list(name: str, objects: Iterator[dict[str, Any]]) -> Iterator[str]:
    """One list of the object."""
    yield f',"{name}":['
    for number, one in enumerate(objects):
        yield ("," if number else "") + encoded(one)
    yield "]"


def finding_as_json(finding: Finding, language: str) -> dict[str, Any]:
    """A finding; `message` is in the reader's language, `code` is stable. A problem has its message as `reason` too."""
    text = finding.text(language)
    values: dict[str, Any] = {
        "place": finding.place(language),
        "code": finding.code,
        "message": text,
        "file": finding.file,
        "sheet": finding.sheet,
        "line": finding.line,
        "column": finding.column,
    }
    match finding:
        case Problem():
            values["reason"] = text
        case Doubt():
            values["accepted"] = finding.accepted
    return values


def understood_as_json(understood: Understood, language: str) -> dict[str, Any]:
    """How a sheet was understood. `field` is the stable name of a column's field, `meaning` its name in the reader's language."""
    return {
        "place": understood.place(language),
        "code": understood.message.code,
        "message": understood.message.text(language),
        "file": understood.file,
        "sheet": understood.sheet,
        "line": understood.line,
        "columns": [
            {
                "column": column.letters,
                "header": column.header,
                "field": column.field,
                "meaning": column.field and word(column.field, language),
            }
            for column in understood.columns
        ],
    }


def thing_as_json(thing: Thing, language: str) -> dict[str, Any]:
    """A thing with its fields."""
    return {
        "kind": thing.kind,
        "name": word(thing.kind, language),
        "state": thing.state,
        "file": thing.file,
        "sheet": thing.sheet,
        "line": thing.line,
        "fields": thing.fields,
    }


def encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
