"""Small Polis exports, written by the tests themselves: sound ones, and such as are broken in one way."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

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
) -> Path:
    """Writes an export into a folder, and gives it back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.csv").write_text(written(summary))
    (folder / "comments.csv").write_text(written([COMMENTS, *comments]))
    (folder / "votes.csv").write_text(written([VOTES, *votes]))
    return folder
