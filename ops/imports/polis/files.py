"""Finds the files of exports in a folder, under the names of both kinds of export.

The export of a server names them summary.csv, comments.csv and votes.csv; the page of a report names them by the time of the
download and the report, such as 2024-09-20-1430-r3trees-votes.csv. A folder may hold several downloads, and several reports.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ops.imports.common.report import Unusable

KINDS = ("summary", "comments", "votes")
NAMES = "summary.csv, comments.csv and votes.csv"

_name = re.compile(
    r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]{2}-?[0-9]{2}){0,2})-)?(?:(?P<report>.+)-)?(?P<kind>summary|comments|votes)\.csv",
    re.IGNORECASE,
)
_other = re.compile(r"participants?$", re.IGNORECASE)
"""Reports that are none: participant-votes.csv is another table."""


class ExportFiles(msgspec.Struct, frozen=True):
    """The three files of one export. `mixed`: they were downloaded at different times. `older` are files of earlier downloads."""

    summary: Path
    comments: Path
    votes: Path
    mixed: bool = False
    older: tuple[Path, ...] = ()


class _File(msgspec.Struct, frozen=True):
    date: str
    report: str
    kind: str
    path: Path


def exports_in(folder: Path) -> list[ExportFiles]:
    """The exports in a folder: one for each report, of each kind of file the newest. Raises Unusable if none is complete."""
    if not folder.is_dir():
        reason = (
            "is not a folder: give the folders" if folder.exists() else "the folder does not exist: give the folders"
        )
        raise Unusable(folder, None, f"{reason} that contain {NAMES}")
    files = sorted(_files(folder), key=lambda file: (file.date, file.path.name))
    reports = list(dict.fromkeys(file.report for file in sorted(files, key=lambda file: file.report)))
    groups = [[file for file in files if file.report == report] for report in reports]
    complete = [group for group in groups if not _missing(group)]
    if complete:
        return [_export(group) for group in complete]
    if files and not _missing(files) and len(groups) == 2 and "" in reports:
        return [_export(files)]
    best = min(groups, key=lambda group: len(_missing(group)), default=[])
    missing = _missing(best)
    where = folder / f"{missing[0]}.csv" if len(missing) == 1 else folder
    names = ", ".join(f"{kind}.csv" for kind in missing)
    raise Unusable(where, None, f"the folder has no {names}: an export has {NAMES}, download all three into one folder")


def left_over(folder: Path, exports: list[ExportFiles]) -> list[Path]:
    """Files of exports that are incomplete, so that nothing of them is read."""
    used = {path for one in exports for path in (one.summary, one.comments, one.votes, *one.older)}
    return sorted(file.path for file in _files(folder) if file.path not in used)


def _files(folder: Path) -> Iterator[_File]:
    for path in folder.iterdir():
        match = _name.fullmatch(path.name)
        if match and not _other.search(match["report"] or "") and path.is_file():
            yield _File(match["date"] or "", match["report"] or "", match["kind"].lower(), path)


def _missing(files: list[_File]) -> list[str]:
    return [kind for kind in KINDS if not any(file.kind == kind for file in files)]


def _export(files: list[_File]) -> ExportFiles:
    """The newest file of each kind, from files in the order of their dates."""
    newest = {file.kind: file for file in files}
    older = tuple(file.path for file in files if newest[file.kind] is not file)
    mixed = len({(file.date, file.report) for file in newest.values()}) > 1
    return ExportFiles(newest["summary"].path, newest["comments"].path, newest["votes"].path, mixed=mixed, older=older)
