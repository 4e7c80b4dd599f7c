"""Reads the files of a Polis export row by row, and reports the rows that are wrong.

Format: https://compdemocracy.org/Export (summary.csv, comments.csv, votes.csv). A vote is 1 (agree), -1 (disagree) or 0
(pass), with the opposite sign in some exports; `moderated` is 1 (accepted), -1 (rejected) or 0 (not moderated). `agrees` and
`disagrees` of a comment count the rows of votes.csv.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from domain.participation.consultation import REFERENCE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from domain.participation.proposal import BODY_LENGTH
from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import plain, written
from ops.imports.common.report import Finding, Problem, Unusable
from ops.imports.common.rows import quoted, rows, table
from ops.imports.polis.times import BadTime, Clock

COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")

Verdict = Literal["accepted", "hidden"]
COUNTS = ("voters", "commenters", "comments")
"""The counts in summary.csv of the rows of the other files."""

CHOICES = {"1": "agree", "-1": "disagree", "0": "pass"}
OPPOSITE = {"1": "disagree", "-1": "agree", "0": "pass"}
"""The choices of an export with the signs of Polis' database."""

VERDICTS: dict[str, Verdict | None] = {"1": "accepted", "-1": "hidden", "0": None, "": None}

_number = re.compile(r"[0-9]{1,12}")
_name = re.compile(r"[!-~]{1,64}")


class Summary(msgspec.Struct, frozen=True):
    """A conversation's topic, address and description; `counts` has a line and a number for some of COUNTS."""

    topic: str
    url: str
    description: str
    counts: Mapping[str, tuple[int, int]] = {}


class Comment(msgspec.Struct, frozen=True, array_like=True):
    """`at` is in milliseconds since 1970; `verdict` is the moderators', if they gave one; `agrees` and `disagrees` count its
    votes."""

    line: int
    at: int
    id: str
    author: str
    body: str
    verdict: str | None
    agrees: int | None = None
    disagrees: int | None = None


class Vote(msgspec.Struct, frozen=True, array_like=True):
    """`at` is in milliseconds since 1970."""

    line: int
    at: int
    comment: str
    voter: str
    choice: str


def read_summary(path: Path) -> Iterator[Summary | Problem]:
    """Harmless problems of the file, then the summary. Raises Unusable."""
    values: dict[str, tuple[int | None, str]] = {}
    for row in rows(path):
        if row.damage or len(row.fields) != 2:
            yield Problem(str(path), row.line, f"the row {row.damage or 'is not a pair of name and value: correct it'}")
            continue
        values.setdefault(row.fields[0].strip(), (row.line, row.fields[1]))
    if "topic" not in values:
        raise Unusable(path, None, "has no sound row named topic: correct it, or download the export again")
    nothing = (None, "")
    (line, topic), (at, url), (below, description) = (
        values.get(name, nothing) for name in ("topic", "url", "conversation-description")
    )
    topic, url = topic.strip() or url.strip(), url.strip()
    must_fit(path, line, "topic", lambda: plain(topic, "topic", TITLE_LENGTH))
    must_fit(path, at, "url", lambda: plain(url or topic, "url", REFERENCE_LENGTH))
    if description.strip():
        must_fit(path, below, "description", lambda: written(Sealed("und", description), "description", TEXT_LENGTH))
    counts = {
        name: (line or 0, count)
        for name, (line, value) in values.items()
        if name in COUNTS and (count := number(value)) is not None
    }
    yield Summary(topic, url, description, counts)


def must_fit(path: Path, line: int | None, name: str, check: Callable[[], object]) -> None:
    """Runs a check of a value. Raises Unusable if it is refused."""
    try:
        check()
    except Refusal as refusal:
        raise Unusable(path, line, f"{refusal} Correct {name} in summary.csv.") from None


def read_comments(path: Path, clock: Clock) -> Iterator[Comment | Finding]:
    """The comments, and the problems of their rows."""
    for row in table(path, COMMENT_COLUMNS, optional=["datetime", "agrees", "disagrees"]):
        if isinstance(row, Finding):
            yield row
            continue
        line, (stamp, id, author, moderated, body, written, agrees, disagrees) = row
        id, author, moderated = id.strip(), author.strip(), moderated.strip()
        try:
            at, wrong = clock.read(stamp, written), wrong_id("comment-id", id) or wrong_id("author-id", author)
        except BadTime as bad:
            at, wrong = 0, str(bad)
        if not wrong and moderated not in VERDICTS:
            wrong = f"moderated is {quoted(moderated)}, and not 1, 0 or -1"
        if not wrong and len(body) > BODY_LENGTH:
            wrong = f"comment-body has more than {BODY_LENGTH} characters"
        yield (
            Problem(str(path), line, wrong)
            if wrong
            else Comment(line, at, id, author, body, VERDICTS[moderated], number(agrees), number(disagrees))
        )


def read_votes(path: Path, clock: Clock, choices: Mapping[str, str] = CHOICES) -> Iterator[Vote | Finding]:
    """The votes, and the problems of their rows. `choices` gives the meaning of each sign."""
    for row in table(path, VOTE_COLUMNS, closed=["vote"], optional=["datetime"]):
        if isinstance(row, Finding):
            yield row
            continue
        line, (stamp, comment, voter, vote, written) = row
        comment, voter, vote = comment.strip(), voter.strip(), vote.strip()
        try:
            at, wrong = clock.read(stamp, written), wrong_id("comment-id", comment) or wrong_id("voter-id", voter)
        except BadTime as bad:
            at, wrong = 0, str(bad)
        if not wrong and vote not in choices:
            wrong = f"vote is {quoted(vote)}, and not 1, -1 or 0 (agree, disagree or pass)"
        yield Problem(str(path), line, wrong) if wrong else Vote(line, at, comment, voter, choices[vote])


def number(text: str) -> int | None:
    """A count, if it is one."""
    text = text.strip()
    return int(text) if _number.fullmatch(text) else None


def wrong_id(column: str, id: str) -> str | None:
    """The problem with an id, if there is one."""
    if _name.fullmatch(id):
        return None
    return f"{column} is {quoted(id)}, and not a number" if id else f"{column} is empty"
