"""Reads a country's territories from three files: regions.csv, provinces.csv and communes.csv.

The format is described in data/README.md.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from domain.codes import valid_code, valid_kind
from domain.communities.community import NAME_LENGTH
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named
from ops.imports.common.report import Finding, Problem, Unusable
from ops.imports.common.rows import rows, table
from ops.imports.common.sentences import Message, Sentence

NAME = "name_"
_population = re.compile(r"population_(\d{4})")
MISSING = Sentence(
    "territories-missing",
    "the file does not exist: territories are read from regions.csv, provinces.csv and communes.csv",
)
REFUSED = Sentence("territory-bad", "{reason} Correct the row.")
NO_PARENT = Sentence(
    "territory-parent-empty", "{column} is empty: give the code of the territory that {code} is part of"
)
NO_NUMBER = Sentence(
    "territory-population-bad",
    "{column} is not a number of inhabitants: give digits only, or leave the field empty",
)


class Level(msgspec.Struct, frozen=True):
    """One file. `above` is its column for the code of the parent; `kind` is the default kind of a row, and `kinds` maps some of
    its words to kinds."""

    file: str
    kind: str
    above: str | None = None
    kinds: Mapping[str, str] = {}


LEVELS = (
    Level("regions.csv", "region"),
    Level("provinces.csv", "province", "region_code"),
    Level("communes.csv", "commune", "province_code", {"urban": "urban_commune", "rural": "rural_commune"}),
)
"""From the top down: a row's parent is in an earlier file, or registered already."""


class Territory(msgspec.Struct, frozen=True):
    """One row. `level` is the index of its file in LEVELS; `population` is the number of inhabitants in `year`."""

    level: int
    line: int
    code: str
    parent: str | None
    kind: str
    name: Words
    population: int | None = None
    year: int | None = None


class Columns(msgspec.Struct, frozen=True):
    """The optional columns of a file: names (each column's name ends in its language), kind, and the inhabitants of the latest
    year."""

    names: list[str]
    has_kind: bool
    population: str | None
    year: int | None


def read_territories(folder: Path) -> Iterator[Territory | Finding]:
    """All territories, parents first, and the problems of rows. Raises Unusable."""
    for level in LEVELS:
        if not (folder / level.file).is_file():
            raise Unusable(folder / level.file, None, MISSING())
    for number, level in enumerate(LEVELS):
        yield from read_level(folder / level.file, number, level)


def read_level(path: Path, number: int, level: Level) -> Iterator[Territory | Finding]:
    """The territories of one file, and the problems of its rows. Raises Unusable."""
    optional = columns(path)
    more = [*(["kind"] if optional.has_kind else []), *([optional.population] if optional.population else [])]
    needed = ["code", *([level.above] if level.above else []), *more, *optional.names]
    for parsed in table(path, needed):
        if isinstance(parsed, Finding):
            yield parsed
            continue
        line, fields = parsed
        row = dict(zip(needed, map(str.strip, fields), strict=True))
        kind = row.get("kind") or level.kind
        name = {column.removeprefix(NAME): row[column] for column in optional.names}
        parent = row[level.above] if level.above else None
        if wrong := wrong_with(row, level.above, optional.population, kind, name):
            yield Problem(str(path), line, wrong)
            continue
        population = int(row[optional.population]) if optional.population and row[optional.population] else None
        year = None if population is None else optional.year
        yield Territory(number, line, row["code"], parent, level.kinds.get(kind, kind), name, population, year)


def columns(path: Path) -> Columns:
    """The optional columns that a file has."""
    header = next(rows(path), None)
    headers = [name.strip() for name in header.fields] if header else []
    names = [name for name in headers if name.startswith(NAME)]
    years = [int(year[1]) for name in headers if (year := _population.fullmatch(name))]
    last = max(years, default=None)
    population = None if last is None else f"population_{last}"
    return Columns(names or [f"{NAME}ar"], "kind" in headers, population, last)


def wrong_with(
    row: Mapping[str, str], above: str | None, population: str | None, kind: str, name: Words
) -> Message | None:
    """The problem of a row, if it has one."""
    try:
        valid_code(row["code"])
        valid_kind(kind)
        named(name, "name", NAME_LENGTH)
    except Refusal as refusal:
        return REFUSED(reason=refusal)
    if above and not row[above]:
        return NO_PARENT(column=above, code=row["code"])
    if population and not re.fullmatch(r"[0-9]{0,9}", row[population]):
        return NO_NUMBER(column=population)
    return None
