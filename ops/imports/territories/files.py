"""A country's territories, as three files say them: regions.csv, provinces.csv and communes.csv.

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
from ops.imports.common.report import Problem, Unusable
from ops.imports.common.rows import rows, table

NAME = "name_"
_population = re.compile(r"population_(\d{4})")
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
    """One row. `level` says in which of the files it stands, from 0; `population` counts inhabitants, in a year."""

    level: int
    line: int
    code: str
    parent: str | None
    kind: str
    name: Words
    population: int | None = None
    year: int | None = None


class Columns(msgspec.Struct, frozen=True):
    """What a file has beside codes: names, each in the language that its column is called after, perhaps kinds, and perhaps
    inhabitants: those of the last of several years."""

    names: list[str]
    says_kind: bool
    population: str | None
    year: int | None


def read_territories(folder: Path) -> Iterator[Territory | Problem]:
    """Every territory, those above first, and what is wrong with which row. Raises Unusable."""
    for level in LEVELS:
        if not (folder / level.file).is_file():
            raise Unusable(folder / level.file, None, MISSING)
    for number, level in enumerate(LEVELS):
        yield from read_level(folder / level.file, number, level)


def read_level(path: Path, number: int, level: Level) -> Iterator[Territory | Problem]:
    there = columns(path)
    beside = [*(["kind"] if there.says_kind else []), *([there.population] if there.population else [])]
    asked = ["code", *([level.above] if level.above else []), *beside, *there.names]
    for found in table(path, asked):
        if isinstance(found, Problem):
            yield found
            continue
        line, fields = found
        row = dict(zip(asked, map(str.strip, fields), strict=True))
        kind = row.get("kind") or level.kind
        name = {column.removeprefix(NAME): row[column] for column in there.names}
        parent = row[level.above] if level.above else None
        if wrong := wrong_with(row, level.above, there.population, kind, name):
            yield Problem(str(path), line, wrong)
            continue
        population = int(row[there.population]) if there.population and row[there.population] else None
        year = None if population is None else there.year
        yield Territory(number, line, row["code"], parent, level.kinds.get(kind, kind), name, population, year)


def columns(path: Path) -> Columns:
    header = next(rows(path), None)
    found = [name.strip() for name in header.fields] if header else []
    names = [name for name in found if name.startswith(NAME)]
    years = [int(year[1]) for name in found if (year := _population.fullmatch(name))]
    last = max(years, default=None)
    population = None if last is None else f"population_{last}"
    return Columns(names or [f"{NAME}ar"], "kind" in found, population, last)


def wrong_with(row: Mapping[str, str], above: str | None, population: str | None, kind: str, name: Words) -> str | None:
    try:
        valid_code(row["code"])
        valid_kind(kind)
        named(name, "name", NAME_LENGTH)
    except Refusal as refusal:
        return f"{refusal} Correct the row."
    if above and not row[above]:
        return f"{above} is empty: give the code of what {row['code']} belongs to"
    if population and not re.fullmatch(r"[0-9]{0,9}", row[population]):
        return f"{population} is no number of inhabitants: give digits only, or nothing"
    return None
