"""Small Polis exports, written by the tests themselves: sound ones, and such as are broken in one way."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SUMMARY = [
    ["topic", "Trees before the school"],
    ["url", "https://pol.is/3trees"],
    ["conversation-description", "Where should they stand?"],
]
COMMENTS = ["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
VOTES = ["timestamp", "comment-id", "voter-id", "vote"]
START = 1_500_000_000_000


def comment(minute: int, id: int, author: int, body: str, moderated: int = 0) -> list[str]:
    return [str(at(minute)), str(id), str(author), "0", "0", str(moderated), body]


def vote(minute: int, comment: int, voter: int, choice: int | str) -> list[str]:
    return [str(at(minute)), str(comment), str(voter), str(choice)]


def at(minute: int) -> int:
    """Milliseconds since 1970, so many minutes after the conversation began."""
    return START + minute * 60_000


SOME_COMMENTS = [
    comment(0, 0, 7, "Limes, for their shade", 1),
    comment(5, 1, 8, "Olive trees:\nthey need\nlittle water", -1),
    comment(9, 2, 7, "أشجار الزيتون أمام المدرسة"),
]
SOME_VOTES = [
    vote(6, 1, 7, -1),
    vote(1, 0, 7, 1),
    vote(2, 0, 8, 0),
    vote(7, 0, 8, 1),
    vote(8, 0, 7, 1),
    vote(10, 2, 9, 1),
]
"""As in real ones: not sorted by time; voter 8 changes, voter 7 repeats on comment 0."""

ROWS = len(SOME_COMMENTS) + len(SOME_VOTES)


def written(rows: Iterable[Sequence[str]], line_end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def export(
    folder: Path,
    *,
    comments: Iterable[Sequence[str]] = SOME_COMMENTS,
    votes: Iterable[Sequence[str]] = SOME_VOTES,
    summary: Iterable[Sequence[str]] = SUMMARY,
    prefix: str = "",
) -> Path:
    """Writes an export into a folder, and gives it back. The comments' counts are those of the votes."""
    folder.mkdir(parents=True, exist_ok=True)
    votes = list(votes)
    comments = [counted(row, votes) for row in comments]
    (folder / f"{prefix}summary.csv").write_text(written(summary))
    (folder / f"{prefix}comments.csv").write_text(written([COMMENTS, *comments]))
    (folder / f"{prefix}votes.csv").write_text(written([VOTES, *votes]))
    return folder


def counted(comment: Sequence[str], votes: Sequence[Sequence[str]]) -> Sequence[str]:
    """A comment with the counts of its votes."""
    choices = [row[-1] for row in votes if row[1] == comment[1]]
    return [*comment[:3], str(choices.count("1")), str(choices.count("-1")), *comment[5:]]


def report_page(folder: Path, date: str = "2024-09-20-1430", report: str = "r3trees", **rows: Any) -> Path:
    """Writes an export as the page of a report gives it: times in seconds and in words, and names of its own; its files but
    for votes.csv and comments.csv end without an end of line."""
    export(folder, prefix=f"{date}-{report}-", **rows)
    for kind in ("comments", "votes"):
        path = folder / f"{date}-{report}-{kind}.csv"
        with path.open(newline="") as file:
            head, *lines = csv.reader(file)
        path.write_text(written([[head[0], "datetime", *head[1:]], *(in_seconds(line) for line in lines)]))
    path = folder / f"{date}-{report}-summary.csv"
    path.write_text(path.read_text().removesuffix("\n"))
    return folder


def in_seconds(row: Sequence[str]) -> list[str]:
    at = int(row[0]) // 1000
    return [
        str(at),
        f"{datetime.fromtimestamp(at, UTC):%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)",
        *row[1:],
    ]
