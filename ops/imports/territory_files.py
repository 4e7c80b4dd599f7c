"""A country's territories, as three files say them: regions.csv, provinces.csv and communes.csv.

The format is described in data/territories/README.md.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from domain.codes import fit, of_a_kind
from domain.communities.community import NAME_LENGTH
from domain.kernel import Refusal, Words
from domain.words import named
from ops.imports.report import Problem, Unusable
from ops.imports.rows import rows, table

NAME = "name_"
MISSING = "there is no such file: territories are given in regions.csv, provinces.csv and communes.csv"


class Level(msgspec.Struct, frozen=True):
    """One file. `above` is its column with the code of what a row belongs to; `kind` what a row is if it does not say, and
    `kinds` what some of its words stand for."""

    file: str
    kind: str
    above: str | None = None
    kinds: Mapping[str, str] = {}


LEVELS = (
    Level("regions.csv", "region"),
    Level("provinces.csv", "province", "region_code"),
    Level("communes.csv", "commune", "province_code", {"urban": "urban_commune", "rural": "rural_commune"}),
)
"""From above to below: what a row belongs to stands in a file before its own, or is registered already."""


class Territory(msgspec.Struct, frozen=True):
    """One row. `level` says in which of the files it stands, from 0."""

    level: int
    line: int
    code: str
    parent: str | None
    kind: str
    name: Words


def read_territories(folder: Path) -> Iterator[Territory | Problem]:
    """Every territory, those above first, and what is wrong with which row. Raises Unusable."""
    for level in LEVELS:
        if not (folder / level.file).is_file():
            raise Unusable(folder / level.file, None, MISSING)
    for number, level in enumerate(LEVELS):
        yield from read_level(folder / level.file, number, level)


def read_level(path: Path, number: int, level: Level) -> Iterator[Territory | Problem]:
    names, says_kind = columns(path)
    asked = ["code", *([level.above] if level.above else []), *(["kind"] if says_kind else []), *names]
    for found in table(path, asked):
        if isinstance(found, Problem):
            yield found
            continue
        line, fields = found
        row = dict(zip(asked, map(str.strip, fields), strict=True))
        kind = row.get("kind") or level.kind
        name = {column.removeprefix(NAME): row[column] for column in names}
        parent = row[level.above] if level.above else None
        if wrong := wrong_with(row["code"], level.above, parent, kind, name):
            yield Problem(str(path), line, wrong)
        else:
            yield Territory(number, line, row["code"], parent, level.kinds.get(kind, kind), name)


def columns(path: Path) -> tuple[list[str], bool]:
    """The columns that hold names, each in the language that it is called after, and whether there is one for kinds."""
    header = next(rows(path), None)
    found = [name.strip() for name in header.fields] if header else []
    names = [name for name in found if name.startswith(NAME)]
    return names or [f"{NAME}ar"], "kind" in found


def wrong_with(code: str, above: str | None, parent: str | None, kind: str, name: Words) -> str | None:
    try:
        fit(code)
        of_a_kind(kind)
        named(name, "name", NAME_LENGTH)
    except Refusal as refusal:
        return f"{refusal} Correct the row."
    return f"{above} is empty: give the code of what {code} belongs to" if parent == "" else None
